"""Posting one entry: numbers, keys, balances, bounds, and every shape of a wrong call."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, connections, transaction

from fund import ledger, queries
from fund.entries import Entry, Line, endowment_entry, final_payment_entry
from tests.fund.ground import (
    CHIEF,
    CLERK,
    DAY,
    GROUPS,
    Call,
    budget,
    decide,
    endow,
    new_grant,
    open_grant,
    refused,
    state_of,
    verified,
)
from workflow.problems import Refused


def test_an_entry_gets_the_next_number_and_moves_both_books(segment: int) -> None:
    first, second = endow(segment, 700), endow(segment, 300, key="again")
    assert (first.seq, second.seq) == (1, 2)
    assert first.recorded_at < second.recorded_at
    assert queries.balance(segment, "1101") == queries.balance(segment, "2151") == 1000
    assert queries.balance(segment, "B200") == 1000
    assert queries.head(segment).hash == second.hash.hex()
    assert verified(segment)


def test_the_same_call_with_the_same_key_is_answered_and_not_posted_again(segment: int) -> None:
    first = endow(segment, 700)
    before = state_of(segment)
    assert endow(segment, 700) == replace(first, replay=True)
    assert state_of(segment) == before


@pytest.mark.parametrize(
    "other",
    [
        {"amounts": (101,)},
        {"memo": "Memo"},
        {"memo": ""},
        {"effective": date(2024, 5, 11)},
        {"original": date(2024, 4, 1)},
        {"event": "TESTS"},
        {"actor": CHIEF},
        {"approver": CHIEF},
        {"debits": ("1102",)},
        {"years": (None,)},
        {"items": ("設備",)},
        {"grants": (CLERK,)},
        {"parties": (CLERK,)},
        {"document": CLERK, "document_sha": bytes(32)},
    ],
    ids=str,
)
def test_a_key_used_for_anything_else_is_refused(segment: int, other: dict[str, Any]) -> None:
    Call(segment).make()
    before = state_of(segment)
    with refused("23505"):
        Call(segment, **other).make()
    assert state_of(segment) == before


def test_a_key_used_in_a_month_is_another_call_in_the_13th_period(segment: int) -> None:
    Call(segment, effective=date(2025, 3, 31)).make()
    with refused("23505"):
        Call(segment, effective=date(2025, 3, 31), adjusting=True).make()


def test_a_reused_key_is_a_problem_that_names_the_entry(segment: int) -> None:
    endow(segment, 700)
    with pytest.raises(Refused) as caught:
        endow(segment, 701)
    assert caught.value.problems[0].code == "key_reused"
    assert "仕訳 1" in caught.value.problems[0].text


def test_ids_follow_each_other(segment: int) -> None:
    # Their index grows at its end: at random, each posting would log a page of it anew.
    alone = [endow(segment, 1, key=f"k{n}").entry_id for n in range(20)]
    entries = [(f"b{n}", endowment_entry(1, 2024, DAY, "基金造成")) for n in range(20)]
    ids = [*alone, *(p.entry_id for p in ledger.post_batch(segment, entries, actor=CLERK))]
    assert ids == sorted(ids)


def test_two_segments_may_use_the_same_key(segment: int, other_segment: int) -> None:
    assert endow(segment, 1).seq == endow(other_segment, 2).seq == 1


def test_a_decision_beyond_the_budget_is_refused_with_the_yen_short(segment: int) -> None:
    endow(segment, 1000)
    books = open_grant(segment)
    decide(segment, books, 400)
    before = state_of(segment)
    with pytest.raises(Refused) as caught:
        decide(segment, books, 750, key="second")
    (problem,) = caught.value.problems
    assert (problem.code, problem.short_yen) == ("short", 150)
    assert "未交付決定残" in problem.text
    assert state_of(segment) == before


def test_cash_cannot_be_paid_that_is_not_there(segment: int) -> None:
    endow(segment, 1000)
    books = open_grant(segment)
    paying = final_payment_entry(books, 1200, DAY, "精算払")
    with pytest.raises(Refused) as caught:
        ledger.post(segment, paying, key="pay", actor=CLERK)
    (problem,) = caught.value.problems
    assert problem.short_yen == 200
    assert "基金専用口座" in problem.text


def test_a_balance_may_be_used_to_the_last_yen(segment: int) -> None:
    endow(segment, 1000)
    decide(segment, open_grant(segment), 1000)
    assert queries.balance(segment, "B200") == 0
    assert verified(segment)


def test_a_bound_holds_after_every_line_not_only_at_the_end(segment: int) -> None:
    endow(segment, 100)
    out, back = Line("P", "2151", "1101", 150), Line("P", "1101", "2151", 150)
    with pytest.raises(Refused):
        ledger.post(segment, Entry("TEST", DAY, (out, back), "m"), key="x", actor=CLERK)
    assert ledger.post(segment, Entry("TEST", DAY, (back, out), "m"), key="x", actor=CLERK).seq == 2


def test_accounts_of_a_grant_are_opened_once(segment: int) -> None:
    books = open_grant(segment)
    before = state_of(segment)
    ledger.open_grant_accounts(segment, GROUPS, "G1", "again", books.grant, books.party)
    assert state_of(segment) == before
    with refused("23505"):
        ledger.open_grant_accounts(segment, GROUPS, "G1", "x", uuid4(), books.party)
    with refused("23505"):
        ledger.open_grant_accounts(segment, GROUPS, "G1", "x", books.grant, uuid4())


@pytest.mark.parametrize(
    ("group", "suffix", "sqlstate"),
    [
        ("B301", "G1", "23503"),
        ("B200", "G1", "23503"),
        ("1101", "G1", "23503"),
        ("B300", "交付", "23514"),
        ("B300", "x" * 40, "23514"),
        ("B300", "", None),
    ],
)
def test_a_sub_account_needs_a_group_and_a_plain_suffix(
    segment: int, group: str, suffix: str, sqlstate: str | None
) -> None:
    if sqlstate is None:
        ledger.open_grant_accounts(segment, [group], suffix, "x", uuid4(), uuid4())
        return
    with refused(sqlstate):
        ledger.open_grant_accounts(segment, [group], suffix, "x", uuid4(), uuid4())


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("a group", {"books": ("B",), "debits": ("B200",), "credits": ("B300",)}),
        ("another book", {"books": ("P",), "debits": ("B100",), "credits": ("B200",)}),
        ("across books", {"books": ("P",), "debits": ("1101",), "credits": ("B200",)}),
        ("no such account", {"debits": ("9999",)}),
        ("no such book", {"books": ("Q",)}),
        ("a missing book", {"books": (None,)}),
        ("a missing account", {"credits": (None,)}),
    ],
)
def test_a_line_stays_within_accounts_of_its_book(
    segment: int, name: str, call: dict[str, Any]
) -> None:
    endow(segment, 1000)
    before = state_of(segment)
    with refused("23503"):
        Call(segment, **call).make()
    assert state_of(segment) == before


def test_an_account_of_another_segment_cannot_be_posted_to(
    segment: int, other_segment: int
) -> None:
    endow(segment, 1000)
    books = open_grant(other_segment)
    with refused("23503"):
        decide(segment, books, 100)


def test_a_memo_in_any_script_is_hashed_as_it_is_kept(segment: int) -> None:
    memos = [
        "",
        "é",
        "e\u0301",
        "👩‍👩‍👧‍👦",
        "א\u202eabc",
        "10:abc,3:x,",
        "-,",
        "改\n行\t",
        "\ufeff ",
    ]
    for number, memo in enumerate(memos):
        Call(segment, key=f"k{number}", memo=memo).make()
    kept = [queries.entry(segment, seq) for seq in range(1, len(memos) + 1)]
    assert [entry and entry.memo for entry in kept] == memos
    assert verified(segment)


def test_every_dimension_may_be_absent_or_present_line_by_line(segment: int) -> None:
    one, two = uuid4(), uuid4()
    Call(
        segment,
        books=("P",) * 4,
        debits=("1101",) * 4,
        credits=("2151",) * 4,
        amounts=(1, 2, 3, 4),
        grants=(None, one, None, two),
        years=(None, None, 2023, 2024),
        items=("", None, "設備", None),
        parties=(two, None, one, None),
    ).make()
    rows = queries.postings(segment, 1)
    assert [row.grant for row in rows] == [None, one, None, two]
    assert [row.budget_year for row in rows] == [None, None, 2023, 2024]
    assert verified(segment)


@pytest.mark.parametrize(
    ("amounts", "sqlstate"),
    [
        ((0,), "23514"),
        ((-1,), "23514"),
        ((None,), "23502"),
        ((2**53 + 1,), "23514"),
        ((2**63 - 1,), "22003"),
        (("9223372036854775808",), "22003"),
        ((2**62, 2**62), "22003"),
        ((5, -3), "23514"),
        ((5, 0), "23514"),
        ((5, None), "23502"),
    ],
    ids=str,
)
def test_an_amount_is_a_whole_positive_yen_of_sane_size(
    segment: int, amounts: tuple[Any, ...], sqlstate: str
) -> None:
    endow(segment, 1000)
    before = state_of(segment)
    n = len(amounts)
    with refused(sqlstate):
        Call(
            segment, amounts=amounts, books=("P",) * n, debits=("1101",) * n, credits=("2151",) * n,
            grants=(None,) * n, years=(None,) * n, items=(None,) * n, parties=(None,) * n,
        ).make()  # fmt: skip
    assert state_of(segment) == before


def test_the_largest_amount_is_kept_exactly(segment: int) -> None:
    endow(segment, 2**53)
    assert queries.balance(segment, "1101") == 9007199254740992
    assert verified(segment)


TWO = {
    "books": ("P", "P"), "debits": ("1101", "1101"), "credits": ("2151", "2151"),
    "amounts": (1, 2), "grants": (None, None), "years": (None, None), "items": (None, None),
    "parties": (None, None),
}  # fmt: skip


@pytest.mark.parametrize("column", list(TWO))
@pytest.mark.parametrize(
    ("shape", "literal"),
    [
        ("empty", "{}"),
        ("absent", None),
        ("too short", "{NULL}"),
        ("too long", "{NULL,NULL,NULL}"),
        ("two dimensions", "{{NULL,NULL}}"),
        ("a column", "{{NULL},{NULL}}"),
        ("counted from 0", "[0:1]={NULL,NULL}"),
        ("counted from 2", "[2:3]={NULL,NULL}"),
    ],
)
def test_a_list_of_another_shape_is_refused(
    segment: int, column: str, shape: str, literal: str | None
) -> None:
    with refused("22023"):
        Call(segment, **{**TWO, column: literal}).make()
    assert queries.head(segment).seq == 0


@pytest.mark.parametrize(
    ("given", "sqlstate"),
    [
        ({"key": None}, "23502"),
        ({"key": ""}, "23514"),
        ({"key": "k" * 201}, "23514"),
        ({"event": None}, "23502"),
        ({"event": "lower"}, "23514"),
        ({"event": "REVERSAL"}, "23514"),
        ({"effective": "infinity"}, "23514"),
        ({"original": "infinity"}, "23514"),
        ({"original": "0001-01-01 BC"}, "23514"),
        ({"original": date(2024, 5, 11)}, "23514"),
        ({"actor": None}, "23502"),
        ({"approver": CLERK}, "23514"),
        ({"document": CLERK}, "23514"),
        ({"document_sha": bytes(32)}, "23514"),
        ({"document": CLERK, "document_sha": bytes(31)}, "23514"),
        ({"memo": None}, "23502"),
        ({"memo": "あ" * 1400}, "23514"),
        ({"debits": ("2151",)}, "23514"),
        ({"years": (1999,)}, "23514"),
        ({"items": ("x" * 101,)}, "23514"),
        ({"segment": 2**31 - 1}, "23503"),
        ({"segment": None}, "23503"),
    ],
    ids=str,
)
def test_a_call_with_a_wrong_argument_is_refused(
    segment: int, given: dict[str, Any], sqlstate: str
) -> None:
    before = state_of(segment)
    with refused(sqlstate):
        Call(**{"segment": segment, **given}).make()
    assert state_of(segment) == before


def many_lines(n: int) -> Entry:
    """An entry of n lines."""
    return Entry("TEST", DAY, (Line("B", "B100", "B200", 1),) * n, "多行")


def test_an_entry_has_at_most_a_thousand_lines(segment: int) -> None:
    ledger.post(segment, many_lines(1000), key="thousand", actor=CLERK)
    with refused("22023"):
        ledger.post(segment, many_lines(1001), key="more", actor=CLERK)
    assert queries.balance(segment, "B200") == 1000
    assert verified(segment)


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
def test_posting_under_a_frozen_snapshot_is_refused(segment: int, level: str) -> None:
    with refused("25000"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET TRANSACTION ISOLATION LEVEL {level}")
        endow(segment, 1)


def test_a_clock_that_went_back_does_not_turn_the_books_back(superuser: str, segment: int) -> None:
    with transaction.atomic(using=superuser), connections[superuser].cursor() as cursor:
        cursor.execute(
            "UPDATE ledger.segment_head SET last_recorded_at = now() + interval '1 day' "
            "WHERE segment_id = %s RETURNING last_recorded_at",
            [segment],
        )
        (before,) = cursor.fetchone()
        times = []
        for key in "ab":
            cursor.execute(ledger.POST, Call(segment, key=key).arguments)
            times.append(cursor.fetchone()[3])
        transaction.set_rollback(True, using=superuser)
    tick = timedelta(microseconds=1)
    assert times == [before + tick, before + 2 * tick]


def test_an_act_that_is_undone_leaves_no_number_behind(segment: int) -> None:
    with transaction.atomic():
        assert endow(segment, 1).seq == 1
        transaction.set_rollback(True)
    assert endow(segment, 2).seq == 1
    assert verified(segment)


def test_linked_entries_carry_one_amount(segment: int, other_segment: int) -> None:
    endow(segment, 1000)
    paid = Entry("TRANSFER", DAY, (Line("P", "1141", "1101", 60),), "他勘定へ")
    received = Entry("TRANSFER", DAY, (Line("P", "1101", "2303", 60),), "他勘定から")
    here = ledger.post(segment, paid, key="out", actor=CLERK)
    there = ledger.post(other_segment, received, key="in", actor=CLERK)
    ledger.link(there, here, actor=CLERK)
    assert verified(segment)
    assert verified(other_segment)
    unequal = ledger.post(other_segment, budget(61), key="unequal", actor=CLERK)
    with refused("23514"):
        ledger.link(here, unequal, actor=CLERK)
    with refused("23514"):
        ledger.link(here, replace(there, seq=99), actor=CLERK)
    with refused("23514"):
        ledger.link(here, here, actor=CLERK)


def mirrored(segment: int, seq: int, **more: Any) -> ledger.Posted:
    """Reverse an entry on DAY."""
    given: dict[str, Any] = {"key": f"reverse {seq}", "on": DAY, "reason": "誤記", "actor": CLERK}
    return ledger.reverse(segment, seq, **{**given, **more})


def test_a_reversal_mirrors_every_line_and_takes_the_effect_away(segment: int) -> None:
    endow(segment, 1000)
    books = open_grant(segment)
    done = decide(segment, books, 400)
    back = mirrored(segment, done.seq)
    (line,) = queries.postings(segment, back.seq)
    assert (line.debit, line.credit, line.yen) == ("B300:G1", "B200", 400)
    assert line.grant == books.grant
    assert queries.balance(segment, "B200") == 1000
    kept = queries.entry(segment, back.seq)
    assert kept is not None
    assert (kept.reverses, kept.original_on) == (done.seq, DAY)
    assert mirrored(segment, done.seq).replay
    assert verified(segment)


def test_an_entry_of_many_lines_is_undone_from_its_last_line_back(segment: int) -> None:
    back_and_forth = (Line("P", "1101", "2151", 90), Line("P", "1102", "1101", 90))
    ledger.post(segment, Entry("TEST", DAY, back_and_forth, "預入"), key="x", actor=CLERK)
    assert mirrored(segment, 1).seq == 2
    assert verified(segment)


ALREADY: list[tuple[str, Callable[[int], object]]] = [
    ("twice", lambda segment: mirrored(segment, 1, key="second")),
    ("a reversal", lambda segment: mirrored(segment, 2)),
]


@pytest.mark.parametrize(("name", "again"), ALREADY)
def test_an_entry_is_reversed_once_and_a_reversal_never(
    segment: int, name: str, again: Callable[[int], object]
) -> None:
    endow(segment, 1000)
    mirrored(segment, 1)
    with pytest.raises(Refused) as caught:
        again(segment)
    assert caught.value.problems[0].code == "already_reversed"
    assert queries.head(segment).seq == 2


def test_a_reversal_is_not_dated_before_its_target(segment: int) -> None:
    endow(segment, 1000)
    with pytest.raises(Refused) as caught:
        mirrored(segment, 1, on=date(2024, 5, 9))
    assert caught.value.problems[0].code == "before_original"


def test_what_was_used_cannot_be_reversed_away(segment: int) -> None:
    endow(segment, 1000)
    decide(segment, open_grant(segment), 400)
    with pytest.raises(Refused) as caught:
        mirrored(segment, 1)
    assert caught.value.problems[0].short_yen == 400


def test_an_entry_that_is_not_there_cannot_be_reversed(segment: int) -> None:
    with refused("23503"):
        mirrored(segment, 1)


def test_a_line_for_a_grant_nobody_opened_is_refused(segment: int) -> None:
    endow(segment, 1000)
    with refused("23503"):
        decide(segment, new_grant(), 1)


def prepared_calls() -> int:
    """Calls of the posting function that this session keeps planned."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s",
            ["%FROM ledger.post(%"],
        )
        return int(cursor.fetchone()[0])


def test_a_call_is_planned_once_in_a_session(segment: int) -> None:
    endow(segment, 1, key="first")
    kept = prepared_calls()
    endow(segment, 1, key="second")
    assert prepared_calls() == kept > 0


def index_of_lookup(alias: str, table: str, key: str, extra: str = "") -> str:
    """What a plan made over the empty table looks its key up in, as a foreign key does."""
    lookup = " AND ".join(f"{column} = ${n}" for n, column in enumerate(key.split(", "), 1))
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE looked_up (LIKE ledger.{table} INCLUDING INDEXES)")
        if extra:
            cursor.execute(f"CREATE INDEX ON looked_up ({extra})")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN (GENERIC_PLAN, FORMAT JSON) "
            f"SELECT FROM looked_up WHERE {lookup} FOR KEY SHARE"
        )
        index = cursor.fetchone()[0][0]["Plan"]["Plans"][0]["Index Name"]
        cursor.execute("SELECT pg_get_indexdef(%s::regclass)", [index])
        definition = str(cursor.fetchone()[0])
        transaction.set_rollback(True, using=alias)
    return definition


@pytest.mark.parametrize(
    ("table", "key"), [("account", "segment_id, book, code"), ("entry", "segment_id, seq")]
)
def test_a_key_is_looked_up_as_a_key_even_while_tables_are_empty(
    superuser: str, table: str, key: str
) -> None:
    assert f"({key}" in index_of_lookup(superuser, table, key)


def test_another_index_over_all_rows_would_mislead_an_early_plan(superuser: str) -> None:
    misled = index_of_lookup(
        superuser, "account", "segment_id, book, code", "segment_id, book, parent_code"
    )
    assert "parent_code" in misled


EVENTS = (
    "",
    "A",
    "AB",
    "A_9",
    "Z" * 40,
    "A" * 41,
    "_AB",
    "9AB",
    "[AB",
    "aB",
    "Ab",
    "A-B",
    "A B",
    "AÄ",
)
WELL_FORMED = {"AB", "A_9", "Z" * 40}


@pytest.mark.parametrize("event", EVENTS)
def test_an_event_is_named_in_capitals(db: None, event: str) -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT %s::text::ledger.event_type", [event])
            is_taken = True
    except IntegrityError:
        is_taken = False
    assert is_taken == (event in WELL_FORMED)

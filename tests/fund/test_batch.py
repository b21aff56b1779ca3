"""Many entries in one call come out as the same entries one by one."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection

from fund import ledger, queries
from fund.entries import Entry, Line, advance_entry, decision_entry, endowment_entry
from tests.fund.ground import (
    CHIEF,
    CLERK,
    DAY,
    BatchCall,
    budget,
    endow,
    open_grant,
    refused,
    state_of,
    verified,
)
from workflow.problems import Refused

Keyed = list[tuple[str, Entry]]


def a_day_of_entries(segment: int) -> Keyed:
    """Forty entries on three grants, each needing what the ones before left."""
    grants = [open_grant(segment, f"G{n}") for n in range(3)]
    entries: Keyed = [("endow", endowment_entry(100_000, 2024, DAY, "基金造成"))]
    for n in range(39):
        books, yen = grants[n % 3], 100 + 7 * n
        make = advance_entry if n >= 20 else decision_entry
        entries.append((f"k{n}", make(books, yen if n < 20 else yen // 3, DAY, f"{n} 件目")))
    return entries


def figures(segment: int) -> list[tuple[Any, ...]]:
    """Every line with its running balances, without what differs by grant or time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.seq, line, book, dr_account, cr_account, amount, dr_after, cr_after, "
            "idem_key, e.period_id, e.total FROM ledger.posting p JOIN ledger.entry e "
            "USING (segment_id, seq) WHERE segment_id = %s ORDER BY p.seq, line",
            [segment],
        )
        return list(cursor.fetchall())


def test_a_batch_leaves_the_same_books_as_its_entries_one_by_one(
    segment: int, other_segment: int
) -> None:
    for key, entry in a_day_of_entries(segment):
        ledger.post(segment, entry, key=key, actor=CLERK, approver=CHIEF)
    batch = a_day_of_entries(other_segment)
    posted = ledger.post_batch(other_segment, batch, actor=CLERK, approver=CHIEF)
    assert [p.seq for p in posted] == list(range(1, 41))
    assert figures(segment) == figures(other_segment)
    assert queries.trial_balance(segment) == queries.trial_balance(other_segment)
    assert verified(segment)
    assert verified(other_segment)


def test_a_batch_may_be_cut_anywhere(segment: int) -> None:
    batch = a_day_of_entries(segment)
    for start in range(0, 40, 7):
        ledger.post_batch(segment, batch[start : start + 7], actor=CLERK)
    assert queries.head(segment).seq == 40
    assert verified(segment)


def test_entries_already_written_are_answered_and_the_others_posted(segment: int) -> None:
    first = endow(segment, 500, key="b")
    batch = [(key, budget(10)) for key in "ac"]
    batch.insert(1, ("b", endowment_entry(500, 2024, DAY, "基金造成")))
    posted = ledger.post_batch(segment, batch, actor=CLERK)
    assert [(p.seq, p.replay) for p in posted] == [(2, False), (1, True), (3, False)]
    assert posted[1] == replace(first, replay=True)
    before = state_of(segment)
    again = ledger.post_batch(segment, batch, actor=CLERK)
    assert again == [replace(p, replay=True) for p in posted]
    assert state_of(segment) == before
    assert verified(segment)


def test_an_entry_of_a_batch_is_answered_when_it_is_posted_alone(segment: int) -> None:
    (posted,) = ledger.post_batch(segment, [("a", budget(10))], actor=CLERK)
    assert ledger.post(segment, budget(10), key="a", actor=CLERK) == replace(posted, replay=True)


def test_a_key_twice_in_a_batch_is_refused(segment: int) -> None:
    with refused("22023"):
        ledger.post_batch(segment, [("a", budget(1)), ("a", budget(1))], actor=CLERK)


def test_one_key_used_for_something_else_stops_the_whole_batch(segment: int) -> None:
    endow(segment, 500, key="b")
    before = state_of(segment)
    with pytest.raises(Refused) as caught:
        ledger.post_batch(segment, [("a", budget(1)), ("b", budget(1))], actor=CLERK)
    assert caught.value.problems[0].code == "key_reused"
    assert state_of(segment) == before


def test_a_batch_that_passes_a_bound_only_in_its_middle_is_refused(segment: int) -> None:
    endow(segment, 100)
    out = Entry("TEST", DAY, (Line("P", "2151", "1101", 150),), "出")
    back = Entry("TEST", DAY, (Line("P", "1101", "2151", 150),), "入")
    before = state_of(segment)
    with pytest.raises(Refused) as caught:
        ledger.post_batch(segment, [("out", out), ("back", back)], actor=CLERK)
    assert caught.value.problems[0].short_yen == 50
    assert state_of(segment) == before
    assert len(ledger.post_batch(segment, [("back", back), ("out", out)], actor=CLERK)) == 2
    assert verified(segment)


def test_a_batch_beyond_the_budget_posts_nothing(segment: int) -> None:
    endow(segment, 1000)
    books = open_grant(segment)
    before = state_of(segment)
    batch = [(f"k{n}", decision_entry(books, 300, DAY, "交付決定")) for n in range(4)]
    with pytest.raises(Refused) as caught:
        ledger.post_batch(segment, batch, actor=CLERK)
    assert caught.value.problems[0].short_yen == 200
    assert state_of(segment) == before


def test_one_date_without_an_open_period_stops_the_whole_batch(segment: int) -> None:
    batch = [("a", budget(1)), ("b", budget(1, on=date(2023, 5, 1)))]
    with pytest.raises(Refused) as caught:
        ledger.post_batch(segment, batch, actor=CLERK)
    assert caught.value.problems[0].code == "period_closed"
    assert "2023年5月1日" in caught.value.problems[0].text
    assert queries.head(segment).seq == 0


def test_a_batch_of_adjustments_goes_to_the_13th_period(segment: int) -> None:
    last = date(2025, 3, 31)
    batch = [(key, budget(1, on=last, is_adjusting=True)) for key in "ab"]
    ledger.post_batch(segment, batch, actor=CLERK, is_adjusting=True)
    rows = [queries.entry(segment, seq) for seq in (1, 2)]
    assert [row and row.period for row in rows] == [202413, 202413]
    with refused("23505"):
        BatchCall(
            segment, effectives=(last, last), events=("TEST", "TEST"), memos=("試験", "試験"),
            books=("B", "B"), debits=("B100", "B100"), credits=("B200", "B200"), amounts=(1, 1),
        ).make()  # fmt: skip
    assert verified(segment)


def test_lines_of_entries_may_come_in_any_order(segment: int) -> None:
    BatchCall(
        segment, owners=(2, 1, 2), books=("P",) * 3, debits=("1101", "1101", "1102"),
        credits=("2151", "2151", "1101"), amounts=(70, 30, 50), grants=(None,) * 3,
        years=(None,) * 3, items=(None,) * 3, parties=(None,) * 3,
    ).make()  # fmt: skip
    assert [(row.debit, row.yen) for row in queries.postings(segment, 2)] == [
        ("1101", 70),
        ("1102", 50),
    ]
    assert verified(segment)


@pytest.mark.parametrize(
    ("wrong", "sqlstate"),
    [
        ({"keys": "{}"}, "22023"),
        ({"keys": ("a", None)}, "22023"),
        ({"keys": ("a", "b", "c")}, "22023"),
        ({"keys": "{{a,b}}"}, "22023"),
        ({"events": ("TEST",)}, "22023"),
        ({"effectives": "[0:1]={2024-05-10,2024-05-10}"}, "22023"),
        ({"originals": "{{2024-05-01,2024-05-01}}"}, "22023"),
        ({"originals": "[0:1]={2024-05-01,2024-05-01}"}, "22023"),
        ({"documents": "{}"}, "22023"),
        ({"document_shas": None}, "22023"),
        ({"memos": "{{m},{m}}"}, "22023"),
        ({"owners": "{}"}, "22023"),
        ({"owners": (0, 1)}, "22023"),
        ({"owners": (-1, 2)}, "22023"),
        ({"owners": (1, 3)}, "22023"),
        ({"owners": (1, 1)}, "22023"),
        ({"owners": (1, None)}, "22023"),
        ({"owners": "{{1,2}}"}, "22023"),
        ({"amounts": "{{1,2}}"}, "22023"),
        ({"amounts": "[0:1]={1,2}"}, "22023"),
        ({"amounts": (1,)}, "22023"),
        ({"grants": "{}"}, "22023"),
        ({"years": "{{2024,2024}}"}, "22023"),
        ({"items": "[2:3]={a,b}"}, "22023"),
        ({"parties": (None, None, None)}, "22023"),
        ({"amounts": (1, 0)}, "23514"),
        ({"amounts": (1, -1)}, "23514"),
        ({"amounts": (1, None)}, "23502"),
        ({"amounts": (1, 2**53 + 1)}, "23514"),
        ({"events": ("TEST", None)}, "23502"),
        ({"events": ("TEST", "REVERSAL")}, "23514"),
        ({"memos": ("m", None)}, "23502"),
        ({"originals": (None, "0001-01-01 BC")}, "23514"),
        ({"debits": ("1101", "2151")}, "23514"),
        ({"debits": ("1101", "9999")}, "23503"),
        ({"books": ("P", "B")}, "23503"),
        ({"books": ("P", None)}, "23503"),
        ({"books": ("B", "B"), "debits": ("B200", "B200"), "credits": ("B300", "B300")}, "23503"),
        ({"approver": CLERK}, "23514"),
        ({"actor": None}, "23502"),
        ({"segment": 2**31 - 1}, "23503"),
    ],
    ids=str,
)
def test_a_wrong_batch_is_refused_whole(segment: int, wrong: dict[str, Any], sqlstate: str) -> None:
    before = state_of(segment)
    with refused(sqlstate):
        BatchCall(**{"segment": segment, **wrong}).make()
    assert state_of(segment) == before


@pytest.mark.parametrize("stray", [0, -1, 3, None])
def test_a_line_of_no_entry_is_refused_not_dropped(segment: int, stray: int | None) -> None:
    with refused("22023"):
        BatchCall(
            segment, owners=(1, 2, stray), books=("P",) * 3, debits=("1101",) * 3,
            credits=("2151",) * 3, amounts=(1, 2, 3), grants=(None,) * 3, years=(None,) * 3,
            items=(None,) * 3, parties=(None,) * 3,
        ).make()  # fmt: skip
    assert queries.head(segment).seq == 0


def test_an_entry_of_a_batch_has_at_most_a_thousand_lines(segment: int) -> None:
    lines = (Line("B", "B100", "B200", 1),) * 1001
    with refused("23514"):
        ledger.post_batch(segment, [("a", Entry("TEST", DAY, lines, "多行"))], actor=CLERK)

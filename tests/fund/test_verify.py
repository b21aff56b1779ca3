"""Books that were tampered with are found out, by name and row; untouched ones are not."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

from config.stack.house import ROOT
from fund import ledger
from fund.checks import Books, Finding, Report, examine, invariant, run_checks
from fund.checks.registry import INVARIANTS
from fund.tasks import BooksAreBroken, verify_nightly
from tests.fund.conftest import Lived
from tests.fund.ground import CLERK, DAY, Call, decide, endow, open_grant

SWITCHES = """
SELECT format('ALTER TABLE %%s ENABLE ALWAYS TRIGGER %%I', tgrelid::regclass, tgname)
  FROM pg_trigger WHERE NOT tgisinternal AND tgrelid IN (SELECT oid FROM pg_class
       WHERE relnamespace = 'ledger'::regnamespace OR relname = ANY(%s))
"""
TABLES = (
    "SELECT relname FROM pg_class WHERE relnamespace = 'ledger'::regnamespace AND relkind = 'r'"
)


@contextmanager
def unguarded(cursor: CursorWrapper, *others: str) -> Iterator[None]:
    """Switch every trigger of the ledger and of other tables off, and on again as it was."""
    cursor.execute(TABLES)
    tables = [f"ledger.{name}" for (name,) in cursor.fetchall()] + list(others)
    cursor.execute(SWITCHES, [list(others)])
    switches = [statement for (statement,) in cursor.fetchall()]
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
    yield
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")
    for statement in switches:
        cursor.execute(statement)


def tampered(superuser: str, lived: Lived, *statements: str) -> Report:
    """What is found after the superuser's statements, which are undone again."""
    with transaction.atomic(using=superuser), connections[superuser].cursor() as cursor:
        with unguarded(cursor):
            for statement in statements:
                cursor.execute(statement, {"s": lived.segment, "o": lived.other})
        report = examine(cursor, lived.code)
        transaction.set_rollback(True, using=superuser)
    return report


def named(report: Report) -> set[tuple[str, int | None, str | None]]:
    """Every finding as (invariant, entry, account)."""
    return {(r.name, bad.seq, bad.account) for r in report.broken for bad in r.bad}


ENTRY = "UPDATE ledger.entry SET {} WHERE segment_id = %(s)s AND seq = 2"
LINE = "UPDATE ledger.posting SET {} WHERE segment_id = %(s)s AND seq = 2"
BALANCE = "UPDATE ledger.account_balance SET {} WHERE segment_id = %(s)s AND code = 'B200'"
PERIOD = "UPDATE ledger.fiscal_period SET {} WHERE segment_id = %(s)s AND period_id = 202401"
OPENED = "status = 'open', close_seq = NULL, close_hash = NULL, closed_at = NULL, closed_by = NULL"
SNAPSHOT = "WHERE segment_id = %(s)s AND period_id = 202401 AND code = 'B200'"
DROP = "ALTER TABLE ledger.entry DROP CONSTRAINT "

# Entries of the books: 1 endowment of 1000 (April, closed), 2 decision of 400, 3 its reversal,
# 4 transfer of 60.
FOUND: list[tuple[str, list[str], list[tuple[str, int | None, str | None]]]] = [
    (
        "an amount",
        [LINE.format("amount = amount + 1")],
        [
            ("hashes_recompute", 2, None),
            ("lines_are_complete", 2, None),
            ("balances_equal_postings", 3, "B200"),
            ("running_balances_are_sums", 2, "B200"),
            ("reversals_mirror_their_targets", 3, None),
        ],
    ),
    ("a memo", [ENTRY.format("memo = '訂正'")], [("hashes_recompute", 2, None)]),
    ("a memo's blank", [ENTRY.format("memo = memo || ' '")], [("hashes_recompute", 2, None)]),
    (
        "a date",
        [ENTRY.format("effective_date = effective_date + 1")],
        [("hashes_recompute", 2, None), ("reversals_mirror_their_targets", 3, None)],
    ),
    (
        "an original date",
        [ENTRY.format("original_date = '2024-04-01'")],
        [("hashes_recompute", 2, None)],
    ),
    ("an event", [ENTRY.format("event_type = 'OTHER'")], [("hashes_recompute", 2, None)]),
    ("an actor", [ENTRY.format("actor = gen_random_uuid()")], [("hashes_recompute", 2, None)]),
    ("an approver", [ENTRY.format("approver = NULL")], [("hashes_recompute", 2, None)]),
    ("a key", [ENTRY.format("idem_key = 'other'")], [("hashes_recompute", 2, None)]),
    ("an id", [ENTRY.format("entry_id = gen_random_uuid()")], [("hashes_recompute", 2, None)]),
    (
        "a document",
        [ENTRY.format("doc_ref = gen_random_uuid(), doc_sha = sha256('x')")],
        [("hashes_recompute", 2, None)],
    ),
    (
        "a payload's hash",
        [ENTRY.format("payload_sha = sha256('x')")],
        [("hashes_recompute", 2, None)],
    ),
    ("the version", [ENTRY.format("hash_version = 2")], [("hashes_recompute", 2, None)]),
    (
        "the time, by a microsecond",
        [ENTRY.format("recorded_at = recorded_at + interval '1 microsecond'")],
        [("hashes_recompute", 2, None)],
    ),
    (
        "the time, into the future",
        [ENTRY.format("recorded_at = 'infinity'")],
        [
            ("hashes_recompute", 2, None),
            ("recorded_times_increase", 2, None),
            ("recorded_times_increase", 3, None),
        ],
    ),
    ("a grant", [LINE.format("grant_ref = gen_random_uuid()")], [
        ("hashes_recompute", 2, None), ("lines_name_the_grant_of_their_account", 2, "B300:G1"),
    ]),
    ("a party", [LINE.format("party = NULL")], [
        ("hashes_recompute", 2, None), ("lines_name_the_grant_of_their_account", 2, "B300:G1"),
    ]),
    ("a budget year", [LINE.format("budget_year = 2025")], [("hashes_recompute", 2, None)]),
    ("a cost item", [LINE.format("cost_item = ''")], [("hashes_recompute", 2, None)]),
    (
        "an account",
        [LINE.format("cr_account = 'B900'")],
        [
            ("hashes_recompute", 2, None),
            ("balances_equal_postings", 2, "B900"),
            ("bounds_hold_at_every_line", 3, "B300:G1"),
        ],
    ),
    (
        "a group for its part",
        [LINE.format("cr_account = 'B300'")],
        [("accounts_belong_to_the_line", 2, "B300")],
    ),
    (
        "an amount with everything made to fit",
        [
            "UPDATE ledger.posting SET amount = 401, dr_after = dr_after + CASE seq WHEN 2 THEN 1 "
            "ELSE 0 END, cr_after = cr_after - CASE seq WHEN 2 THEN 1 ELSE 0 END "
            "WHERE segment_id = %(s)s AND seq IN (2, 3)",
            "UPDATE ledger.entry SET total = 401 WHERE segment_id = %(s)s AND seq IN (2, 3)",
            "UPDATE ledger.account_balance SET debits = debits + 1, credits = credits + 1 "
            "WHERE segment_id = %(s)s AND code IN ('B200', 'B300:G1')",
        ],
        [("hashes_recompute", 2, None), ("hashes_recompute", 3, None)],
    ),
    (
        "what the fund did not have, decided and taken back",
        ["UPDATE ledger.posting SET amount = 1001 WHERE segment_id = %(s)s AND seq IN (2, 3)"],
        [("bounds_hold_at_every_line", 2, "B200")],
    ),
    (
        "a line of no yen",
        [
            "ALTER DOMAIN ledger.line_yen DROP CONSTRAINT line_yen_check",
            LINE.format("amount = 0"),
        ],
        [("amounts_are_whole_positive_yen", 2, "B200")],
    ),
    (
        "an entry gone",
        [
            "DELETE FROM ledger.posting WHERE segment_id = %(s)s AND seq = 2",
            "DELETE FROM ledger.entry WHERE segment_id = %(s)s AND seq = 2",
        ],
        [
            ("entry_numbers_are_gapless", 3, None),
            ("each_entry_links_to_the_one_before", 3, None),
            ("reversals_mirror_their_targets", 3, None),
        ],
    ),
    (
        "a line gone",
        ["DELETE FROM ledger.posting WHERE segment_id = %(s)s AND seq = 2"],
        [("lines_are_complete", 2, None), ("hashes_recompute", 2, None)],
    ),
    (
        "an entry gone but for its lines",
        ["DELETE FROM ledger.entry WHERE segment_id = %(s)s AND seq = 2"],
        [("lines_are_complete", 2, None)],
    ),
    (
        "the tail cut off",
        [
            "DELETE FROM ledger.posting WHERE segment_id = %(s)s AND seq = 4",
            "DELETE FROM ledger.entry WHERE segment_id = %(s)s AND seq = 4",
        ],
        [("head_is_the_newest_entry", 4, None), ("balances_equal_postings", 4, "1141")],
    ),
    (
        "an entry written anew with a hash that fits it",
        [ENTRY.format("hash = sha256('x')")],
        [("each_entry_links_to_the_one_before", 3, None)],
    ),
    (
        "the head",
        ["UPDATE ledger.segment_head SET head_hash = sha256('x') WHERE segment_id = %(s)s"],
        [("head_is_the_newest_entry", 4, None)],
    ),
    (
        "the head taken away",
        ["DELETE FROM ledger.segment_head WHERE segment_id = %(s)s"],
        [("head_is_the_newest_entry", None, None)],
    ),
    (
        "a balance",
        [BALANCE.format("credits = credits + 1")],
        [
            ("balances_equal_postings", 3, "B200"),
            ("books_balance", None, None),
            ("budget_is_all_accounted_for", None, "B100"),
        ],
    ),
    (
        "a balance on both sides",
        [BALANCE.format("credits = credits + 1, debits = debits + 1")],
        [("balances_equal_postings", 3, "B200")],
    ),
    (
        "a balance's bound",
        [BALANCE.format("bound_sign = 0")],
        [("balances_equal_postings", 3, "B200")],
    ),
    (
        "a balance taken away",
        ["DELETE FROM ledger.account_balance WHERE segment_id = %(s)s AND code = '1101'"],
        [("balances_equal_postings", 4, "1101")],
    ),
    (
        "a grant's account below zero",
        [
            "ALTER TABLE ledger.account_balance DROP CONSTRAINT account_within_bound",
            "UPDATE ledger.account_balance SET debits = credits + 1 WHERE segment_id = %(s)s "
            "AND code = 'B300:G1'",
        ],
        [
            ("grant_accounts_are_never_negative", 3, "B300:G1"),
            ("bounds_hold_at_every_line", 3, "B300:G1"),
        ],
    ),
    (
        "a running balance",
        [LINE.format("cr_after = cr_after - 1")],
        [("running_balances_are_sums", 2, "B300:G1")],
    ),
    (
        "an entry slipped into a closed month",
        [ENTRY.format("period_id = 202401, effective_date = '2024-04-30'")],
        [("closed_periods_stay_closed", 2, None), ("hashes_recompute", 2, None)],
    ),
    (
        "an entry outside its month",
        [ENTRY.format("effective_date = '2024-06-01'")],
        [("dates_lie_in_their_periods", 2, None)],
    ),
    (
        "a closed month's end moved",
        [PERIOD.format("ends = '2024-04-29'")],
        [("periods_are_as_numbered", None, None)],
    ),
    (
        "a month taken away",
        ["DELETE FROM ledger.fiscal_period WHERE segment_id = %(s)s AND period_id = 202403"],
        [("periods_are_as_numbered", None, None)],
    ),
    (
        "a month put over days of a closed one",
        [
            PERIOD.format("ends = '2024-04-19'"),
            "INSERT INTO ledger.fiscal_period (segment_id, period_id, kind, starts, ends) "
            "VALUES (%(s)s, 202712, 'M', '2024-04-20', '2024-04-30')",
        ],
        [("periods_are_as_numbered", None, None)],
    ),
    (
        "a 13th period on another day",
        [
            "UPDATE ledger.fiscal_period SET starts = '2025-03-30', ends = '2025-03-30' "
            "WHERE segment_id = %(s)s AND period_id = 202413"
        ],
        [("periods_are_as_numbered", None, None)],
    ),
    (
        "a close without a second person",
        [PERIOD.format("close_approved_by = closed_by")],
        [("periods_are_as_numbered", 1, None)],
    ),
    ("an older close", [PERIOD.format("close_seq = 0")], [("closed_periods_stay_closed", 1, None)]),
    (
        "a close on another hash",
        [PERIOD.format("close_hash = sha256('x')")],
        [("closed_periods_stay_closed", 1, None)],
    ),
    (
        "a month opened again",
        [PERIOD.format(OPENED)],
        [("snapshots_equal_their_entries", None, "B200")],
    ),
    (
        "a later month closed first",
        [
            "UPDATE ledger.fiscal_period SET status = 'closed', close_seq = 4, closed_by = actor, "
            "close_hash = head_hash, closed_at = now() FROM ledger.entry JOIN ledger.segment_head "
            "USING (segment_id) WHERE fiscal_period.segment_id = %(s)s AND period_id = 202403 "
            "AND entry.segment_id = %(s)s AND seq = 1".replace(
                "AND period_id", "AND fiscal_period.period_id"
            )
        ],
        [("periods_close_in_order", None, None), ("snapshots_equal_their_entries", None, "1101")],
    ),
    (
        "a snapshot",
        [f"UPDATE ledger.period_balance SET credits = credits + 1 {SNAPSHOT}"],
        [("snapshots_equal_their_entries", None, "B200")],
    ),
    (
        "a snapshot's row taken away",
        [f"DELETE FROM ledger.period_balance {SNAPSHOT}"],
        [("snapshots_equal_their_entries", None, "B200")],
    ),
    (
        "a snapshot's row made up",
        [
            f"INSERT INTO ledger.period_balance SELECT segment_id, period_id, book, 'B900', 0, 0 "
            f"FROM ledger.period_balance {SNAPSHOT}"
        ],
        [("snapshots_equal_their_entries", None, "B900")],
    ),
    (
        "a reversal's line",
        ["UPDATE ledger.posting SET amount = 399 WHERE segment_id = %(s)s AND seq = 3"],
        [("reversals_mirror_their_targets", 3, None)],
    ),
    (
        "a reversal turned into something else",
        [
            f"{DROP} entry_is_sound",
            "UPDATE ledger.entry SET event_type = 'OTHER' WHERE segment_id = %(s)s AND seq = 3",
        ],
        [("reversals_mirror_their_targets", 3, None)],
    ),
    (
        "a target mirrored twice",
        [
            "DROP INDEX ledger.entry_is_reversed_once",
            "UPDATE ledger.entry SET reverses_seq = 2, event_type = 'REVERSAL' "
            "WHERE segment_id = %(s)s AND seq = 4",
        ],
        [("reversals_mirror_their_targets", 4, None)],
    ),
    (
        "a key twice",
        [
            f"{DROP} entry_idem_key_segment_id_key",
            "UPDATE ledger.entry SET idem_key = 'endowment' WHERE segment_id = %(s)s AND seq = 2",
        ],
        [("keys_are_used_once", 2, None)],
    ),
    (
        "one who approved himself",
        [f"{DROP} entry_is_sound", ENTRY.format("approver = actor")],
        [("two_people_sign_and_documents_carry_hashes", 2, None)],
    ),
    (
        "a link's amount",
        ["UPDATE ledger.intersegment_link SET amount = 61 WHERE segment_a = %(s)s"],
        [("links_between_segments_net_to_zero", 4, None)],
    ),
    (
        "a link to an entry that does not answer it",
        ["UPDATE ledger.intersegment_link SET seq_a = 1, amount = 2000 WHERE segment_a = %(s)s"],
        [("links_between_segments_net_to_zero", 1, None)],
    ),
    (
        "a legal move made up",
        ["INSERT INTO workflow_statemove (machine, source, target) "
         "VALUES ('grants.grant', 'REJECTED', 'DECIDED')"],
        [("state_moves_are_the_machines", None, None)],
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("what", "statements", "expected"), FOUND, ids=[what for what, _, _ in FOUND]
)
def test_tampering_is_found_and_named(
    superuser: str,
    lived: Lived,
    what: str,
    statements: list[str],
    expected: list[tuple[str, int | None, str | None]],
) -> None:
    report = tampered(superuser, lived, *statements)
    assert not report.ok
    assert set(expected) <= named(report), named(report)


def test_untouched_books_pass_on_the_very_same_way(superuser: str, lived: Lived) -> None:
    report = tampered(superuser, lived)
    assert report.ok, report.broken
    standing = report.segments[lived.code]
    assert (standing.entries, standing.head_seq, standing.cash_yen) == (4, 4, 940)


def test_books_nobody_has_posted_to_pass(superuser: str, segment: int) -> None:
    with transaction.atomic(using=superuser), connections[superuser].cursor() as cursor:
        report = examine(cursor, f"TEST_{segment}")
    assert report.ok, report.broken


def test_a_tail_cut_off_with_everything_made_to_fit_is_not_seen_from_inside(
    superuser: str, lived: Lived
) -> None:
    """Why seals are kept outside: to the database's own eyes these books are whole."""
    report = tampered(
        superuser,
        lived,
        "DELETE FROM ledger.intersegment_link WHERE segment_a = %(s)s",
        "DELETE FROM ledger.posting WHERE segment_id = %(s)s AND seq = 4",
        "DELETE FROM ledger.entry WHERE segment_id = %(s)s AND seq = 4",
        "UPDATE ledger.segment_head SET last_seq = 3, head_hash = hash, "
        "last_recorded_at = recorded_at FROM ledger.entry e WHERE e.seq = 3 "
        "AND (segment_head.segment_id, e.segment_id) = (%(s)s, %(s)s)",
        "UPDATE ledger.account_balance SET debits = 0, last_seq = 0 "
        "WHERE segment_id = %(s)s AND code = '1141'",
        "UPDATE ledger.account_balance SET credits = 0, last_seq = 1 "
        "WHERE segment_id = %(s)s AND code = '1101'",
    )
    assert report.ok, report.broken


def test_budget_paid_out_without_money_is_named_with_its_grant(
    superuser: str, segment: int
) -> None:
    endow(segment, 1000)
    books = open_grant(segment)
    decide(segment, books, 400)
    paid = Call(
        segment, books=("B",), debits=("B300:G1",), credits=("B310:G1",), amounts=(50,),
        grants=(books.grant,), parties=(books.party,),
    )  # fmt: skip
    with transaction.atomic(using=superuser), connections[superuser].cursor() as cursor:
        cursor.execute(ledger.POST, paid.arguments)
        report = examine(cursor, f"TEST_{segment}")
        transaction.set_rollback(True, using=superuser)
    (broken,) = report.broken
    assert broken.name == "paid_stays_within_fixed"
    assert broken.bad[0].what == f"grant {books.grant}: paid 50, covered 0"


def test_a_question_that_cannot_be_asked_is_a_finding_and_the_others_are_still_asked(
    superuser: str, lived: Lived
) -> None:
    with transaction.atomic(using=superuser), connections[superuser].cursor() as cursor:
        cursor.execute("ALTER TABLE ledger.period_balance RENAME TO gone")
        report = examine(cursor, lived.code)
        transaction.set_rollback(True, using=superuser)
    broken = {result.name: str(result.bad[0]) for result in report.broken}
    assert broken.keys() == {
        "snapshots_equal_their_entries", "closes_stand_on_their_checklist",
        "constraints_are_in_force",
    }  # fmt: skip
    assert "could not be asked" in broken["snapshots_equal_their_entries"]


def test_only_the_first_bad_rows_are_shown(superuser: str, segment: int) -> None:
    for n in range(20):
        endow(segment, 1, key=f"k{n}")
    with transaction.atomic(using=superuser), connections[superuser].cursor() as cursor:
        with unguarded(cursor):
            cursor.execute("UPDATE ledger.entry SET memo = 'x' WHERE segment_id = %s", [segment])
        report = examine(cursor, f"TEST_{segment}")
        transaction.set_rollback(True, using=superuser)
    (broken,) = report.broken
    assert [bad.seq for bad in broken.bad] == [1, 2, 3, 4, 5]


def test_b200_and_what_is_liquid_differ_by_causes_that_add_up(superuser: str, lived: Lived) -> None:
    standing = tampered(superuser, lived).segments[lived.code]
    assert (standing.available_yen, standing.liquid_yen) == (1000, 940)
    assert standing.difference_yen == 60
    causes = (standing.receivables_yen, standing.liabilities_yen, standing.result_yen)
    assert causes == (60, 0, 0)


@contextmanager
def asked_besides(check: Any) -> Iterator[None]:
    """A further invariant for as long as it is needed."""
    invariant("試験")(check)
    try:
        yield
    finally:
        del INVARIANTS[check.__name__]


def test_a_layer_adds_an_invariant_that_is_asked_as_the_auditor_in_one_frozen_snapshot(
    segment: int,
) -> None:
    def who_asks(books: Books) -> Iterator[Finding]:
        ((who, level, reads_only),) = books.rows(
            "SELECT current_user, current_setting('transaction_isolation'), "
            "current_setting('transaction_read_only')"
        )
        yield Finding(None, None, None, f"{who} {level} {reads_only}")

    with asked_besides(who_asks):
        report = run_checks(f"TEST_{segment}")
    (broken,) = report.broken
    assert [bad.what for bad in broken.bad] == ["fund_auditor repeatable read on"]


def test_two_invariants_never_share_a_name() -> None:
    def hashes_recompute(books: Books) -> list[Finding]:
        return []

    with pytest.raises(AssertionError, match="two invariants"):
        invariant("試験")(hashes_recompute)


def test_the_nightly_run_fails_loudly_and_names_what_is_broken(
    segment: int, caplog: pytest.LogCaptureFixture
) -> None:
    def nobody_sleeps(books: Books) -> list[Finding]:
        return [Finding("BATTERY", 7, "1101", "somebody sleeps")]

    with asked_besides(nobody_sleeps), pytest.raises(BooksAreBroken, match="nobody_sleeps"):
        verify_nightly()
    assert "nobody_sleeps: BATTERY 仕訳7 1101 somebody sleeps" in caplog.text


def verify(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run the command as an operator does."""
    return subprocess.run(
        [sys.executable, "manage.py", "verify", *arguments],
        cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_command_lists_every_invariant_and_ends_with_0(lived: Lived) -> None:
    done = verify("--segment", lived.code)
    assert done.returncode == 0, done.stdout + done.stderr
    for name in INVARIANTS:
        assert f"ok  {name}" in done.stdout
    assert lived.code in done.stdout


def test_the_command_ends_with_1_and_names_the_row_where_an_invariant_is_broken(
    superuser: str, segment: int
) -> None:
    first = endow(segment, 1000)
    ledger.reverse(segment, 1, key="r", on=DAY, reason="誤記", actor=CLERK)
    change = "UPDATE ledger.entry SET memo = %s WHERE segment_id = %s AND seq = %s"
    with connections[superuser].cursor() as cursor:
        with unguarded(cursor):
            cursor.execute(change, ["改ざん", segment, first.seq])
        try:
            done = verify("--json", "--segment", f"TEST_{segment}")
        finally:
            with unguarded(cursor):
                cursor.execute(change, ["基金造成", segment, first.seq])
    assert done.returncode == 1, done.stderr
    report = json.loads(done.stdout)
    assert report["ok"] is False
    (broken,) = [each for each in report["invariants"] if not each["ok"]]
    assert broken["name"] == "hashes_recompute"
    assert broken["bad"][0]["seq"] == 1
    assert run_checks(f"TEST_{segment}").ok


def test_the_report_for_programs_has_the_promised_shape(lived: Lived) -> None:
    out = StringIO()
    call_command("verify", "--json", "--segment", lived.code, stdout=out)
    report = json.loads(out.getvalue())
    assert report["ok"] is True
    assert report["checked_at"].endswith("+00:00")
    standing = report["segments"][lived.code]
    assert (standing["entries"], standing["head_seq"], standing["cash_yen"]) == (4, 4, 940)
    assert len(standing["head_hash"]) == 64
    assert {each["name"] for each in report["invariants"]} == set(INVARIANTS)
    assert all(each["title"] and each["ok"] and each["bad"] == [] for each in report["invariants"])


def test_the_command_ends_with_2_where_there_is_nothing_to_ask(committed: None) -> None:
    unknown = verify("--segment", "NOBODY")
    assert unknown.returncode == 2
    assert "NOBODY" in unknown.stderr
    url = "postgresql://fund_auditor:x@127.0.0.1:1/fund"
    unreachable = verify(DATABASE_URL=url, AUDITOR_DATABASE_URL=url)
    assert unreachable.returncode == 2
    assert "検証できません" in unreachable.stderr


def test_no_command_ends_otherwise_where_no_database_answers() -> None:
    """Each in words and with 2: one process asks them all."""
    url = "postgresql://nobody:x@127.0.0.1:1/fund"
    variables = ("DATABASE_URL", "AUDITOR_DATABASE_URL", "SEALER_DATABASE_URL")
    commands = [
        ["balances"], ["statement", "1101"], ["differences"], ["verify"], ["seal"],
        ["prove", "1", "1", "--out", "none"], ["export_audit", "none"],
    ]  # fmt: skip
    asking = (
        "import json, sys, django\n"
        "from django.core.management import CommandError, call_command\n"
        "django.setup()\n"
        "for words in json.loads(sys.argv[1]):\n"
        "    try:\n"
        "        call_command(*words)\n"
        "    except CommandError as error:\n"
        "        print(words[0], error.returncode, error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", asking, json.dumps(commands)],
        cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, **dict.fromkeys(variables, url), "FUND_SEAL_KEY": "A" * 43 + "=",
             "DJANGO_SETTINGS_MODULE": "config.settings"},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    said = [line for line in done.stdout.splitlines() if "ません: " in line]
    assert [line.split()[:2] for line in said] == [[words[0], "2"] for words in commands]

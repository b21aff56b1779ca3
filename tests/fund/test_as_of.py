"""Two clocks: known on a day, learnt between two moments, and what a page of it costs."""

import json
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command, execute_from_command_line
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from config.testing.fixtures import Committing
from fund import ledger, queries
from fund.as_of import balance_as_of, dated_statement, head_at, known_on, learnt_between
from fund.browsing import Wanted, account_of, account_page
from fund.checks import examine
from fund.entries import Entry, Line
from tests.fund.conftest import new_segment
from tests.fund.ground import CHIEF, CLERK, DAY, decide, endow, open_grant
from tests.fund.test_verify import unguarded
from workflow.calendar import JST, fiscal_period_bounds, month_end

APRIL, MAY = date(2024, 4, 10), date(2024, 5, 10)
A_MONTH, MONTHS, CLOSED = 250, 24, 20
PLACED = Line("P", "1102", "1101", 3)


def shift(superuser: str, segment: int, until: int, days: int) -> None:
    """Let the first entries have been recorded so many days earlier, or back again."""
    with connections[superuser].cursor() as cursor, unguarded(cursor):
        cursor.execute(
            "UPDATE ledger.entry SET recorded_at = recorded_at - make_interval(days => %s) "
            "WHERE segment_id = %s AND seq <= %s",
            [days, segment, until],
        )


def test_known_on_a_day_is_what_was_recorded_by_its_end_in_japan(
    superuser: str, segment: int
) -> None:
    for n in range(9):
        endow(segment, 1, key=f"k{n}", on=APRIL)
    today = queries.head(segment).recorded_at.astimezone(JST).date()
    found = []
    shift(superuser, segment, 7, 2)
    shift(superuser, segment, 3, 1)
    try:
        found = [known_on(segment, today - timedelta(days=n)) for n in (-1, 0, 1, 2, 3, 4)]
    finally:
        shift(superuser, segment, 3, -1)
        shift(superuser, segment, 7, -2)
    assert found == [9, 9, 7, 7, 3, 0]


def test_what_was_learnt_later_is_told_entry_by_entry(segment: int) -> None:
    endow(segment, 1000, on=APRIL)
    ledger.close_period(segment, 202401, actor=CLERK, approver=CHIEF)
    back = ledger.reverse(segment, 1, key="r", on=MAY, reason="誤記", actor=CLERK)
    endow(segment, 900, key="again", on=MAY)
    found = learnt_between(segment, None, 1, 3)
    assert [(x.seq, x.effective_on, x.original_on, x.reverses, x.total_yen) for x in found] == [
        (back.seq, MAY, APRIL, 1, 2000), (3, MAY, None, None, 1800),
    ]  # fmt: skip
    recorded = queries.head(segment).recorded_at.astimezone(JST).date()
    assert [x.late_days for x in found] == [(recorded - MAY).days] * 2
    assert learnt_between(segment, date(2024, 4, 30), 1, 3) == []
    assert [balance_as_of(segment, "1101", MAY, seq) for seq in (0, 1, 2, 3)] == [0, 1000, 0, 900]
    assert balance_as_of(segment, "1101", date(2024, 4, 30), 3) == 1000


def test_the_head_as_it_stood_and_none_that_never_was(segment: int) -> None:
    posted = endow(segment, 5, on=APRIL)
    assert head_at(segment, 1) == queries.head(segment)
    assert posted.hash.hex() == queries.head(segment).hash
    assert head_at(segment, 2) is None


@pytest.fixture
def told(segment: int) -> str:
    """Books of April and May, April closed in between."""
    endow(segment, 1000, on=APRIL)
    ledger.close_period(segment, 202401, actor=CLERK, approver=CHIEF)
    endow(segment, 500, key="may", on=MAY)
    return f"TEST_{segment}"


def answer(*words: str) -> dict[str, Any]:
    """What a command prints for programs."""
    out = StringIO()
    call_command(*words, "--json", stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def test_the_commands_answer_by_two_clocks(told: str) -> None:
    def cash(*words: str) -> list[int]:
        accounts = answer("balances", "--segment", told, *words)["accounts"]
        return [row["balance_yen"] for row in accounts if row["code"] == "1101"]

    assert cash() == [1500]
    assert cash("--as-of", "2024-04-30") == [1000]
    assert cash("--known", "1") == [1000]
    assert cash("--known-on", "2024-01-01") == []
    statement = answer("statement", "1101", "--segment", told, "--from", "2024-05-01")
    assert (statement["opening_yen"], statement["closing_yen"]) == (1000, 1500)
    assert [(x["seq"], x["debit_yen"], x["other"]) for x in statement["lines"]] == [
        (2, 500, "2151")
    ]
    learnt = answer("differences", "--segment", told, "--earlier", "1")
    assert (learnt["earlier"], learnt["later"]) == (1, 2)
    assert [row["seq"] for row in learnt["entries"]] == [2]


def test_the_commands_say_in_words_what_they_found_or_lack(told: str) -> None:
    out = StringIO()
    call_command("balances", "--segment", told, stdout=out)
    call_command("statement", "1101", "--segment", told, stdout=out)
    call_command("differences", "--segment", told, stdout=out)
    text = out.getvalue()
    assert "1,500" in text
    assert "残高 1,500" in text
    assert "基金造成" in text
    for words in (("balances", "--segment", "NOBODY"), ("statement", "9999", "--segment", told)):
        with pytest.raises(CommandError, match="ありません"):
            call_command(*words)
    with pytest.raises(CommandError, match="not a day"):
        call_command("balances", "--as-of", "yesterday")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("balances", "--known-on", "9999-12-31"), "between"),
        (("balances", "--known", "-1"), "known"),
        (("balances", "--known", "1", "--known-on", "2024-05-31"), "not allowed with"),
        (("statement", "1101", "--from", "2024-05-01", "--until", "2024-04-30"), "lies after"),
        (("differences", "--earlier", "2", "--later", "1"), "先の時点"),
        (("differences", "--earlier", "1", "--earlier-on", "2024-05-31"), "not allowed with"),
    ],
)
def test_the_commands_refuse_what_contradicts_itself(
    told: str, words: tuple[str, ...], said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        call_command(*words, "--segment", told, stdout=StringIO())


@pytest.mark.parametrize(
    "words",
    [
        ("statement", "\udcff"), ("statement", "1101", "--segment", "\udcff"),
        ("balances", "--segment", "\udcff"), ("differences", "--segment", "\udcff"),
        ("verify", "--segment", "\udcff"),
        ("prove", "\udcff", "1", "--out", "x"), ("prove", "FUND", "1", "--out", "\udcff"),
        ("export_audit", "\udcff"), ("export_audit", "x", "--segment", "\udcff"),
    ],
)  # fmt: skip
def test_an_argument_that_is_not_utf_8_is_told(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """As a shell hands it over: an octet that is no text. Nothing is read or written for it."""
    with pytest.raises(SystemExit) as ended:
        execute_from_command_line(["manage.py", *words])
    assert ended.value.code == 2
    assert "\\udcff" in capsys.readouterr().err


def test_entries_recorded_long_after_their_day_are_reported_and_break_nothing(told: str) -> None:
    with connection.cursor() as cursor, transaction.atomic():
        report = examine(cursor, told)
    assert report.segments[told].late_entries == 2
    assert report.ok


@pytest.fixture(scope="module")
def grown(committing: Committing) -> int:
    """Six thousand entries over two years, all through one account, twenty months closed."""
    with committing():
        segment = new_segment()
        endow(segment, 10**15, on=date(2024, 4, 1))
        for month in range(MONTHS):
            period = (2024 + month // 12) * 100 + month % 12 + 1
            first, _ = fiscal_period_bounds(period)
            entries = [
                Entry("TEST", first + timedelta(days=n * 28 // A_MONTH), (PLACED,), "試験")
                for n in range(A_MONTH)
            ]
            keyed = [(f"{period}:{n}", entry) for n, entry in enumerate(entries)]
            ledger.post_batch(segment, keyed, actor=CLERK)
            if month < CLOSED:
                ledger.close_period(segment, period, actor=CLERK, approver=CHIEF)
    return segment


def plans(superuser: str, queries_run: list[dict[str, str]]) -> str:
    """How the server would run what was asked, with its statistics as a night's upkeep leaves."""
    found = []
    with connections[superuser].cursor() as cursor:
        cursor.execute("ANALYZE ledger.entry, ledger.posting")
        for query in queries_run:
            if "ledger." in query["sql"]:
                cursor.execute("EXPLAIN " + query["sql"])
                found += [line for (line,) in cursor.fetchall()]
    return "\n".join(found)


def test_a_balance_and_a_page_read_no_more_than_they_show(
    superuser: str, committed: None, grown: int
) -> None:
    account = account_of(grown, "1101")
    assert account is not None
    day = date(2025, 12, 16)
    with CaptureQueriesContext(connection) as asked:
        queries.balance(grown, "1101")
        account_page(grown, account, Wanted())
        account_page(grown, account, Wanted(), after=(3_000, 1, 1))
        account_page(grown, account, Wanted(date(2024, 5, 1), date(2024, 5, 31), known=5_000))
        queries.trial_balance(grown, day, 5_900)
        queries.trial_balance(grown, month_end(date(2025, 6, 1)))
        queries.movements(grown, ["1101"], date(2025, 12, 1), day, 5_900)
    found = plans(superuser, list(asked))
    assert "Index" in found
    for table in ("posting", "entry"):
        assert f"Seq Scan on {table}" not in found, found


def rows_read() -> int:
    """What this transaction read so far of entries and lines, in tables and in their indexes."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT sum(pg_stat_get_xact_tuples_returned(c.oid)) FROM pg_class c
              LEFT JOIN pg_index i ON i.indexrelid = c.oid
             WHERE coalesce(i.indrelid, c.oid) IN ('ledger.entry'::regclass,
                                                   'ledger.posting'::regclass)
            """
        )
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize("upkeep", ["DELETE FROM pg_statistic", "ANALYZE ledger.entry"])
def test_a_statement_reads_no_more_than_it_shows_whatever_is_known_of_the_tables(
    superuser: str, committed: None, grown: int, upkeep: str
) -> None:
    with connections[superuser].cursor() as cursor:
        cursor.execute(upkeep)
    known = queries.head(grown).seq
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DISCARD PLANS")
        found = dated_statement(grown, "1101", date(2025, 4, 1), date(2025, 5, 31), known)
        read = rows_read()
        dated_statement(grown, "B100", date(2025, 4, 1), None, known)
        idle = rows_read() - read
        # The counter counts: the books read as a whole are more than both.
        cursor.execute("SELECT FROM ledger.entry WHERE segment_id = %s AND total = 7", [grown])
        whole = rows_read() - read - idle
    assert len(found.lines) == 2 * A_MONTH
    # Each line, its entry, and two looks a month.
    assert 2 * len(found.lines) <= read <= 2 * len(found.lines) + 20
    assert idle <= 30
    assert whole >= A_MONTH * MONTHS


def test_pages_turn_through_every_line_once_in_both_directions(committed: None, grown: int) -> None:
    account = account_of(grown, "1101")
    assert account is not None
    wanted = Wanted(date(2024, 6, 1), date(2024, 6, 30), known=4_000)
    page = account_page(grown, account, wanted)
    seen = list(page.lines)
    while page.before:
        page = account_page(grown, account, wanted, before=page.before)
        seen = [*page.lines, *seen]
    assert [x.seq for x in seen] == sorted({x.seq for x in seen})
    assert {x.effective_on.month for x in seen} == {6}
    again, page = list(page.lines), page
    while page.after:
        page = account_page(grown, account, wanted, after=page.after)
        again += page.lines
    assert again == seen
    assert len(seen) == A_MONTH
    before, after = (balance_as_of(grown, "1101", day, 4_000) for day in (
        date(2024, 5, 31), date(2024, 6, 30)
    ))  # fmt: skip
    assert after - before == -sum(x.credit_yen for x in seen)
    assert seen[-1].balance_yen == after


@pytest.mark.parametrize("limit", range(1, 6))
def test_pages_of_a_group_show_both_sides_of_a_line_between_two_of_its_parts(
    segment: int, limit: int
) -> None:
    endow(segment, 1000)
    grants = [open_grant(segment, f"G{n}") for n in (1, 2)]
    for n, books in enumerate(grants):
        decide(segment, books, 100, key=f"d{n}")
    moved = (Line("B", "B300:G2", "B300:G1", 7), Line("B", "B300:G1", "B300:G2", 3))
    ledger.post(segment, Entry("TEST", DAY, moved, "間違い"), key="moved", actor=CLERK)
    group = account_of(segment, "B300")
    assert group is not None
    every = [line.key for line in account_page(segment, group, Wanted()).lines]
    assert every == [(2, 1, 1), (3, 1, 1), (4, 1, 0), (4, 1, 1), (4, 2, 0), (4, 2, 1)]
    page = account_page(segment, group, Wanted(), limit=limit)
    back = [x.key for x in page.lines]
    while page.before:
        page = account_page(segment, group, Wanted(), before=page.before, limit=limit)
        back = [*(x.key for x in page.lines), *back]
    forth = [x.key for x in page.lines]
    while page.after:
        page = account_page(segment, group, Wanted(), after=page.after, limit=limit)
        forth += [x.key for x in page.lines]
    assert back == forth == every

"""The month's figures are the ledger's, to the yen; numbers have no gap."""

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connections

from fund.as_of import head_at
from fund.chart import FUND_ACCOUNTS
from fund.entries import Entry, Line
from fund.ledger import post
from fund.queries import Head, entry, head, postings
from reports.acts.issue_fund_statement import issue_fund_statement
from reports.models import IssuedPaper
from reports.papers.catalogue import FUND_STATEMENT
from reports.papers.fund_kinds import KIND_OF
from reports.pdf.content import paper_from_data
from reports.pdf.fund_statement import FundStatement
from reports.press import draw
from tests.reports.pdf.reading import figures_of, text_of
from tests.reports.world import ENDOWED_YEN, PaperWorld
from workflow.calendar import month_end
from workflow.models import ActRecord, Person, Series
from workflow.problems import Refused

FUND = set(FUND_ACCOUNTS)
NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)
MONTHS = [date(2023, 3, 31), date(2024, 3, 31), date(2025, 10, 31), date(2025, 12, 31),
          date(2026, 2, 28), date(2026, 9, 30)]  # fmt: skip


def issue(
    world: PaperWorld,
    until_on: date,
    *,
    by: str = "goto",
    key: str = "",
    now: datetime = NOW,
    known_seq: int | None = None,
) -> IssuedPaper:
    actor: Person = world.people[by]
    record = issue_fund_statement(
        world.segment, until_on, known_seq, actor=actor, now=now, key=key or str(uuid4())
    )
    return IssuedPaper.objects.get(pk=record.subject_id)


def statement_of(paper: IssuedPaper) -> FundStatement:
    return paper_from_data(FundStatement, paper.data)


def moves_of(segment: int, known: Head) -> list[tuple[date, str, int]]:
    """(day, account on the other side, yen in or out), entry by entry, line by line."""
    found = []
    for seq in range(1, known.seq + 1):
        row = entry(segment, seq)
        assert row is not None
        for line in postings(segment, seq):
            if (line.debit in FUND) != (line.credit in FUND):
                came = line.debit in FUND
                other = line.credit if came else line.debit
                found.append((row.effective_on, other, line.yen if came else -line.yen))
    return found


def spend(world: PaperWorld, debit: str, credit: str, yen: int, on: date) -> None:
    """An entry of a kind the acts do not make yet."""
    lines = (Line("P", debit, credit, yen),)
    post(
        world.segment, Entry("OTHER", on, lines, "試験"),
        key=str(uuid4()), actor=world.people["ikeda"].pk,
    )  # fmt: skip


@pytest.fixture
def placed(told: PaperWorld) -> PaperWorld:
    """The world after four cases, with a deposit, its interest and an administrative cost."""
    spend(told, "1102", "1101", 7_000_000_001, date(2025, 10, 3))
    spend(told, "1101", "4201", 12_345, date(2025, 10, 31))
    spend(told, "5201", "1101", 333_333, date(2025, 10, 31))
    return told


@pytest.mark.parametrize("until_on", MONTHS, ids=str)
def test_every_figure_is_what_the_postings_add_up_to(placed: PaperWorld, until_on: date) -> None:
    statement = statement_of(issue(placed, until_on))
    known = head(placed.segment)
    before = until_on.replace(day=1) - timedelta(days=1)
    moves = moves_of(placed.segment, known)
    assert statement.opening_yen == sum(yen for on, _, yen in moves if on <= before)
    assert statement.closing_yen == sum(yen for on, _, yen in moves if on <= until_on)
    came: dict[str, int] = defaultdict(int)
    went: dict[str, int] = defaultdict(int)
    for on, other, yen in moves:
        if before < on <= until_on and yen > 0:
            came[KIND_OF[other].increase] += yen
        elif before < on <= until_on:
            went[KIND_OF[other].decrease] -= yen
    assert {line.label: line.amount_yen for line in statement.increases} == came
    assert {line.label: line.amount_yen for line in statement.decreases} == went
    assert statement.other_net_yen == 0
    assert (statement.entry_number, statement.head_hash) == (known.seq, known.hash)


def test_what_lies_where_and_what_is_bound_adds_up_to_the_closing_balance(
    placed: PaperWorld,
) -> None:
    statement = statement_of(issue(placed, date(2025, 10, 31)))
    assert [(h.label, h.amount_yen) for h in statement.holdings] == [("定期預金", 7_000_000_001)]
    assert statement.bank_yen + 7_000_000_001 == statement.closing_yen
    # The interest and the cost were booked by hand in book P alone: book B does not know them.
    assert statement.reserved_yen == 12_345 - 333_333


def test_the_pdf_shows_the_ledgers_figures(placed: PaperWorld) -> None:
    paper = issue(placed, date(2025, 10, 31))
    statement = statement_of(paper)
    pdf = draw(paper)
    shown = figures_of(pdf)
    for yen in (
        statement.opening_yen,
        statement.closing_yen,
        statement.bank_yen,
        statement.committed_yen,
        statement.available_yen,
        300_000_000,
        12_345,
        333_333,
    ):
        assert f"{yen:,}" in shown  # fmt: skip
    assert head(placed.segment).hash in text_of(pdf).replace(" ", "")


def test_what_is_dated_later_or_written_later_is_not_in_it(world: PaperWorld) -> None:
    world.endow()
    first = statement_of(issue(world, date(2023, 3, 31)))
    spend(world, "1101", "4201", 5, date(2023, 4, 1))
    second = statement_of(issue(world, date(2023, 3, 31)))
    assert first.closing_yen == second.closing_yen == ENDOWED_YEN
    spend(world, "1101", "4201", 7, date(2023, 3, 31))
    assert statement_of(issue(world, date(2023, 3, 31))).closing_yen == ENDOWED_YEN + 7
    assert statement_of(IssuedPaper.objects.get(number=first.paper_number)) == first


def test_an_opening_that_is_not_the_last_closing_is_explained(world: PaperWorld) -> None:
    world.endow()
    march = issue(world, date(2023, 3, 31))
    assert march.number not in "".join(statement_of(issue(world, date(2023, 4, 30))).notes)
    spend(world, "1101", "4201", 7, date(2023, 3, 31))
    note, _ = statement_of(issue(world, date(2023, 4, 30))).notes
    assert march.number in note


@pytest.mark.parametrize("until_on", [date(2026, 11, 24), date(2026, 11, 30), date(2026, 12, 31)])
def test_only_a_day_that_has_ended_is_stated(world: PaperWorld, until_on: date) -> None:
    world.endow()
    with pytest.raises(Refused, match="終わった日"):
        issue(world, until_on)


@pytest.mark.parametrize("known_seq", [0, 10_000])
def test_only_an_entry_that_was_written_can_be_the_last_one_known(
    world: PaperWorld, known_seq: int
) -> None:
    world.endow()
    with pytest.raises(Refused, match="この番号の仕訳はありません"):
        issue(world, date(2023, 3, 31), known_seq=known_seq)


def test_a_statement_of_any_day_as_known_at_any_entry_stands_beside_the_newer_one(
    placed: PaperWorld,
) -> None:
    day, newest = date(2025, 10, 10), head(placed.segment).seq
    for seq in (newest - 1, newest):
        paper = issue(placed, day, known_seq=seq)
        statement = statement_of(paper)
        known = head_at(placed.segment, seq)
        assert known is not None
        moves = moves_of(placed.segment, known)
        assert statement.closing_yen == sum(yen for on, _, yen in moves if on <= day)
        assert (statement.from_on, statement.until_on) == (date(2025, 10, 1), day)
        assert (paper.ledger_seq, paper.ledger_hash) == (seq, known.hash)
        assert draw(paper) == draw(IssuedPaper.objects.get(pk=paper.pk))
    with pytest.raises(Refused, match="発行済み"):
        issue(placed, day, known_seq=newest)


def test_empty_books_are_not_stated(world: PaperWorld) -> None:
    with pytest.raises(Refused, match="仕訳がありません"):
        issue(world, date(2023, 3, 31))


def test_stated_twice_is_stated_once(world: PaperWorld) -> None:
    world.endow()
    first = issue(world, date(2023, 3, 31), key="same")
    assert issue(world, date(2023, 3, 31), key="same") == first
    with pytest.raises(Refused, match=first.number):
        issue(world, date(2023, 3, 31))


def test_the_wrong_person_states_nothing(world: PaperWorld) -> None:
    world.endow()
    before = Series.objects.count()
    with pytest.raises(Refused, match="権限"):
        issue(world, date(2023, 3, 31), by="aoki")
    assert Series.objects.count() == before
    assert not IssuedPaper.objects.filter(segment=world.segment).exists()


def test_eight_at_a_time_leave_no_gap_and_no_double(own_world: PaperWorld) -> None:
    months = [month_end(date(2024, month, 1)) for month in (1, 2, 3, 4)]

    def attempt(number: int) -> str:
        try:
            return issue(own_world, months[number % 4]).number
        except Refused:
            return ""
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        issued = sorted(filter(None, pool.map(attempt, range(8))))
    assert len(issued) == 4
    every = IssuedPaper.objects.filter(
        kind=FUND_STATEMENT.code, issued_on=date(2026, 11, 24)
    ).values_list("number", flat=True)
    assert sorted(int(number.split("-")[1][:-1]) for number in every) == list(
        range(1, len(every) + 1)
    )
    assert ActRecord.objects.filter(act="issue_fund_statement", actor=own_world.people["goto"])

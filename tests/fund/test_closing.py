"""The checklist of a close: each item with its figures, passing and not passing."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection

from fund import ledger
from fund.acts.propose_clearing import propose_clearing
from fund.acts.propose_close import propose_close
from fund.checks import Books, Finding, examine, invariant
from fund.checks.registry import BOOKS, CASES, INSTALLATION, INVARIANTS
from fund.closing import BankCertificate
from fund.entries import Entry, Line
from fund.ledger import Posted
from fund.models import PeriodClose, Voucher
from tests.deeds import deed, perform, refusal
from tests.fund.conftest import new_segment
from tests.fund.treasury import astray, passed
from tests.grants.world import World, unique
from tests.people import hire_inside, new_company
from workflow.approvals import latest_draft
from workflow.models import Role
from workflow.problems import Problem

APRIL = 202401
IN_APRIL, IN_MAY = date(2024, 4, 20), date(2024, 5, 2)


@pytest.fixture(scope="module")
def places(django_db_setup: None, django_db_blocker: Any) -> tuple[int, int]:
    """Two 勘定 whose entries are always rolled back."""
    with django_db_blocker.unblock():
        return new_segment(), new_segment()


@pytest.fixture
def fund(places: tuple[int, int], db: None) -> World:
    """People and books without an entry, on 7 April 2025."""
    company = new_company("甲電池")
    return World(places[0], hire_inside(), company, company, date(2025, 4, 7))


def book(
    world: World, debit: str, credit: str, yen: int, on: date, segment: int = 0, **more: Any
) -> Posted:
    """One line of book P."""
    entry = Entry("OTHER", on, (Line("P", debit, credit, yen),), "試験", **more)
    actor = world.people[Role.CASHIER].pk
    return ledger.post(segment or world.segment, entry, key=unique("book"), actor=actor)


def problems(world: World, yen: int = 0) -> dict[str, Problem]:
    """Why April 2024 cannot be put up with this certificate."""
    return refusal(world, propose_close, world.segment, APRIL, BankCertificate(yen, "第1号"))


def figures(world: World, code: str, yen: int = 0) -> dict[str, int]:
    """The figures of an item of April 2024, which can be put up with this certificate."""
    done = perform(world, deed(propose_close, world.segment, APRIL, BankCertificate(yen, "第1号")))
    draft = latest_draft("CLOSE", done.subject_id)
    assert draft is not None
    return next(dict(c["figures"]) for c in draft.content["checks"] if c["code"] == code)


def test_the_bank_must_say_what_the_books_say_as_of_the_last_day(fund: World) -> None:
    book(fund, "1101", "2151", 1_000, IN_APRIL)
    book(fund, "1101", "2151", 500, IN_MAY)
    for wrong in (0, 999, 1_500):
        found = problems(fund, wrong)
        assert set(found) == {"close_bank"}
        assert f"差額（円） {wrong - 1_000:,}" in found["close_bank"].text
        assert "2024年4月30日" in found["close_bank"].cure
    assert figures(fund, "bank", 1_000) == {
        "銀行の証明額（円）": 1_000, "帳簿の残高（円）": 1_000, "差額（円）": 0,
    }  # fmt: skip


@pytest.mark.parametrize("code", ["2301", "2302"])
def test_what_is_in_suspense_must_be_cleared_by_now(fund: World, code: str) -> None:
    book(fund, "1101", code, 70, IN_APRIL)
    assert set(problems(fund, 70)) == {f"close_suspense_{code}"}
    book(fund, code, "1101", 40, IN_MAY)
    assert "未整理の額（円） 30" in problems(fund, 70)[f"close_suspense_{code}"].text
    book(fund, code, "2204", 30, IN_MAY)
    book(fund, "1101", code, 9, IN_MAY)
    assert figures(fund, f"suspense_{code}", 70) == {
        "期末の残高（円）": 70, "その後に整理した額（円）": 70, "未整理の額（円）": 0,
    }  # fmt: skip


def test_a_later_receipt_that_was_cleared_clears_no_earlier_one(
    fund: World, places: tuple[int, int]
) -> None:
    for given in ({}, {"kind": "OF_OTHERS", "other_segment": places[1], "account": "4201"}):
        astray(fund, received_on=IN_APRIL, **given)
    later = astray(fund, received_on=IN_MAY)
    record = fund.do(propose_clearing, later.pk, "INTEREST", "利息と判明")
    passed(fund, Voucher.objects.get(pk=record.subject_id))
    found = problems(fund, 4_000_000)
    assert set(found) == {"close_suspense_2301", "close_suspense_2302"}
    assert "未整理の額（円） 2,000,000" in found["close_suspense_2301"].text


@pytest.mark.parametrize(("code", "theirs"), [("1141", "2303"), ("2303", "1141")])
def test_what_is_open_between_segments_must_answer_to_the_other_one(
    fund: World, places: tuple[int, int], code: str, theirs: str
) -> None:
    book(fund, "1101", "2151", 100, IN_APRIL)
    ours = ("1141", "1101", 60) if code == "1141" else ("5202", "2303", 60)
    answer = ("1101", "2303", 60) if code == "1141" else ("1141", "4101", 60)
    here = book(fund, *ours, IN_APRIL)
    left = 40 if code == "1141" else 100
    assert set(problems(fund, left)) == {f"close_between_{code}"}
    there = book(fund, *answer, IN_APRIL, places[1])
    ledger.link(here, there, actor=fund.people[Role.CASHIER].pk)
    assert figures(fund, f"between_{code}", left) == {
        "期末の残高（円）": 60, "相手勘定の仕訳がない額（円）": 0,
    }  # fmt: skip


def test_a_close_that_never_was_is_named(fund: World) -> None:
    PeriodClose.objects.create(
        segment=fund.segment, period=APRIL, close_seq=0, closed_on=fund.today,
        proposed_by=fund.people[Role.ACCOUNTING_CLERK], proposed_on=fund.today,
        closed_by=fund.people[Role.ACCOUNTING_APPROVER],
    )  # fmt: skip
    with connection.cursor() as cursor:
        report = examine(cursor, f"TEST_{fund.segment}")
    (broken,) = report.broken
    assert broken.name == "closes_stand_on_their_checklist"
    assert {bad.account for bad in broken.bad} == {"1101", None}


@pytest.mark.parametrize(
    ("about", "expected"), [(BOOKS, {"close_books"}), (CASES, {"close_cases"}), (INSTALLATION, {})]
)
def test_the_invariants_of_books_and_cases_must_hold(
    fund: World, about: str, expected: set[str]
) -> None:
    def somebody_sleeps(books: Books) -> Iterator[Finding]:
        yield Finding("BATTERY", 7, "1101", "somebody sleeps")

    invariant("だれも眠っていない", about)(somebody_sleeps)
    try:
        if not expected:
            assert figures(fund, "books")["成り立たない条件の数"] == 0
            return
        found = problems(fund)
    finally:
        del INVARIANTS["somebody_sleeps"]
    assert set(found) == expected
    assert "だれも眠っていない（BATTERY 仕訳7 1101 somebody sleeps）" in found[min(expected)].text

"""The checks between cases, acts and books: green over every situation, and broken one by one."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from fund import ledger
from fund.acts.propose_close import propose_close
from fund.checks import examine
from fund.checks.registry import BOOKS, CASES
from fund.closing import BankCertificate
from fund.entries import Entry, Line, decision_entry, endowment_entry
from grants.case import books_of
from grants.models import Grant
from tests.deeds import refusal
from tests.grants.stage import StagedWorld
from tests.grants.world import MILLION, World
from workflow.models import ActRecord, Draft, Person, Role


def broken(world: World) -> dict[str, str]:
    """What does not hold in the world's books, with the first finding of each."""
    with connection.cursor() as cursor:
        report = examine(cursor, f"TEST_{world.segment}", {BOOKS, CASES})
    return {result.name: str(result.bad[0]) for result in report.broken}


def record_of(act: str) -> ActRecord:
    """Some record of an act, committed with the stage."""
    return ActRecord.objects.filter(act=act, key__regex="^[^#]+$").latest("acted_at")


def post(world: StagedWorld, entry: Entry, act: str, **by: Person) -> None:
    """Slip an entry into the books under the key of an act that was really done."""
    record = record_of(act)
    signed: dict[str, Any] = {name: person.pk for name, person in by.items()}
    key = f"{record.key}#{uuid4()}"
    ledger.post(world.segment, entry, key=key, **({"actor": record.actor_id} | signed))


def cash_out(world: StagedWorld, **more: Any) -> Entry:
    return Entry("OTHER", world.today, (Line("P", "1121", "1101", 5),), "支払", **more)


def unsigned(world: StagedWorld) -> None:
    ledger.post(world.segment, cash_out(world), key=str(uuid4()), actor=uuid4())


def signed_by_another(world: StagedWorld) -> None:
    entry = endowment_entry(5, 2024, world.today, "基金造成")
    post(world, entry, "endow_fund", actor=world.people[Role.INSPECTOR])


def endowed_twice(world: StagedWorld) -> None:
    post(world, endowment_entry(5, 2024, world.today, "基金造成"), "endow_fund")


def paid_by_one(world: StagedWorld) -> None:
    draft = Draft.objects.latest("drafted_at")
    entry = cash_out(world).resting_on(draft.pk, bytes(draft.content_sha))
    post(world, entry, "endow_fund")


def paid_on_another_paper(world: StagedWorld) -> None:
    draft = Draft.objects.latest("drafted_at")
    entry = cash_out(world).resting_on(draft.pk, bytes(32))
    post(world, entry, "endow_fund", approver=world.people[Role.CASHIER])


def decided_unheard(world: StagedWorld) -> None:
    entry = decision_entry(books_of(world.case("DECIDED").grant), 5, world.today, "交付決定")
    post(world, entry, "endow_fund")


def decided_in_no_book(world: StagedWorld) -> None:
    found = record_of("decide_grant")
    found.pk, found.key = uuid4(), "decided in no book"
    found.save(force_insert=True)


def decided_otherwise(world: StagedWorld) -> None:
    Grant.objects.filter(pk=world.case("DECIDED").pk).update(decided_yen=120 * MILLION - 1)


def lowered_below_what_was_paid(world: StagedWorld) -> None:
    Grant.objects.filter(pk=world.case("advanced").pk).update(decided_yen=40 * MILLION)


def fixed_above_what_was_admitted(world: StagedWorld) -> None:
    Grant.objects.filter(pk=world.case("excess").pk).update(fixed_yen=40 * MILLION + 1)


def books_of_nobody(world: StagedWorld) -> None:
    books = replace(books_of(world.case("DECIDED").grant), number="NOBODY", grant=uuid4())
    ledger.open_grant_accounts(
        world.segment, ("B300",), books.number, "だれのものでもない", books.grant, books.party
    )
    post(world, decision_entry(books, 5, world.today, "交付決定"), "decide_grant")


BREAKS: dict[Callable[[StagedWorld], None], tuple[str, ...]] = {
    unsigned: ("every_entry_has_its_act", "money_leaves_by_two_people"),
    signed_by_another: ("every_entry_has_its_act", "endowments_are_booked"),
    endowed_twice: ("endowments_are_booked",),
    paid_by_one: ("money_leaves_by_two_people",),
    paid_on_another_paper: ("entries_rest_on_their_documents",),
    decided_unheard: ("decisions_have_their_entries", "budget_equals_grant_states"),
    decided_in_no_book: ("decisions_have_their_entries",),
    decided_otherwise: ("budget_equals_grant_states",),
    lowered_below_what_was_paid: ("budget_equals_grant_states", "paid_stays_within_the_decision"),
    fixed_above_what_was_admitted: (
        "budget_equals_grant_states",
        "no_more_stands_than_was_admitted",
    ),
    books_of_nobody: ("budget_equals_grant_states",),
}


def test_every_situation_of_a_case_stands_in_the_books_as_it_should(world: StagedWorld) -> None:
    assert broken(world) == {}


def test_no_month_is_closed_while_cases_and_budget_disagree(world: StagedWorld) -> None:
    decided_otherwise(world)
    found = refusal(world, propose_close, world.segment, 202401, BankCertificate(0, "第1号"))
    assert set(found) == {"close_cases"}
    assert "予算の帳簿は案件の状態と金額に一致する" in found["close_cases"].text


@pytest.mark.parametrize("breaks", BREAKS, ids=lambda breaks: breaks.__name__)
def test_what_acts_and_books_say_differently_is_named(
    breaks: Callable[[StagedWorld], None], world: StagedWorld
) -> None:
    breaks(world)
    assert set(broken(world)) == set(BREAKS[breaks])

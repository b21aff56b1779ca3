"""証拠書類の登録: filed as it is; whether it agrees is shown, and corrected by another."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from grants.acts.register_expense import register_expense
from grants.evidence_match import SIX, Fault
from grants.expenses import evidenced_by_line, matched_expenses
from tests.deeds import Deed, deed, perform, refusal
from tests.grants.stage import StagedWorld
from tests.grants.world import MILLION, an_expense

DAY = date(2025, 9, 1)
GIVEN = an_expense(1, 30 * MILLION, DAY)


def lawful(world: StagedWorld) -> Deed:
    """A machine of 30 million yen, all six documents."""
    return deed(register_expense, world.case("RUNNING").pk, GIVEN, on=DAY)


def test_what_agrees_proves_its_cost_line(world: StagedWorld) -> None:
    perform(world, lawful(world))
    case = world.case("RUNNING")
    (row,) = matched_expenses(case.grant, DAY)
    assert (row.expense.number, row.faults) == (1, ())
    assert evidenced_by_line([row]) == {case.grant.lines.get(position=1).pk: 30 * MILLION}
    assert [document and document.kind for document in row.documents] == list(SIX)


def test_what_does_not_agree_is_filed_and_proves_nothing_until_it_is_corrected(
    world: StagedWorld,
) -> None:
    case = world.case("RUNNING")
    lacking = an_expense(1, 30 * MILLION, DAY, documents=GIVEN.documents[:5])
    perform(world, deed(register_expense, case.pk, lacking, on=DAY))
    (row,) = matched_expenses(case.grant, DAY)
    assert (row.faults, row.evidenced_yen) == ((Fault.MISSING,), 0)
    perform(world, deed(register_expense, case.pk, an_expense(1, 30 * MILLION, DAY, replaces=1)))
    (row,) = matched_expenses(case.grant, DAY)
    assert (row.expense.number, row.evidenced_yen) == (2, 30 * MILLION)
    again = an_expense(1, MILLION, DAY, replaces=1)
    assert set(refusal(world, register_expense, case.pk, again)) == {"replaces"}


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"position": 9}, {"line"}),
        ({"title": " "}, {"title"}),
        ({"claimed_yen": 0}, {"claimed"}),
        ({"documents": ()}, {"documents"}),
        ({"documents": GIVEN.documents[:1] * 2}, {"documents"}),
        ({"documents": (("FORGED", DAY, 1, "1頁"),)}, {"documents"}),
        ({"documents": (("ORDER", date(2025, 9, 2), 0, " "),)}, {"document"}),
        ({"replaces": 7}, {"replaces"}),
    ],
)
def test_an_expense_that_says_too_little_is_refused(
    world: StagedWorld, change: dict[str, Any], codes: set[str]
) -> None:
    given = replace(an_expense(1, MILLION, DAY), **change)
    pk = world.case("RUNNING").pk
    assert set(refusal(world, register_expense, pk, given, on=DAY)) == codes


@pytest.mark.parametrize("situation", ["DECIDED", "UNDER_INSPECTION", "AMOUNT_FIXED"])
def test_expenses_are_filed_from_the_beginning_to_the_final_inspection(
    world: StagedWorld, situation: str
) -> None:
    case = world.case(situation)
    assert set(refusal(world, register_expense, case.pk, GIVEN, on=DAY)) >= {"wrong_state"}

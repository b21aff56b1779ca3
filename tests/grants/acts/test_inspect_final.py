"""確定検査: the reported costs, line by line, as admitted."""

from datetime import date

from grants.acts.inspect_final import inspect_final
from grants.models import Inspection
from tests.deeds import Deed, deed, perform, refusal, told
from tests.grants.stage import StagedWorld
from tests.grants.world import COSTS_YEN, MILLION, Case, a_result
from tests.people import hire
from workflow.models import Role

DAY = date(2026, 1, 13)


def planned(world: StagedWorld) -> Case:
    """A reported case whose costs are proved and whose final inspection is planned."""
    return world.case("COMPLETED_REPORTED").prove(*COSTS_YEN, on=DAY).plan_inspection("FINAL")


def lawful(world: StagedWorld) -> Deed:
    """Thirty million of the equipment are not admitted."""
    result = a_result(DAY, (270 * MILLION, 40 * MILLION), COSTS_YEN)
    return deed(inspect_final, planned(world).pk, result, on=DAY)


def test_the_result_says_what_was_not_admitted_and_why(world: StagedWorld) -> None:
    case = world.case("COMPLETED_REPORTED")
    record = perform(world, lawful(world))
    inspection = Inspection.objects.get(grant=case.pk, kind="FINAL")
    assert (case.grant.state, inspection.number) == ("UNDER_INSPECTION", 2)
    rows = [(x.claimed_yen, x.admitted_yen, bool(x.reason)) for x in inspection.lines.all()]
    assert rows == [
        (300 * MILLION, 270 * MILLION, True),
        (40 * MILLION, 40 * MILLION, False),
    ]
    assert told(record) == {}


def test_what_is_claimed_is_what_was_reported(world: StagedWorld) -> None:
    case = world.case("COMPLETED_REPORTED")
    more = a_result(DAY, (301 * MILLION, 40 * MILLION))
    assert set(refusal(world, inspect_final, case.pk, more, on=DAY)) == {"not_as_reported"}


def test_an_unreported_case_is_not_inspected_finally(world: StagedWorld) -> None:
    case = world.case("advanced")
    result = a_result(DAY, COSTS_YEN)
    assert set(refusal(world, inspect_final, case.pk, result, on=DAY)) == {"not_as_reported"}


def test_an_inspection_is_not_repeated(world: StagedWorld) -> None:
    case = world.case("UNDER_INSPECTION")
    result = a_result(DAY, COSTS_YEN)
    assert set(refusal(world, inspect_final, case.pk, result, on=DAY)) == {"no_plan"}


def test_the_cases_officer_does_not_inspect_it(world: StagedWorld) -> None:
    nedo = world.people[Role.CASE_OFFICER].memberships.get().organisation
    both = hire(nedo, Role.CASE_OFFICER, Role.INSPECTOR)
    case = world.drafted_by(both).decide().start().complete()
    case.prove(*COSTS_YEN, on=DAY).plan_inspection("FINAL")
    result = a_result(DAY, COSTS_YEN)
    problems = refusal(world, inspect_final, case.pk, result, by=both, on=DAY)
    assert set(problems) == {"same_person", "not_planned"}

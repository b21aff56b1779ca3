"""中間検査: planned, proved and sampled costs raise what may be advanced; never by the officer."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from grants.acts.approve_inspection import approve_inspection
from grants.acts.claim_payment import payable_yen
from grants.acts.inspect_interim import inspect_interim
from grants.acts.propose_inspection import propose_inspection
from grants.acts.register_expense import register_expense
from grants.expenses import is_sampled, matched_expenses
from grants.inspecting import InspectedLine, ItemCheck, Remedy
from grants.models import Inspection, InspectionPlan
from grants.models.payment import PaymentKind
from tests.deeds import Deed, deed, duty, perform, refusal, told
from tests.grants.acts.test_propose_inspection import proposal
from tests.grants.stage import StagedWorld
from tests.grants.world import MILLION, Case, a_result, an_expense
from tests.people import hire
from workflow.models import Role

DAY = date(2025, 9, 1)
HALF = (150 * MILLION, 20 * MILLION)


def planned(world: StagedWorld, *costs: int) -> Case:
    """A running case whose costs are proved and whose inspection is planned for the day."""
    return world.case("RUNNING").prove(*(costs or HALF), on=DAY).plan_inspection("INTERIM")


def lawful(world: StagedWorld) -> Deed:
    """Half of the equipment and of the research is verified."""
    return deed(inspect_interim, planned(world).pk, a_result(DAY, HALF), on=DAY)


def test_verified_cost_times_rate_may_be_advanced(world: StagedWorld) -> None:
    case = world.case("RUNNING")
    assert payable_yen(case.grant, PaymentKind.ADVANCE) == 0
    record = perform(world, lawful(world))
    assert payable_yen(case.grant, PaymentKind.ADVANCE) == 60 * MILLION
    inspection = Inspection.objects.get(grant=case.pk)
    assert (inspection.kind, inspection.number, inspection.inspected_on) == ("INTERIM", 1, DAY)
    assert inspection.inspector == world.people[Role.INSPECTOR]
    assert [line.evidenced_yen for line in inspection.lines.all()] == list(HALF)
    assert (case.grant.state, told(record)) == ("RUNNING", {})


def test_the_newest_inspection_counts_and_never_past_the_decision(world: StagedWorld) -> None:
    case = world.case("verified")
    case.inspect(400 * MILLION, 60 * MILLION, on=date(2025, 10, 1))
    assert payable_yen(case.grant, PaymentKind.ADVANCE) == 120 * MILLION


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"inspected_on": date(2025, 9, 2)}, {"inspected_on"}),
        ({"inspected_on": date(2025, 5, 11)}, {"inspected_on", "evidenced"}),
        ({"lines": (InspectedLine(1, 1),)}, {"lines"}),
        ({"lines": (InspectedLine(1, 2), InspectedLine(0, -1))}, {"admitted"}),
        ({"lines": (InspectedLine(2, 1), InspectedLine(0, 0))}, {"reason"}),
        ({"lines": (InspectedLine(2, 1, "対象外"), InspectedLine(0, 0))}, {"reason"}),
        ({"lines": (InspectedLine(2, 1, "対象外", "FORGED"), InspectedLine(0, 0))}, {"reason"}),
        ({"checks": (ItemCheck(1),)}, {"sample"}),
        ({"remedies": (Remedy("帳簿の不備", "", date(2025, 9, 30)),)}, {"remedy"}),
        ({"remedies": (Remedy("帳簿の不備", "整備", DAY),)}, {"remedy"}),
    ],
)
def test_a_record_that_cannot_stand_is_refused(
    world: StagedWorld, change: dict[str, Any], codes: set[str]
) -> None:
    case = planned(world)
    given = replace(a_result(DAY, (2, 2)), **change)
    assert set(refusal(world, inspect_interim, case.pk, given, on=DAY)) == codes


def test_nothing_is_admitted_that_no_document_proves(world: StagedWorld) -> None:
    case = planned(world)
    over = a_result(DAY, (HALF[0] + 1, HALF[1]))
    found = refusal(world, inspect_interim, case.pk, over, on=DAY)
    assert {code: problem.short_yen for code, problem in found.items()} == {"evidenced": 1}


def test_a_sampled_expense_is_examined_and_what_is_disallowed_of_it_is_not_admitted(
    world: StagedWorld,
) -> None:
    case = world.case("RUNNING").prove(*HALF, on=DAY)
    whole = proposal(world, planned_on=DAY, sample_from_yen=100 * MILLION)
    perform(world, deed(propose_inspection, case.pk, whole, on=DAY))
    perform(world, deed(approve_inspection, case.pk, 1, on=DAY))
    plan = InspectionPlan.objects.get(grant=case.pk)
    sample = [x for x in matched_expenses(case.grant, DAY) if is_sampled(plan, x.expense)]
    assert sample[0].expense.claimed_yen == HALF[0], "large ones are always examined"
    checks = tuple(ItemCheck(row.expense.number) for row in sample)
    doubtful = (replace(checks[0], disallowed_yen=MILLION, reason_code="AFFILIATE"), *checks[1:])
    given = replace(a_result(DAY, HALF), checks=doubtful)
    found = refusal(world, inspect_interim, case.pk, given, on=DAY)
    assert {code: problem.short_yen for code, problem in found.items()} == {"evidenced": MILLION}
    for wrong in (replace(doubtful[0], reason_code=""), replace(checks[0], disallowed_yen=-1)):
        bad = replace(given, checks=(wrong, *checks[1:]))
        assert "check" in refusal(world, inspect_interim, case.pk, bad, on=DAY)
    less = replace(a_result(DAY, (HALF[0] - MILLION, HALF[1]), HALF), checks=doubtful)
    perform(world, deed(inspect_interim, case.pk, less, on=DAY))
    check = Inspection.objects.get(grant=case.pk).checks.get(expense__number=1)
    assert (check.is_sampled, check.disallowed_yen) == (True, MILLION)


def test_the_sample_is_drawn_by_the_plan_and_can_be_drawn_again(world: StagedWorld) -> None:
    case = world.case("RUNNING")
    world.today = DAY
    for _ in range(30):
        perform(world, deed(register_expense, case.pk, an_expense(1, MILLION, DAY), on=DAY))
    expenses = [row.expense for row in matched_expenses(case.grant, DAY)]
    plans = [
        InspectionPlan(sample_from_yen=2 * MILLION, sample_numerator=n, sample_denominator=5)
        for n in (1, 1, 5)
    ]
    drawn = [[is_sampled(plan, expense) for expense in expenses] for plan in plans]
    assert drawn[0] == [is_sampled(plans[0], expense) for expense in expenses]
    assert drawn[0] != drawn[1], "another plan draws others"
    assert 0 < sum(drawn[0]) < 30
    assert all(drawn[2])


def test_findings_become_duties_and_the_company_is_told(world: StagedWorld) -> None:
    doing = lawful(world)
    remedy = Remedy("支払台帳の記載漏れ", "記載して写しを提出", date(2025, 9, 30))
    given = replace(doing.args[1], remedies=(remedy,))
    record = perform(world, deed(inspect_interim, doing.args[0], given, on=DAY))
    finding = Inspection.objects.get(grant=doing.args[0]).remedies.get()
    assert (duty(finding.pk, "FINDING").due_on, str(finding)) == (date(2025, 9, 30), "指摘 1-1")
    assert duty(finding.pk, "FINDING").organisation == world.company.organisation
    assert told(record) == {"inspection_findings": 2}


def test_inspections_are_recorded_in_their_order(world: StagedWorld) -> None:
    case = world.case("verified").plan_inspection("INTERIM")
    given = a_result(date(2025, 8, 31), (0, 0))
    assert set(refusal(world, inspect_interim, case.pk, given)) == {"before_last"}


@pytest.mark.parametrize("situation", ["DECIDED", "AMOUNT_FIXED", "partly cancelled fixed"])
def test_only_a_running_case_is_inspected(world: StagedWorld, situation: str) -> None:
    case = world.case(situation)
    given = a_result(world.today, (2, 2))
    assert set(refusal(world, inspect_interim, case.pk, given)) == {"wrong_state"}


def test_only_who_was_planned_inspects_and_each_plan_once(world: StagedWorld) -> None:
    running = world.case("RUNNING")
    given = a_result(DAY, (0, 0))
    assert set(refusal(world, inspect_interim, running.pk, given, on=DAY)) == {"no_plan"}
    case = planned(world)
    other = hire(world.people[Role.INSPECTOR].memberships.get().organisation, Role.INSPECTOR)
    refused = refusal(world, inspect_interim, case.pk, given, by=other, on=DAY)
    assert set(refused) == {"not_planned"}
    perform(world, deed(inspect_interim, case.pk, given, on=DAY))
    assert set(refusal(world, inspect_interim, case.pk, given, on=DAY)) == {"no_plan"}


def test_the_cases_officer_does_not_inspect_it(world: StagedWorld) -> None:
    nedo = world.people[Role.CASE_OFFICER].memberships.get().organisation
    both = hire(nedo, Role.CASE_OFFICER, Role.INSPECTOR)
    case = world.drafted_by(both).decide().start().plan_inspection("INTERIM", on=DAY)
    given = a_result(DAY, (0, 0))
    problems = refusal(world, inspect_interim, case.pk, given, by=both, on=DAY)
    assert set(problems) == {"same_person", "not_planned"}


def test_the_database_refuses_who_is_the_officer_and_who_was_not_planned(
    world: StagedWorld,
) -> None:
    case = planned(world)
    plan = InspectionPlan.objects.get(grant=case.pk)
    officer, clerk = world.people[Role.CASE_OFFICER], world.people[Role.ACCOUNTING_CLERK]
    good: dict[str, Any] = {
        "grant": case.grant, "organisation": case.grant.organisation, "kind": "INTERIM",
        "number": 9, "inspected_on": DAY, "place": "-", "plan": plan, "inspector": clerk,
        "officer": officer,
    }  # fmt: skip
    for change, name in (
        ({"inspector": officer}, "inspector_is_not_case_officer"),
        ({"plan": None}, "inspection_follows_a_plan"),
        ({}, "inspector_was_planned"),
    ):
        row = Inspection(**(good | change))
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            row.save(force_insert=True)

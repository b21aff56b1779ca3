"""実績報告: arrives when recorded; the inspectors are told and 額の確定 gets its target date."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from grants.acts.report_completion import Completion, report_completion
from tests.deeds import Deed, deed, duty, perform, refusal, told
from tests.grants.stage import StagedWorld
from tests.grants.world import COSTS_YEN, MILLION
from workflow.models import Obligation

DAY = date(2025, 12, 15)
REPORT = Completion(date(2025, 12, 10), "量産を開始した。", COSTS_YEN)


def lawful(world: StagedWorld) -> Deed:
    """The project is completed."""
    return deed(report_completion, world.case("advanced").pk, REPORT, on=DAY)


def test_the_report_arrives_and_the_duty_is_met(world: StagedWorld) -> None:
    case = world.case("advanced")
    record = perform(world, lawful(world))
    report = case.grant.completion_reports.get()
    assert (report.version, report.received_at) == (1, world.now)
    assert report.costs == {"設備費": 300 * MILLION, "技術開発費": 40 * MILLION}
    assert case.grant.state == "COMPLETED_REPORTED"
    met = duty(case.pk, "COMPLETION")
    assert (met.status, met.met_on) == ("met", DAY)
    assert told(record) == {"completion_reported": 1}


def test_the_amount_should_be_fixed_within_sixty_days(world: StagedWorld) -> None:
    case = world.case("advanced")
    perform(world, lawful(world))
    owed = duty(case.pk, "FIXING")
    assert (owed.base_on, owed.due_on) == (DAY, date(2026, 2, 13))
    assert owed.article == "適正化法15条"


@pytest.mark.parametrize("situation", ["ABOLISHED", "CORRECTION_ORDERED", "PARTLY_CANCELLED"])
def test_what_was_stopped_corrected_or_cut_is_reported_too(
    world: StagedWorld, situation: str
) -> None:
    case = world.case(situation)
    case.complete(on=world.today)
    assert case.grant.state == "COMPLETED_REPORTED"
    open_ones = Obligation.objects.filter(subject_id=case.pk, status="open")
    assert {owed.kind for owed in open_ones} <= {"FIXING", "REFUND_ORDER"}
    assert sum(owed.kind == "FIXING" for owed in open_ones) == 1


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"completed_on": date(2025, 12, 16)}, {"completed_on"}),
        ({"completed_on": date(2025, 5, 11)}, {"completed_on"}),
        ({"costs_yen": (1,)}, {"costs"}),
        ({"costs_yen": (1, -1)}, {"costs"}),
        ({"results": " "}, {"results"}),
    ],
)
def test_a_report_that_cannot_be_received_is_refused(
    world: StagedWorld, change: dict[str, Any], codes: set[str]
) -> None:
    case = world.case("advanced")
    problems = refusal(world, report_completion, case.pk, replace(REPORT, **change), on=DAY)
    assert set(problems) == codes


def test_a_fixed_case_is_not_reported_again(world: StagedWorld) -> None:
    case = world.case("partly cancelled fixed")
    assert set(refusal(world, report_completion, case.pk, REPORT)) == {"fixed"}


def test_a_suspended_case_reports_nothing(world: StagedWorld) -> None:
    case = world.case("SUSPENDED")
    report = replace(REPORT, completed_on=world.today)
    assert set(refusal(world, report_completion, case.pk, report)) == {"wrong_state"}

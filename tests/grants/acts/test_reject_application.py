"""不交付の決定: refused with its reason, by somebody other than the officer who reviewed it."""

import pytest

from grants.acts.decide_grant import decide_grant
from grants.acts.declare_conflict import declare_conflict
from grants.acts.reject_application import reject_application
from tests.deeds import Deed, deed, duty, perform, refusal, told
from tests.grants.stage import StagedWorld
from tests.people import hire
from workflow.models import Role

REASON = "要件を満たさないため。"


def lawful(world: StagedWorld) -> Deed:
    """The section chief refuses what is under review."""
    return deed(reject_application, world.case("UNDER_REVIEW").pk, REASON)


@pytest.mark.parametrize("situation", ["UNDER_REVIEW", "APPROVAL"])
def test_the_company_learns_the_reason_and_the_clock_ends(
    world: StagedWorld, situation: str
) -> None:
    case = world.case(situation)
    record = perform(world, deed(reject_application, case.pk, REASON))
    assert (case.grant.state, record.reason) == ("REJECTED", REASON)
    assert duty(case.pk, "PROCESSING").status == "met"
    assert told(record) == {"application_rejected": 2}


def test_a_draft_of_a_refused_case_is_not_approved(world: StagedWorld) -> None:
    case = world.case("APPROVAL")
    perform(world, deed(reject_application, case.pk, REASON))
    assert set(refusal(world, decide_grant, case.pk, 1)) == {"wrong_state"}


def test_a_refusal_needs_a_reason(world: StagedWorld) -> None:
    case = world.case("UNDER_REVIEW")
    assert set(refusal(world, reject_application, case.pk, "")) == {"no_reason"}


def test_who_reviewed_does_not_refuse(world: StagedWorld) -> None:
    nedo = world.people[Role.CASE_OFFICER].memberships.get().organisation
    both = hire(nedo, Role.CASE_OFFICER, Role.SECTION_CHIEF)
    case = world.drafted_by(both)
    assert set(refusal(world, reject_application, case.pk, REASON, by=both)) == {"same_person"}


def test_a_decided_case_is_cancelled_not_rejected(world: StagedWorld) -> None:
    case = world.case("DECIDED")
    assert set(refusal(world, reject_application, case.pk, REASON)) == {"wrong_state"}


def test_who_declared_a_conflict_does_not_refuse(world: StagedWorld) -> None:
    case, chief = world.case("UNDER_REVIEW"), world.people[Role.SECTION_CHIEF]
    world.do(declare_conflict, case.pk, True, "配偶者がこの事業者の役員であるため。", by=chief)
    assert set(refusal(world, reject_application, case.pk, REASON, by=chief)) == {"conflict"}
    assert case.grant.state == "UNDER_REVIEW"
    other = world.colleague(Role.SECTION_CHIEF)
    world.do(reject_application, case.pk, REASON, by=other)
    assert case.grant.state == "REJECTED"

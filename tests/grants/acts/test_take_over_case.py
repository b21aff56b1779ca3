"""担当者の交替: the company is told who holds its case."""

from uuid import UUID

from grants.acts.take_over_case import take_over_case
from grants.holder import holder_of
from grants.models import Grant
from tests.deeds import Deed, deed, perform, refusal, told
from tests.grants.stage import StagedWorld
from workflow.models import Role

REASON = "前任者の異動のため。"


def with_a_colleague(world: StagedWorld, grant: UUID) -> None:
    """Somebody else is the officer of a case."""
    Grant.objects.filter(pk=grant).update(officer=world.colleague(Role.CASE_OFFICER))


def lawful(world: StagedWorld) -> Deed:
    """The officer goes on with a colleague's review."""
    case = world.case("UNDER_REVIEW")
    with_a_colleague(world, case.pk)
    return deed(take_over_case, case.pk, REASON)


def test_the_new_officer_holds_the_case_and_the_company_knows(world: StagedWorld) -> None:
    case = world.case("UNDER_REVIEW")
    record = perform(world, lawful(world))
    officer = world.people[Role.CASE_OFFICER]
    assert case.grant.officer == officer
    assert told(record) == {"officer_changed": 2}
    holder = holder_of(case.grant)
    assert holder.who == f"NEDO 担当者 {officer.name}"
    assert holder.since is not None


def test_the_officer_already_has_it_and_nobody_takes_what_has_not_begun(
    world: StagedWorld,
) -> None:
    case = world.case("UNDER_REVIEW")
    assert set(refusal(world, take_over_case, case.pk, " ")) == {"already_officer", "no_reason"}
    case = world.case("SUBMITTED")
    assert set(refusal(world, take_over_case, case.pk, REASON)) == {"wrong_state"}

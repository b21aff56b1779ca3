"""代決: a deputy decides in one's stead, within the days, and never for the drafter."""

from datetime import date

from grants.acts.approve_stage import approve_stage
from grants.acts.delegate_authority import delegate_authority
from grants.acts.end_delegation import end_delegation
from tests.deeds import Deed, deed, perform, refusal, told
from tests.grants.acts.test_approve_stage import put_up
from tests.grants.stage import StagedWorld
from tests.grants.world import DECIDED_ON
from workflow.models import Approval, Delegation, Person, Role

UNTIL = date(2025, 5, 16)


def deputy(world: StagedWorld) -> Person:
    """Who stands in for the section chief: nobody who holds a role of the stage's people."""
    email = f"deputy-{world.segment}@example.jp"
    known = Person.objects.filter(email=email).first()
    if known is None:
        known = world.colleague(Role.CASHIER)
        known.email = email
        known.save(update_fields=["email"])
    return known


def lawful(world: StagedWorld) -> Deed:
    """The section chief travels for a week."""
    return deed(
        delegate_authority, "section_chief", deputy(world).pk, DECIDED_ON, UNTIL, "出張のため。",
        on=DECIDED_ON,
    )  # fmt: skip


def test_the_deputy_approves_in_the_chief_s_stead_and_the_chief_is_told(
    world: StagedWorld,
) -> None:
    case = world.case("in stages")
    assert told(perform(world, lawful(world))) == {"named_deputy": 1}
    record = world.do(approve_stage, put_up(case).pk, 1, by=deputy(world))
    chief = world.people[Role.SECTION_CHIEF]
    approval = Approval.objects.get(draft__subject_id=case.pk)
    assert (approval.approver, approval.principal) == (deputy(world), chief)
    assert record.facts["principal"] == str(chief.pk)
    assert told(record) == {"decided_in_stead": 1, "stage_waits": 1}
    # Neither of the two may stand at another stage.
    world.people = {**world.people, Role.DEPARTMENT_DIRECTOR: chief}
    assert "not_entitled" not in refusal(world, approve_stage, put_up(case).pk, 2, by=chief)


def test_before_after_and_once_taken_back_the_deputy_is_nobody(world: StagedWorld) -> None:
    draft = put_up(world.case("in stages"))
    perform(world, lawful(world))
    for day in (date(2025, 5, 9), date(2025, 5, 17)):
        world.today = day
        problems = refusal(world, approve_stage, draft.pk, 1, by=deputy(world))
        assert set(problems) == {"not_entitled"}
    world.today = DECIDED_ON
    world.do(end_delegation, Delegation.objects.get(deputy=deputy(world)).pk)
    assert set(refusal(world, approve_stage, draft.pk, 1, by=deputy(world))) == {"not_entitled"}


def test_a_deputy_does_not_approve_their_own_draft_nor_for_its_drafter(world: StagedWorld) -> None:
    officer = world.people[Role.CASE_OFFICER]
    draft = put_up(world.case("in stages"))
    world.today = DECIDED_ON
    world.do(
        delegate_authority, "section_chief", officer.pk, DECIDED_ON, UNTIL, "出張のため。",
        by=world.people[Role.SECTION_CHIEF],
    )  # fmt: skip
    assert set(refusal(world, approve_stage, draft.pk, 1, by=officer)) == {"same_person"}


def test_only_one_s_own_role_passes_to_a_colleague_for_days_to_come(world: StagedWorld) -> None:
    world.today = DECIDED_ON
    chief, stranger = world.people[Role.SECTION_CHIEF], world.company.releaser
    given = ("executive", chief.pk, date(2025, 5, 1), UNTIL, "")
    assert set(refusal(world, delegate_authority, *given, by=chief)) == {"role", "deputy", "period"}
    given = ("section_chief", stranger.pk, DECIDED_ON, UNTIL, "")
    assert set(refusal(world, delegate_authority, *given, by=chief)) == {"deputy"}

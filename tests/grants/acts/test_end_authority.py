"""権限の終了・職務停止: authority at the time counts, unless it is taken back before that time."""

from datetime import datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from grants.acts.approve_stage import approve_stage
from grants.acts.decide_grant import decide_grant
from grants.acts.end_authority import end_authority
from grants.acts.instruct_bank import instruct_bank
from grants.acts.send_back_decision import send_back_decision
from grants.acts.send_back_draft import send_back_draft
from grants.holds import ready_to_send
from grants.models import Payment
from tests.deeds import Deed, deed, perform, refusal
from tests.grants.acts.test_approve_stage import put_up
from tests.grants.stage import StagedWorld
from tests.grants.world import DECIDED_ON
from tests.people import hire
from workflow.approvals import latest_draft
from workflow.calendar import JST
from workflow.models import Membership, Person, Role
from workflow.standing import problems_of_fallen, standing_of

REASON = "非違行為の疑いのため。"


def at(hour: int) -> datetime:
    """An hour of the day of the decision."""
    return datetime.combine(DECIDED_ON, time(hour), tzinfo=JST)


def membership(person: Person) -> Membership:
    return person.memberships.get()


def lawful(world: StagedWorld) -> Deed:
    """The section chief is suspended from nine o'clock."""
    chief = membership(world.people[Role.SECTION_CHIEF])
    return deed(end_authority, chief.pk, at(9), True, REASON, on=DECIDED_ON)


def test_an_approval_stays_valid_when_the_role_ends_later_that_day(world: StagedWorld) -> None:
    draft = put_up(world.case("in stages"))
    chief = world.people[Role.SECTION_CHIEF]
    world.today = DECIDED_ON
    world.do(approve_stage, draft.pk, 1)
    world.do(end_authority, membership(chief).pk, at(12), False, "異動のため。")
    assert standing_of(draft).stage == 2
    director = world.people[Role.DEPARTMENT_DIRECTOR]
    approve_stage(draft.pk, 2, actor=director, now=at(14), key="at two")
    # From noon on the chief is nobody.
    other = put_up(world.case("APPROVAL"))
    world.today = DECIDED_ON + timedelta(days=1)
    assert set(refusal(world, decide_grant, other.subject_id, 1)) == {"not_entitled"}


def test_a_suspension_that_reaches_back_lets_the_stage_fall(world: StagedWorld) -> None:
    case = world.case("in stages")
    draft = put_up(case)
    nedo = membership(world.people[Role.SECTION_CHIEF]).organisation
    world.today = DECIDED_ON
    world.do(approve_stage, draft.pk, 1)
    world.do(approve_stage, draft.pk, 2, by=Role.DEPARTMENT_DIRECTOR)
    perform(world, lawful(world))
    assert standing_of(draft).stage == 1
    problems = refusal(world, decide_grant, case.pk, 1, by=Role.EXECUTIVE)
    assert set(problems) == {"not_last_stage"}
    world.do(approve_stage, draft.pk, 1, by=hire(nedo, Role.SECTION_CHIEF))
    # The director's approval stood all along.
    world.do(decide_grant, case.pk, 1, by=Role.EXECUTIVE)
    assert case.grant.state == "DECIDED"


def test_what_fell_of_a_draft_that_was_sent_back_stands_in_nobodys_way(
    world: StagedWorld,
) -> None:
    """Nothing was done on it, and nobody could approve it again."""
    case = world.case("in stages")
    draft = put_up(case)
    world.today = DECIDED_ON
    world.do(approve_stage, draft.pk, 1)
    world.do(send_back_decision, case.pk, 1, REASON, by=Role.DEPARTMENT_DIRECTOR)
    assert standing_of(draft).is_returned
    perform(world, lawful(world))
    assert not draft.approvals.get(stage=1).lapse.after_effect
    assert problems_of_fallen([case.pk]) == []


def test_a_payment_whose_approval_fell_waits_until_it_is_approved_again(
    world: StagedWorld,
) -> None:
    case = world.case("approved")
    assert case.payment is not None
    approver = world.people[Role.ACCOUNTING_APPROVER]
    before = world.now - timedelta(hours=1)
    world.do(end_authority, membership(approver).pk, before, True, REASON)
    assert set(refusal(world, instruct_bank, case.payment)) == {"fallen_approval"}
    assert not ready_to_send(world.segment).filter(pk=case.payment).exists()
    with pytest.raises(IntegrityError, match="counts no more"), transaction.atomic():
        Payment.objects.filter(pk=case.payment).update(state="FILE_SENT")
    draft = latest_draft("PAYMENT", case.payment)
    assert draft is not None
    again = hire(membership(approver).organisation, Role.ACCOUNTING_APPROVER)
    world.do(approve_stage, draft.pk, 1, by=again)
    world.do(instruct_bank, case.payment)
    assert case.last_payment.state == "FILE_SENT"


def test_a_decision_whose_approval_fell_pays_nothing(world: StagedWorld) -> None:
    case = world.case("approved")
    chief = membership(world.people[Role.SECTION_CHIEF])
    world.do(end_authority, chief.pk, at(9), True, REASON)
    assert set(refusal(world, instruct_bank, case.payment)) == {"fallen_approval"}
    # It was decided once; what is missing is the approval, not the decision.
    assert set(refusal(world, decide_grant, case.pk, 1, by=Role.EXECUTIVE)) == {"already_approved"}


def test_what_was_carried_out_is_approved_again_and_never_sent_back(world: StagedWorld) -> None:
    """A return would stand where the approval is missing, as if somebody had given it."""
    case = world.case("AMOUNT_FIXED")
    draft = latest_draft("FIXING", case.pk)
    assert draft is not None
    approval = draft.approvals.get()
    held = approval.approver.memberships.get()
    before = approval.decided_at - timedelta(hours=1)
    world.do(end_authority, held.pk, before, True, REASON)
    assert standing_of(draft).is_done
    other = hire(held.organisation, Role(approval.role))
    found = refusal(world, send_back_draft, draft.pk, 0, "誤り", by=other)
    assert set(found) == {"carried_out"}
    world.do(approve_stage, draft.pk, 1, by=other)
    assert standing_of(draft).stage is None


def test_what_was_carried_out_and_goes_back_a_stage_lapses_after_its_effect(
    world: StagedWorld,
) -> None:
    """Whoever approves a stage again may have an earlier one approved again, too."""
    case = world.case("in stages")
    draft = put_up(case)
    world.today = DECIDED_ON
    world.do(approve_stage, draft.pk, 1)
    world.do(approve_stage, draft.pk, 2, by=Role.DEPARTMENT_DIRECTOR)
    world.do(decide_grant, case.pk, 1, by=Role.EXECUTIVE)
    director = membership(world.people[Role.DEPARTMENT_DIRECTOR])
    world.do(end_authority, director.pk, at(9), True, REASON)
    other = hire(director.organisation, Role.DEPARTMENT_DIRECTOR)
    world.do(send_back_draft, draft.pk, 1, REASON, by=other)
    lapses = [a.lapse for a in draft.approvals.order_by("stage")]
    assert [(row.cause, row.after_effect) for row in lapses] == [
        ("sent_back", True), ("suspended", True), ("sent_back", True),
    ]  # fmt: skip
    world.do(approve_stage, draft.pk, 1)
    world.do(approve_stage, draft.pk, 2, by=other)
    world.do(approve_stage, draft.pk, 3, by=Role.EXECUTIVE)
    assert standing_of(draft).stage is None


def test_only_a_suspension_reaches_back_and_nobody_suspends_themselves(world: StagedWorld) -> None:
    world.today = DECIDED_ON
    executive = membership(world.people[Role.EXECUTIVE])
    assert set(refusal(world, end_authority, executive.pk, at(9), False, " ")) == {
        "effective_at", "no_reason", "same_person",
    }  # fmt: skip

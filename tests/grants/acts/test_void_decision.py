"""交付決定の無効 (scenario 9): two persons, a reversing entry, the original untouched."""

from fund.chart import AVAILABLE
from fund.queries import balance, entries_of_key
from grants.acts.propose_void import propose_void
from grants.acts.void_decision import void_decision
from grants.case import balances_of
from grants.models import GrantCondition
from reports.papers.deserved import waiting
from tests.deeds import Deed, deed, duty, lines_posted, perform, refusal
from tests.grants.acts.test_propose_void import REASON
from tests.grants.stage import StagedWorld
from tests.grants.world import GRANT_YEN, Case
from tests.people import hire
from workflow.models import ActRecord, Notice, Role


def lawful(world: StagedWorld) -> Deed:
    """The director agrees with the officer."""
    return voiding(world.anew("DECIDED"))


def voiding(case: Case) -> Deed:
    """The decision on a case, whose voiding the officer has put up."""
    case.do(propose_void, case.pk, REASON)
    return deed(void_decision, case.pk, 1)


def test_a_reversing_entry_gives_the_budget_back(world: StagedWorld) -> None:
    case = world.anew("DECIDED")
    decision = ActRecord.objects.get(subject_id=case.pk, act="decide_grant")
    (original,) = entries_of_key(world.segment, decision.key)
    available = balance(world.segment, AVAILABLE)
    record = perform(world, voiding(case))
    (reversal,) = entries_of_key(world.segment, record.key)
    assert (reversal.event, reversal.reverses) == ("REVERSAL", original.seq)
    assert lines_posted(world.segment, record) == [f"B B300/B200 {GRANT_YEN}"]
    assert entries_of_key(world.segment, decision.key) == [original]
    assert balance(world.segment, AVAILABLE) == available + GRANT_YEN
    assert balances_of(case.grant)["B300"] == 0
    assert reversal.actor != reversal.approver


def test_the_case_is_reviewed_again_and_nobody_hears_of_the_mistake(world: StagedWorld) -> None:
    case = world.anew("DECIDED")
    decision = ActRecord.objects.get(subject_id=case.pk, act="decide_grant")
    assert waiting().filter(pk=decision.pk).exists()
    perform(world, voiding(case))
    grant = case.grant
    assert (grant.state, grant.decided_yen, grant.decision_number) == ("UNDER_REVIEW", None, None)
    for kind in ("WITHDRAWAL", "COMPLETION", "START_RECORD"):
        assert duty(case.pk, kind).status == "cancelled"
    processing = duty(case.pk, "PROCESSING")
    assert (processing.status, processing.met_on) == ("open", None)
    assert not waiting().filter(pk=decision.pk).exists()
    notices = Notice.objects.filter(subject_id=case.pk, kind="grant_decided")
    assert {n.dropped_at is not None for n in notices} == {True}
    # Decided anew: a number and conditions of its own.
    case.examine(on=world.today).decide(2, on=world.today)
    assert case.grant.decided_yen == GRANT_YEN
    assert case.grant.conditions.count() == 1
    assert GrantCondition._base_manager.filter(grant=case.pk).count() == 2


def test_one_person_voids_nothing(world: StagedWorld) -> None:
    nedo = world.people[Role.CASE_OFFICER].memberships.get().organisation
    both = hire(nedo, Role.CASE_OFFICER, Role.EXECUTIVE)
    case = world.anew("DECIDED")
    world.do(propose_void, case.pk, REASON, by=both)
    assert set(refusal(world, void_decision, case.pk, 1, by=both)) == {"same_person"}

"""交付決定の取消し: in part or whole, before or after 額の確定; what was unpaid is free again."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from fund.chart import AVAILABLE
from fund.queries import balance
from grants.acts.cancel_decision import cancel_decision
from grants.acts.claim_payment import claim_payment
from grants.acts.propose_cancellation import CancellationProposal, propose_cancellation
from grants.case import balances_of
from grants.models import Cancellation
from grants.models.payment import PaymentKind
from grants.refund_terms import Ground
from tests.deeds import Deed, deed, duty, lines_posted, perform, posted, refusal, told
from tests.grants.stage import StagedWorld
from tests.grants.world import GRANT_YEN, MILLION
from tests.people import hire
from workflow.models import Obligation, Role

DAY = date(2025, 10, 8)


def lawful(world: StagedWorld) -> Deed:
    """The executive approves what was put up."""
    return deed(cancel_decision, world.case("cancellation proposed").pk, 1, on=DAY)


def test_the_unpaid_part_returns_to_the_fund_at_once(world: StagedWorld) -> None:
    case = world.case("cancellation proposed")
    available = balance(world.segment, AVAILABLE)
    record = perform(world, lawful(world))
    grant = case.grant
    assert (grant.state, grant.decided_yen) == ("PARTLY_CANCELLED", 30 * MILLION)
    assert posted(world.segment, record) == [("CANCELLATION", DAY, ["B B300/B200 70000000"])]
    assert balance(world.segment, AVAILABLE) == available + 70 * MILLION
    assert balances_of(grant) == {"B300": 0, "B310": 50 * MILLION, "B400": 0, "B500": 0}
    assert told(record) == {"decision_cancelled": 2}


def test_money_already_paid_is_to_be_ordered_back(world: StagedWorld) -> None:
    case = world.case("cancellation proposed")
    perform(world, lawful(world))
    cancellation = case.cancellation
    assert (cancellation.ground, cancellation.refund_yen) == ("ART17_1", 20 * MILLION)
    assert not cancellation.is_after_fixing
    owed = duty(case.pk, "REFUND_ORDER")
    assert (owed.base_on, owed.due_on) == (DAY, date(2025, 11, 7))
    assert owed.period_key == str(cancellation.pk)


def test_the_whole_of_an_unpaid_decision_leaves_nothing(world: StagedWorld) -> None:
    case = world.case("RUNNING").propose_cancellation(GRANT_YEN, whole=True)
    record = perform(world, deed(cancel_decision, case.pk, 1))
    assert (case.grant.state, case.grant.decided_yen) == ("CANCELLED", 0)
    assert lines_posted(world.segment, record) == [f"B B300/B200 {GRANT_YEN}"]
    assert not Obligation.objects.filter(subject_id=case.pk, status="open").exists()


def test_after_fixing_the_payable_and_its_expense_go_back(world: StagedWorld) -> None:
    case = world.case("AMOUNT_FIXED").propose_cancellation(40 * MILLION, on=date(2026, 2, 2))
    record = perform(world, deed(cancel_decision, case.pk, 1, on=date(2026, 2, 4)))
    assert lines_posted(world.segment, record) == [
        "B B400/B200 40000000", "P 2201/5101 40000000", "P 4101/2151 40000000",
    ]  # fmt: skip
    grant = case.grant
    assert (grant.state, grant.fixed_yen) == ("PARTLY_CANCELLED", GRANT_YEN)
    assert balances_of(grant)["B400"] == 30 * MILLION


def test_in_a_later_year_the_released_expense_is_income(world: StagedWorld) -> None:
    case = world.case("AMOUNT_FIXED").propose_cancellation(40 * MILLION, on=date(2026, 4, 2))
    record = perform(world, deed(cancel_decision, case.pk, 1, on=date(2026, 4, 3)))
    assert lines_posted(world.segment, record) == [
        "B B400/B200 40000000", "P 2201/4301 40000000", "P 5401/2153 40000000",
    ]  # fmt: skip


def test_all_of_what_was_unpaid_leaves_the_case_settled(world: StagedWorld) -> None:
    case = world.case("AMOUNT_FIXED").propose_cancellation(70 * MILLION, on=date(2026, 2, 2))
    perform(world, deed(cancel_decision, case.pk, 1))
    assert case.grant.state == "SETTLED"


def test_a_closed_case_can_still_be_cancelled(world: StagedWorld) -> None:
    case = world.force(world.case("MONITORING"), "CLOSED")
    case.propose_cancellation(GRANT_YEN, whole=True, on=date(2028, 5, 8)).cancel()
    assert case.grant.state == "CANCELLED"
    assert case.cancellation.refund_yen == GRANT_YEN


def test_money_of_an_earlier_cancellation_must_still_be_ordered_back(world: StagedWorld) -> None:
    case = world.force(world.case("MONITORING"), "CLOSED")
    Obligation.objects.filter(subject_id=case.pk, status="open").update(status="cancelled")
    case.propose_cancellation(20 * MILLION, on=date(2028, 5, 8)).cancel()
    case.propose_cancellation(100 * MILLION, whole=True).cancel()
    waiting = Obligation.objects.filter(subject_id=case.pk, status="open")
    assert [owed.kind for owed in waiting] == ["REFUND_ORDER"] * 2


def test_a_second_cancellation_counts_no_money_twice(world: StagedWorld) -> None:
    case = world.case("PARTLY_CANCELLED").propose_cancellation(10 * MILLION).cancel()
    assert case.grant.decided_yen == 20 * MILLION
    sums = [x.refund_yen for x in Cancellation.objects.filter(grant=case.pk)]
    assert sorted(sums) == [10 * MILLION, 20 * MILLION]
    case.propose_cancellation(20 * MILLION, whole=True).cancel()
    waiting = Obligation.objects.filter(subject_id=case.pk, status="open")
    assert [owed.kind for owed in waiting] == ["REFUND_ORDER"] * 3


def test_a_case_under_inspection_is_reported_and_inspected_anew(world: StagedWorld) -> None:
    case = world.case("UNDER_INSPECTION").propose_cancellation(20 * MILLION).cancel()
    assert duty(case.pk, "FIXING").status == "cancelled"
    owed = duty(case.pk, "COMPLETION")
    assert (owed.status, owed.period_key, owed.base_on) == ("open", "2", world.today)
    case.complete(on=world.today).inspect_final(on=world.today).propose_fixing(on=world.today)
    assert duty(case.pk, "COMPLETION").status == "met"
    case.fix(on=world.today)
    assert case.grant.fixed_yen == 100 * MILLION


@pytest.mark.parametrize("state", ["SUSPENDED", "ABOLISHED"])
def test_what_is_left_of_a_stopped_case_stays_stopped(state: str, world: StagedWorld) -> None:
    case = world.case(state).propose_cancellation(10 * MILLION).cancel()
    assert (case.grant.state, case.grant.decided_yen) == (state, 110 * MILLION)
    assert set(refusal(world, claim_payment, case.pk, "ADVANCE", MILLION)) >= {"wrong_state"}
    assert Obligation.objects.filter(subject_id=case.pk, kind="COMPLETION", status="open").exists()


def test_a_payment_made_since_makes_the_draft_stale(world: StagedWorld) -> None:
    case = world.case("verified").propose_cancellation(90 * MILLION).pay(50 * MILLION)
    assert set(refusal(world, cancel_decision, case.pk, 1)) == {"stale"}


def test_a_claim_made_since_is_ended_first(world: StagedWorld) -> None:
    case = world.case("cancellation proposed").claim(10 * MILLION, on=DAY)
    assert set(refusal(world, cancel_decision, case.pk, 1)) == {"in_flight"}


def test_another_version_is_not_approved(world: StagedWorld) -> None:
    case = world.case("cancellation proposed")
    assert set(refusal(world, cancel_decision, case.pk, 2)) == {"stale_version"}


def test_nothing_is_cancelled_twice_by_one_draft(world: StagedWorld) -> None:
    case = world.case("PARTLY_CANCELLED")
    assert set(refusal(world, cancel_decision, case.pk, 1)) == {"already_approved"}


def test_nobody_approves_their_own_cancellation(world: StagedWorld) -> None:
    nedo = world.people[Role.CASE_OFFICER].memberships.get().organisation
    both = hire(nedo, Role.CASE_OFFICER, Role.EXECUTIVE)
    case = world.case("SETTLED")
    given = CancellationProposal(Ground.ART17_1, False, 1, "条件に違反したため。")
    world.do(propose_cancellation, case.pk, given, by=both)
    assert set(refusal(world, cancel_decision, case.pk, 1, by=both)) == {"same_person"}


def test_the_database_refuses_one_person_and_a_ground_without_cancellation(
    world: StagedWorld,
) -> None:
    case = world.case("advanced")
    officer, executive = world.people[Role.CASE_OFFICER], world.people[Role.EXECUTIVE]
    good = {
        "grant": case.grant, "organisation": case.grant.organisation, "ground": "ART17_1",
        "is_whole": False, "cancelled_yen": 2, "refund_yen": 1, "reason": "理由",
        "cancelled_on": DAY, "is_after_fixing": False, "drafted_by": officer,
        "approved_by": executive,
    }  # fmt: skip
    for change, name in (
        ({"approved_by": officer}, "drafter_is_not_canceller"),
        ({"refund_yen": 3}, "cancelled_sums_fit"),
        ({"ground": "ART18_2"}, "cancellation_has_ground_and_reason"),
    ):
        row = Cancellation(**(good | change))
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            row.save(force_insert=True)


def test_the_rest_of_a_partly_cancelled_fixed_case_is_paid_and_settled(world: StagedWorld) -> None:
    case = world.case("partly cancelled fixed")
    case.pay(30 * MILLION, PaymentKind.FINAL, on=date(2026, 2, 10))
    assert case.grant.state == "SETTLED"
    assert balances_of(case.grant) == {"B300": 0, "B310": 0, "B400": 0, "B500": 80 * MILLION}

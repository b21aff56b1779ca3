"""取消しの一部取消し: what an appeal leaves of a case cancelled whole goes the rest of the way."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from pytest_django import DjangoDbBlocker

from fund.chart import CASH
from fund.queries import balance
from grants.acts.approve_succession import approve_succession
from grants.acts.approve_waiver import approve_waiver
from grants.acts.mark_overdue import mark_overdue
from grants.acts.propose_reduction import propose_reduction
from grants.acts.propose_succession import SuccessionProposal, propose_succession
from grants.acts.propose_waiver import WaiverProposal, propose_waiver
from grants.acts.receive_refund import receive_refund
from grants.acts.record_revocation import record_revocation
from grants.acts.reduce_order import reduce_order
from grants.acts.register_asset import register_asset
from grants.acts.release_asset import release_asset
from grants.acts.request_change import request_change
from grants.case import advance_left_yen, balances_of, kept_yen, standing_yen
from grants.models import Plan, PlanParty, RefundOrder
from grants.plan_measures import ground_to_decide
from grants.refund_case import open_charges
from grants.refund_terms import Ground
from grants.revocation import NOT_CARRIED_OUT
from tests.deeds import deed, duty, perform, posted, refusal, told
from tests.fund.conftest import new_segment
from tests.grants import plan_deeds
from tests.grants.acts.test_propose_change import proposal
from tests.grants.acts.test_propose_reduction import GIVEN
from tests.grants.acts.test_register_asset import GIVEN as ASSET
from tests.grants.acts.test_written_off_orders import LOST_ON, write_off
from tests.grants.stage import SITUATIONS, StagedWorld
from tests.grants.test_checks import broken
from tests.grants.world import GRANT_YEN, MILLION, Case, World, unique
from tests.people import hire_inside, new_company
from workflow.approvals import pending_draft
from workflow.models import ActRecord, Notice, Obligation

CANCELLED_ON, ORDERED_ON, LOWERED_ON = date(2025, 10, 1), date(2025, 10, 9), date(2025, 11, 17)


@pytest.fixture(scope="module")
def books(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> int:
    """A segment with years enough, for tests that are rolled back."""
    with django_db_blocker.unblock():
        return new_segment(range(2024, 2036))


@pytest.fixture
def alone(books: int, db: None) -> World:
    """A fund that has no other case."""
    world = World(books, hire_inside(), new_company("甲電池"), new_company("乙電池"))
    world.endow()
    return world


def a_case(world: World, situation: str) -> Case:
    """A case brought into a situation."""
    world.today = date(2025, 4, 7)
    case = world.draft()
    SITUATIONS[situation](case)
    return case


def cancelled(case: Case, on: date = CANCELLED_ON, ordered_on: date = ORDERED_ON) -> Case:
    """All that stands is cancelled for a breach, and what was paid ordered back."""
    case.propose_cancellation(standing_yen(case.grant), whole=True, on=on).cancel()
    assert case.grant.state == "CANCELLED"
    return case.order_back(on=ordered_on)


def lowered(
    case: Case, yen: int, on: date = LOWERED_ON, order: RefundOrder | None = None
) -> ActRecord:
    """An order, the newest unless said, is lowered on appeal."""
    pk = (order or case.order).pk
    case.do(propose_reduction, pk, replace(GIVEN, reduced_yen=yen), on=on)
    return case.do(reduce_order, pk, pending_draft("REDUCTION", pk).version, on=on)


def open_duties(case: Case) -> set[str]:
    """The kinds of duty the case has open."""
    rows = Obligation.objects.filter(subject_id=case.pk, status="open")
    return set(rows.values_list("kind", flat=True))


def none_is_late(case: Case) -> bool:
    """Whether no open duty of the case is past its day."""
    today = case.world.today
    rows = Obligation.objects.filter(subject_id=case.pk, status="open")
    return not rows.filter(due_on__lt=today).exists()


def advanced_and_cancelled(world: World, back_yen: int = 25 * MILLION) -> Case:
    """An advance of 60 million, all cancelled; the appeal lets so much of it be kept."""
    case = cancelled(a_case(world, "verified").pay(60 * MILLION))
    lowered(case, back_yen)
    return case


def settled_with_asset(world: World) -> Case:
    """Settled, with a machine bound until 2032."""
    case = a_case(world, "SETTLED")
    case.do(register_asset, case.pk, ASSET)
    return case


def reported_and_fixed(case: Case, *admitted: int) -> Case:
    """The usual road: 実績報告, 確定検査, 額の確定."""
    case.complete(on=date(2025, 12, 15)).inspect_final(*admitted, on=date(2026, 1, 13))
    return case.propose_fixing().fix(on=date(2026, 1, 26))


def test_what_the_appeal_leaves_is_reported_inspected_fixed_and_settled(alone: World) -> None:
    case = advanced_and_cancelled(alone)
    assert (case.grant.state, case.grant.decided_yen) == ("PARTLY_CANCELLED", 25 * MILLION)
    assert broken(alone) == {}
    owed = duty(case.pk, "COMPLETION")
    assert (owed.status, owed.base_on) == ("open", case.grant.ends_on)
    case.receive(35 * MILLION, on=date(2025, 11, 28))
    reported_and_fixed(case)
    grant = case.grant
    assert (grant.fixed_yen, grant.state) == (25 * MILLION, "SETTLED")
    assert balances_of(grant) == {"B300": 0, "B310": 0, "B400": 0, "B500": 25 * MILLION}
    assert (balance(alone.segment, "1121"), balance(alone.segment, "1131")) == (0, 0)
    assert broken(alone) == {}


def test_an_advance_above_what_was_admitted_goes_back_again(alone: World) -> None:
    case = advanced_and_cancelled(alone)
    case.receive(35 * MILLION, on=date(2025, 11, 28))
    reported_and_fixed(case, 60 * MILLION, 0)
    grant, excess = case.grant, case.order
    assert (grant.fixed_yen, grant.state) == (20 * MILLION, "AMOUNT_FIXED")
    assert (excess.ground, excess.principal_yen) == (Ground.ART18_2, 5 * MILLION)
    case.receive(5 * MILLION, on=date(2026, 2, 2))
    assert case.grant.state == "SETTLED"
    assert balances_of(case.grant) == {"B300": 0, "B310": 0, "B400": 0, "B500": 20 * MILLION}
    assert balance(alone.segment, "1121") == 0
    assert broken(alone) == {}


def test_a_case_fixed_before_is_settled_as_what_is_left_of_the_order_is_paid(
    alone: World,
) -> None:
    case = cancelled(a_case(alone, "MONITORING"), date(2026, 9, 1), date(2026, 9, 8))
    assert open_duties(case) == set()
    lowered(case, 30 * MILLION, date(2026, 10, 1))
    assert (case.grant.state, standing_yen(case.grant)) == ("PARTLY_CANCELLED", 30 * MILLION)
    assert open_duties(case) >= {"COMMERCIAL", "CTAX"}
    assert "COMPLETION" not in open_duties(case)
    assert none_is_late(case)
    case.receive(GRANT_YEN - 30 * MILLION, on=date(2026, 10, 5))
    assert case.grant.state == "SETTLED"
    assert "MONITORING_START" in open_duties(case)
    assert balances_of(case.grant)["B500"] == 30 * MILLION
    assert broken(alone) == {}


def test_a_whole_order_taken_back_leaves_a_fixed_case_settled_at_once(alone: World) -> None:
    case = cancelled(a_case(alone, "SETTLED"), date(2026, 9, 1), date(2026, 9, 8))
    lowered(case, GRANT_YEN, date(2026, 10, 1))
    assert (case.grant.state, standing_yen(case.grant)) == ("SETTLED", GRANT_YEN)
    assert case.order.state == "CLEARED"
    assert broken(alone) == {}


def test_a_whole_order_taken_back_lets_all_that_was_paid_stand(alone: World) -> None:
    case = advanced_and_cancelled(alone, 60 * MILLION)
    assert (case.grant.state, case.grant.decided_yen) == ("PARTLY_CANCELLED", 60 * MILLION)
    reported_and_fixed(case)
    assert (case.grant.state, case.grant.fixed_yen) == ("SETTLED", 60 * MILLION)
    assert broken(alone) == {}


def test_lowered_twice_the_case_is_reported_on_once(alone: World) -> None:
    case = advanced_and_cancelled(alone)
    lowered(case, 10 * MILLION, date(2025, 11, 25))
    assert (case.grant.state, case.grant.decided_yen) == ("PARTLY_CANCELLED", 35 * MILLION)
    assert (
        Obligation.objects.filter(subject_id=case.pk, kind="COMPLETION", status="open").count() == 1
    )
    case.receive(25 * MILLION, on=date(2025, 11, 28))
    reported_and_fixed(case)
    assert (case.grant.state, case.grant.fixed_yen) == ("SETTLED", 35 * MILLION)
    assert broken(alone) == {}


def test_cancelled_whole_again_and_lowered_again(alone: World) -> None:
    case = advanced_and_cancelled(alone)
    case.receive(35 * MILLION, on=date(2025, 11, 28))
    cancelled(case, date(2025, 12, 1), date(2025, 12, 2))
    assert (case.order.principal_yen, case.grant.decided_yen) == (25 * MILLION, 0)
    lowered(case, 10 * MILLION, date(2025, 12, 8))
    assert (case.grant.state, case.grant.decided_yen) == ("PARTLY_CANCELLED", 10 * MILLION)
    assert duty(case.pk, "COMPLETION").status == "open"
    case.receive(15 * MILLION, on=date(2025, 12, 9))
    reported_and_fixed(case)
    assert (case.grant.state, case.grant.fixed_yen) == ("SETTLED", 10 * MILLION)
    assert broken(alone) == {}


def test_what_was_paid_of_the_principal_pays_charges_and_goes_back(alone: World) -> None:
    # Of 60 million 50 came back; with 35 left to return the rest pays 加算金, then is 過誤納金.
    case = cancelled(a_case(alone, "verified").pay(60 * MILLION))
    case.receive(50 * MILLION, on=date(2025, 10, 20))
    record = lowered(case, 25 * MILLION)
    assert record.facts["overpaid_yen"] > 0
    assert record.facts["surcharge_yen"] + record.facts["overpaid_yen"] == 15 * MILLION
    assert advance_left_yen(case.grant) == 25 * MILLION
    reported_and_fixed(case)
    assert (case.grant.state, case.grant.fixed_yen) == ("SETTLED", 25 * MILLION)
    assert balance(alone.segment, "1121") == 0
    assert broken(alone) == {}


def test_with_waived_charges_the_kept_part_is_fixed_all_the_same(alone: World) -> None:
    case = cancelled(a_case(alone, "verified").pay(60 * MILLION))
    case.receive(60 * MILLION, on=date(2025, 10, 20))
    surcharge, late = open_charges(case.order)
    given = WaiverProposal(
        surcharge // 2, late, "災害", "分割した", unique("製局"), case.world.today, "DISASTER"
    )
    case.do(propose_waiver, case.order.pk, given)
    case.do(approve_waiver, case.order.pk, pending_draft("WAIVER", case.order.pk).version)
    lowered(case, 25 * MILLION)
    reported_and_fixed(case)
    assert (case.grant.state, case.grant.fixed_yen) == ("SETTLED", 25 * MILLION)
    assert broken(alone) == {}


def test_beside_what_was_written_off_the_kept_part_is_fixed(world: StagedWorld) -> None:
    case = cancelled(world.case("verified").pay(60 * MILLION))
    case.do(mark_overdue, case.order.pk, on=date(2025, 10, 30))
    write_off(world, case, 30 * MILLION)
    too_much = replace(GIVEN, reduced_yen=30 * MILLION + 1)
    assert set(refusal(world, propose_reduction, case.order.pk, too_much)) == {"reduced_yen"}
    lowered(case, 25 * MILLION, LOST_ON)
    assert (case.grant.state, case.grant.decided_yen) == ("PARTLY_CANCELLED", 25 * MILLION)
    reported_and_fixed(case)
    assert (case.grant.fixed_yen, advance_left_yen(case.grant)) == (25 * MILLION, 0)
    assert case.grant.state == "AMOUNT_FIXED"
    case.receive(35 * MILLION, on=date(2026, 2, 2))
    assert case.grant.state == "SETTLED"
    assert broken(world) == {}


def test_of_two_orders_one_is_lowered_and_the_other_stands(alone: World) -> None:
    case = a_case(alone, "ordered")
    first = case.order
    cancelled(case, date(2025, 10, 14), date(2025, 10, 15))
    lowered(case, 5 * MILLION, order=first)
    assert (case.grant.state, case.grant.decided_yen) == ("PARTLY_CANCELLED", 5 * MILLION)
    assert kept_yen(case.grant) == advance_left_yen(case.grant) == 5 * MILLION
    assert broken(alone) == {}
    reported_and_fixed(case)
    assert (case.grant.state, case.grant.fixed_yen) == ("AMOUNT_FIXED", 5 * MILLION)
    case.receive(30 * MILLION, on=date(2026, 2, 2))
    assert case.grant.state == "AMOUNT_FIXED"
    case.do(receive_refund, first.pk, case.world.today, 15 * MILLION, unique("BANK"))
    assert case.grant.state == "SETTLED"
    assert broken(alone) == {}


def test_a_case_reported_before_is_reported_and_inspected_anew(world: StagedWorld) -> None:
    case = cancelled(world.case("UNDER_INSPECTION"), date(2026, 2, 2), date(2026, 2, 4))
    lowered(case, 25 * MILLION, date(2026, 3, 2))
    owed = duty(case.pk, "COMPLETION")
    assert (owed.period_key, owed.base_on) == ("2", date(2026, 3, 2))
    case.complete(on=date(2026, 3, 9)).inspect_final(on=date(2026, 3, 16))
    case.propose_fixing(date(2026, 3, 17)).fix(on=date(2026, 3, 18))
    assert case.grant.fixed_yen == 25 * MILLION


def test_what_was_given_up_stays_given_up(world: StagedWorld) -> None:
    case = cancelled(world.case("ABOLISHED"), date(2025, 11, 4), date(2025, 11, 5))
    lowered(case, 25 * MILLION)
    assert case.grant.state == "ABOLISHED"
    assert duty(case.pk, "COMPLETION").base_on == LOWERED_ON
    assert not open_duties(case) & {"PROGRESS", "FY_END"}


def test_a_stopped_case_stays_stopped_with_a_new_day_to_remedy(world: StagedWorld) -> None:
    case = world.case("verified").pay(50 * MILLION)
    case.order_to_comply(date(2025, 9, 22), on=date(2025, 9, 9))
    case.suspend(date(2025, 10, 15), on=date(2025, 9, 24))
    cancelled(case)
    lowered(case, 25 * MILLION)
    assert case.grant.state == "SUSPENDED"
    again = Obligation.objects.get(subject_id=case.pk, kind="ORDER_SUSPENSION", status="open")
    assert (again.base_on, again.due_on) == (LOWERED_ON, date(2025, 12, 1))
    # An order whose day passed meanwhile is given anew before anything follows from it.
    assert "ORDER_COMPLIANCE" not in open_duties(case)
    assert none_is_late(case)


def test_reports_still_to_come_are_owed_again_and_none_that_passed(world: StagedWorld) -> None:
    case = world.case("verified").pay(50 * MILLION)
    before = set(
        Obligation.objects.filter(
            subject_id=case.pk, kind__in=("PROGRESS", "FY_END"), status="open"
        ).values_list("kind", "period_key", "due_on")
    )
    cancelled(case)
    lowered(case, 25 * MILLION)
    rows = Obligation.objects.filter(
        subject_id=case.pk, kind__in=("PROGRESS", "FY_END"), status="open"
    )
    after = set(rows.values_list("kind", "period_key", "due_on"))
    assert after == {row for row in before if row[2] >= LOWERED_ON}
    assert before - after
    assert after
    # The row that was ended points to the one that binds now, as one that was re-dated does.
    assert rows.filter(supersedes__ended_by__act="cancel_decision").count() == len(after)


def test_a_change_applied_for_is_answered_after_all(world: StagedWorld) -> None:
    given = proposal(world)
    case = world.case("verified").pay(50 * MILLION)
    perform(world, deed(request_change, case.pk, given, on=date(2025, 9, 10)))
    cancelled(case)
    lowered(case, 25 * MILLION)
    again = Obligation.objects.get(subject_id=case.pk, kind="CHANGE_REQUEST", status="open")
    assert again.base_on == LOWERED_ON
    assert set(refusal(world, request_change, case.pk, given)) == {"waiting"}


def test_the_report_on_tax_is_asked_for_also_when_its_day_has_passed(alone: World) -> None:
    case = cancelled(a_case(alone, "MONITORING"), date(2026, 9, 1), date(2026, 9, 8))
    lowered(case, 30 * MILLION, date(2029, 10, 1))
    assert none_is_late(case)
    tax = Obligation.objects.get(subject_id=case.pk, kind="CTAX", status="open")
    assert (tax.base_on, tax.due_on) == (date(2030, 3, 31), date(2031, 6, 30))
    numbers = Obligation.objects.filter(subject_id=case.pk, kind="COMMERCIAL", status="open")
    assert sorted(numbers.values_list("period_key", flat=True)) == ["5"]


def test_assets_are_reported_on_from_the_next_year_on(alone: World) -> None:
    case = a_case(alone, "verified").pay(50 * MILLION)
    case.do(register_asset, case.pk, ASSET)
    cancelled(case, date(2026, 6, 1), date(2026, 6, 2))
    lowered(case, 10 * MILLION, date(2029, 6, 4))
    rows = Obligation.objects.filter(subject_id=case.pk, kind="ASSET", status="open")
    assert rows.earliest("due_on").period_key == "2029"
    # A further asset brings none of the years back that were not asked for.
    case.do(register_asset, case.pk, ASSET)
    assert none_is_late(case)


def test_what_was_released_meanwhile_is_reported_on_no_more(alone: World) -> None:
    case = settled_with_asset(alone)
    last = case.grant.assets.get().restricted_until
    cancelled(case, date(2026, 6, 1), date(2026, 6, 2))
    case.do(release_asset, case.grant.assets.get().pk, on=last + timedelta(days=1))
    assert "ASSET" not in open_duties(case)
    lowered(case, 10 * MILLION)
    assert "ASSET" not in open_duties(case)


def test_an_asset_released_of_a_case_cancelled_whole_makes_no_duty(alone: World) -> None:
    case = settled_with_asset(alone)
    case.do(register_asset, case.pk, replace(ASSET, kind="building", acquired_on=date(2025, 9, 1)))
    first, second = case.grant.assets.order_by("number")
    assert first.restricted_until < second.restricted_until
    cancelled(case, date(2026, 6, 1), date(2026, 6, 2))
    case.do(release_asset, first.pk, on=first.restricted_until + timedelta(days=1))
    assert "ASSET" not in open_duties(case)


def test_metis_revocation_meanwhile_has_its_ground_decided(world: StagedWorld) -> None:
    case = cancelled(world.case("verified").pay(50 * MILLION))
    plan = Plan.objects.get(pk=case.grant.plan_id)
    world.today = date(2025, 11, 4)
    notice = plan_deeds.notice(world)
    perform(world, deed(record_revocation, plan.pk, notice, NOT_CARRIED_OUT))
    assert ground_to_decide(case.grant) is None
    lowered(case, 25 * MILLION)
    owed = ground_to_decide(case.grant)
    assert owed is not None
    assert owed.base_on == LOWERED_ON


def test_a_ground_decided_before_is_not_decided_again(world: StagedWorld) -> None:
    case = world.case("verified").pay(50 * MILLION)
    plan = Plan.objects.get(pk=case.grant.plan_id)
    world.today = date(2025, 9, 22)
    notice = plan_deeds.notice(world)
    perform(world, deed(record_revocation, plan.pk, notice, NOT_CARRIED_OUT))
    lowered(cancelled(case), 25 * MILLION)
    assert ground_to_decide(case.grant) is None


def test_the_successor_owes_what_stands_again(alone: World) -> None:
    case = cancelled(a_case(alone, "verified").pay(60 * MILLION))
    new = alone.other.organisation
    PlanParty.objects.create(plan=case.grant.plan, organisation=new)
    given = SuccessionProposal(new.pk, "MERGER", date(2025, 10, 20), "一切", "合併のため。")
    case.do(propose_succession, case.pk, given, on=date(2025, 10, 20))
    case.do(approve_succession, case.pk, pending_draft("SUCCESSION", case.pk).version)
    case.company = alone.other
    record = lowered(case, 25 * MILLION)
    rows = Obligation.objects.filter(subject_id=case.pk, status="open")
    assert {row.organisation_id for row in rows} == {new.pk}
    assert open_duties(case) >= {"COMPLETION", "PROGRESS"}
    assert told(record)["decision_stands_again"] == 2
    case.receive(35 * MILLION, on=date(2025, 11, 28))
    assert reported_and_fixed(case).grant.state == "SETTLED"


def test_what_stands_again_counts_against_the_plans_ceiling(world: StagedWorld) -> None:
    case = cancelled(world.case("verified").pay(50 * MILLION))
    Plan.objects.filter(pk=case.grant.plan_id).update(ceiling_yen=20 * MILLION)
    lowered(case, 25 * MILLION)
    assert "5,000,000" in duty(case.grant.plan_id, "CEILING_CHECK").title


def test_the_company_is_told_that_it_stands_again(world: StagedWorld) -> None:
    case = cancelled(world.case("verified").pay(50 * MILLION))
    record = lowered(case, 25 * MILLION)
    assert told(record) == {"order_reduced": 2, "decision_stands_again": 2}
    notice = Notice.objects.filter(kind="decision_stands_again", subject_id=case.pk)[0]
    assert "25,000,000" in notice.body
    assert "再び効力を有し" in notice.body
    assert "実績報告" in notice.body
    assert record.facts["stands_again_yen"] == 25 * MILLION
    moved = ActRecord.objects.get(subject_id=case.pk, act="reduce_order")
    assert (moved.source, moved.target) == ("CANCELLED", "PARTLY_CANCELLED")
    assert posted(world.segment, record) == [
        ("REFUND_REDUCED", LOWERED_ON, ["P 1121/1131 25000000"])
    ]


def test_cash_ends_where_what_was_kept_left_it(alone: World) -> None:
    before = balance(alone.segment, CASH)
    case = advanced_and_cancelled(alone)
    case.receive(35 * MILLION, on=date(2025, 11, 28))
    reported_and_fixed(case)
    surcharge, late = open_charges(case.grant.refund_orders.earliest("number"))
    assert balance(alone.segment, CASH) == before - 25 * MILLION
    assert min(surcharge, late) > 0

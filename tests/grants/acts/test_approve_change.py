"""計画変更の承認: up, down, and below what is paid with the linked return (scenarios 10, 11)."""

from datetime import date, datetime, time

import pytest

from grants.acts.approve_change import approve_change
from grants.acts.propose_change import propose_change
from grants.acts.record_change_certification import PlanChange, record_change_certification
from grants.case import balances_of
from grants.models import Grant, GrantChange, PaymentHold, Plan
from grants.models.hold import HoldGround
from tests.deeds import Deed, deed, lines_posted, perform, refusal
from tests.grants.acts.test_propose_change import DAY, proposal
from tests.grants.plan_deeds import notice
from tests.grants.stage import StagedWorld
from tests.grants.world import GRANT_YEN, MILLION
from workflow.calendar import JST
from workflow.models import Extension, Obligation, Role

THEN = date(2025, 9, 24)


def put_up(world: StagedWorld, *costs: int) -> object:
    """A change of the case with an advance of 50 million to these costs."""
    case = world.case("advanced")
    given = proposal(world, eligible_yen=costs or (210 * MILLION, 40 * MILLION))
    perform(world, deed(propose_change, case.pk, given, on=DAY))
    return case.pk


def lawful(world: StagedWorld) -> Deed:
    """The change to 90 million."""
    return deed(approve_change, put_up(world), 1, on=THEN)


def test_a_lower_amount_returns_budget_and_the_report_is_redated(world: StagedWorld) -> None:
    record = perform(world, lawful(world))
    case = world.case("advanced")
    assert lines_posted(world.segment, record) == ["B B300/B200 30000000"]
    assert case.grant.decided_yen == 90 * MILLION
    assert balances_of(case.grant) == {
        "B300": 40 * MILLION, "B310": 50 * MILLION, "B400": 0, "B500": 0,
    }  # fmt: skip
    old, new = Obligation.objects.filter(subject_id=case.pk, kind="COMPLETION").order_by("due_on")
    assert (old.status, old.superseded_by) == (Obligation.Status.SUPERSEDED, new)
    assert (new.due_on, new.status) == (date(2026, 4, 10), Obligation.Status.OPEN)


def test_put_off_after_its_end_the_case_is_late_no_more_and_reports_what_ended_since(
    world: StagedWorld,
) -> None:
    case, then = world.case("advanced"), date(2026, 4, 7)
    ended, longer = date(2025, 12, 19), date(2026, 9, 30)
    Grant.objects.filter(pk=case.pk).update(ends_on=ended)
    duties = Obligation.objects.filter(subject_id=case.pk, status="open")
    duties.filter(kind__in=["PROGRESS", "FY_END"], base_on__gt=ended).update(status="cancelled")
    late = duties.get(kind="COMPLETION")
    hold = PaymentHold.objects.create(
        plan=case.grant.plan, grant=case.grant, ground=HoldGround.LATE_REPORT, reason="遅延",
        source_id=late.pk, placed_on=then, placed_by=world.people[Role.EXECUTIVE],
    )  # fmt: skip
    Plan.objects.filter(pk=case.grant.plan_id).update(ends_on=longer)
    given = proposal(world, eligible_yen=(210 * MILLION, 40 * MILLION), ends_on=longer)
    perform(world, deed(propose_change, case.pk, given, on=then))
    perform(world, deed(approve_change, case.pk, 1, on=then))
    hold.refresh_from_db()
    assert (hold.released_on, "変更" in hold.release_reason) == (then, True)
    # The quarter of December was to be reported by the end of January: nobody owed it then.
    periods = set(duties.filter(base_on__gt=ended).values_list("kind", "period_key"))
    assert periods >= {("FY_END", "2025"), ("PROGRESS", "2025-Q4"), ("PROGRESS", "2026-Q1")}
    assert ("PROGRESS", "2025-Q3") not in periods


def test_a_wish_about_the_report_is_answered_before_its_date_moves(world: StagedWorld) -> None:
    attempt = lawful(world)
    duty = Obligation.objects.get(
        subject_id=world.case("advanced").pk, kind="COMPLETION", status="open"
    )
    wish = Extension.objects.create(
        duty=duty, organisation=world.company.organisation, wished_on=date(2026, 6, 1),
        reason="検収の遅れのため。", requested_by=world.company.releaser,
        requested_at=datetime.combine(THEN, time(9), tzinfo=JST),
    )  # fmt: skip
    case = world.case("advanced").pk
    assert set(refusal(world, approve_change, case, 1, on=THEN)) == {"wish"}
    Extension.objects.filter(pk=wish.pk).update(
        outcome=Extension.Outcome.REFUSED, answer="延長しない。",
        decided_by=world.people[Role.SECTION_CHIEF], decided_at=wish.requested_at,
    )  # fmt: skip
    perform(world, attempt)


def test_below_what_is_paid_the_rest_is_ordered_back_in_the_same_approval(
    world: StagedWorld,
) -> None:
    # Decided 120, paid 50, changed to 40: nothing payable, ten million receivable.
    record = perform(
        world, deed(approve_change, put_up(world, 60 * MILLION, 40 * MILLION), 1, on=THEN)
    )
    case = world.case("advanced")
    assert lines_posted(world.segment, record) == ["B B300/B200 70000000", "P 1131/1121 10000000"]
    assert (case.order.principal_yen, case.order.ground) == (10 * MILLION, "ART10")
    assert balances_of(case.grant)["B300"] == 0
    assert GrantChange.objects.get(grant=case.pk).refund_yen == 10 * MILLION


def test_exactly_what_is_paid_leaves_nothing_payable_and_nothing_owed(world: StagedWorld) -> None:
    perform(world, deed(approve_change, put_up(world, 90 * MILLION, 40 * MILLION), 1, on=THEN))
    case = world.case("advanced")
    assert balances_of(case.grant)["B300"] == 0
    assert not case.grant.refund_orders.exists()


def test_a_higher_amount_takes_budget(world: StagedWorld) -> None:
    record = perform(
        world, deed(approve_change, put_up(world, 330 * MILLION, 40 * MILLION), 1, on=THEN)
    )
    assert lines_posted(world.segment, record) == ["B B200/B300 10000000"]


def test_a_case_that_changed_meanwhile_is_put_up_again(world: StagedWorld) -> None:
    pk = put_up(world, 60 * MILLION, 40 * MILLION)
    case = world.case("advanced")
    case.inspect(240 * MILLION, 20 * MILLION, on=date(2025, 9, 17)).pay(
        10 * MILLION, on=date(2025, 9, 18)
    )
    assert "stale" in refusal(world, approve_change, pk, 1, on=THEN)


@pytest.mark.parametrize("version", [0, 2])
def test_a_version_that_was_not_read_is_refused(world: StagedWorld, version: int) -> None:
    assert "stale_version" in refusal(world, approve_change, put_up(world), version, on=THEN)


def test_what_meti_certified_when_it_is_approved_decides(world: StagedWorld) -> None:
    pk = put_up(world)
    plan = world.case("advanced").grant.plan_id
    Plan.objects.filter(pk=plan).update(ends_on=date(2026, 2, 28))
    found = refusal(world, approve_change, pk, 1, on=THEN)
    assert set(found) == {"beyond_period"}
    longer = PlanChange("蓄電池", "生産能力の拡大", 2 * GRANT_YEN, date(2026, 3, 31))
    perform(world, deed(record_change_certification, plan, notice(world), longer, ()))
    perform(world, deed(approve_change, pk, 1, on=THEN))
    assert world.case("advanced").grant.ends_on == date(2026, 3, 31)


def test_contents_changed_say_for_good_on_what_they_rest(world: StagedWorld) -> None:
    case = world.case("advanced")
    given = proposal(world, purpose="塗工工程の詳細化", within_plan="計画書3(2)")
    perform(world, deed(propose_change, case.pk, given, on=DAY))
    perform(world, deed(approve_change, case.pk, 1, on=THEN))
    assert case.grant.purpose == "塗工工程の詳細化"
    assert GrantChange.objects.get(grant=case.pk).within_plan == "計画書3(2)"

"""報告の遅延による保留: fourteen days late, no payment goes on until the report is accepted."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from grants.acts.check_payment import check_payment
from grants.acts.release_hold import release_hold
from grants.holds import lift_late_report, problems_held
from grants.models import PaymentHold
from reports.acts.hold_payments import hold_payments
from reports.keeping import hold_for_late_reports, lift_ended_holds
from reports.reminding import remind
from tests.deeds import Deed, deed, perform, refusal, told
from tests.grants.stage import StagedWorld
from tests.grants.world import MILLION, Case, World
from tests.reports.duties import at, days_between, owed, running
from tests.reports.filing import filed
from workflow.models import ActRecord, Obligation, Role
from workflow.robot import robot

DUE = date(2025, 7, 30)
# The fourteenth day after; a Wednesday.
HELD_ON = date(2025, 8, 13)


def lawful(world: World) -> Deed:
    """On the fourteenth day the director holds by hand what the system would hold."""
    duty = owed(running(world), "PROGRESS", "2025-Q1")
    return deed(hold_payments, duty.pk, on=HELD_ON)


def late(world: World) -> Case:
    """A case whose first report is fourteen days late, after the ladder and the keeper ran."""
    case = running(world)
    case.inspect(150 * MILLION, 20 * MILLION, on=date(2025, 8, 1)).claim(
        10 * MILLION, on=date(2025, 8, 4)
    )
    for day in days_between(DUE - timedelta(days=60), HELD_ON):
        remind(now=at(day))
        hold_for_late_reports(now=at(day, 7))
    world.today = HELD_ON
    return case


def holds(case: Case) -> list[PaymentHold]:
    """The case's holds."""
    return list(PaymentHold.objects.filter(grant=case.pk).order_by("placed_on"))


def test_the_ladder_s_fourteenth_day_holds_payments_by_itself(small: World) -> None:
    case = late(small)
    (hold,) = holds(case)
    assert (hold.ground, hold.placed_on, hold.placed_by) == ("LATE_REPORT", HELD_ON, robot())
    assert hold.source_id == owed(case, "PROGRESS", "2025-Q1").pk
    assert set(refusal(small, check_payment, case.payment)) == {"plan_hold"}
    with pytest.raises(IntegrityError, match="on hold"), transaction.atomic():
        case.grant.payments.update(state="CHECKED")


def test_running_again_holds_nothing_twice(small: World) -> None:
    case = late(small)
    for hour in (8, 9, 10):
        assert hold_for_late_reports(now=at(HELD_ON, hour)) == 0
    assert len(holds(case)) == 1


def test_the_company_hears_of_it(small: World) -> None:
    record = perform(small, lawful(small))
    assert told(record) == {"held_for_late_report": 2}


def test_the_hold_lifts_itself_when_nedo_s_act_met_the_duty(small: World) -> None:
    case = late(small)
    duty = owed(case, "PROGRESS", "2025-Q1")
    assert lift_ended_holds(now=at(HELD_ON, 8)) == 0
    # The duty was made by NEDO's act; one of NEDO's acts ends it, too.
    Obligation.objects.filter(pk=duty.pk).update(
        status="met", met_on=HELD_ON, ended_by=duty.made_by
    )
    assert lift_ended_holds(now=at(HELD_ON, 9)) == 1
    (hold,) = holds(case)
    assert (hold.released_on, hold.released_by) == (HELD_ON, robot())
    assert problems_held(case.grant) == []
    assert lift_ended_holds(now=at(HELD_ON, 10)) == 0


def test_handed_in_but_not_accepted_still_holds(small: World) -> None:
    case = late(small)
    duty = owed(case, "PROGRESS", "2025-Q1")
    by_company = ActRecord.objects.get(subject_id=case.grant.payments.get().pk, act="claim_payment")
    Obligation.objects.filter(pk=duty.pk).update(status="met", met_on=HELD_ON, ended_by=by_company)
    assert lift_ended_holds(now=at(HELD_ON, 9)) == 0
    assert problems_held(case.grant) != []


def test_the_completion_report_lifts_what_earlier_reports_held(small: World) -> None:
    case = late(small)
    case.complete(on=date(2025, 12, 15))
    assert lift_ended_holds(now=at(date(2025, 12, 15), 18)) == 1
    assert problems_held(case.grant) == []


def test_a_director_may_lift_it_for_cause_and_it_does_not_come_back(small: World) -> None:
    case = late(small)
    (hold,) = holds(case)
    small.do(release_hold, hold.pk, "災害のため。", by=Role.DEPARTMENT_DIRECTOR)
    assert hold_for_late_reports(now=at(HELD_ON + timedelta(days=1))) == 0
    assert problems_held(case.grant) == []


def test_a_day_too_early_and_without_payments_it_is_refused(small: World) -> None:
    doing = lawful(small)
    early = refusal(small, hold_payments, doing.args[0], on=HELD_ON - timedelta(days=1))
    assert set(early) == {"not_late"}
    perform(small, doing)
    assert set(refusal(small, hold_payments, doing.args[0])) == {"nothing"}


def test_a_joint_plan_s_late_report_holds_the_late_company_alone(small: World) -> None:
    plan = small.certify(small.company, small.other)
    cases = []
    for company in (small.company, small.other):
        small.today = date(2025, 4, 7)
        cases.append(small.draft(plan, company).to_running())
    party = cases[0].grant.plan.parties.get(organisation=small.company.organisation)
    duty = Obligation.objects.get(subject_id=party.pk, kind="PLAN_ANNUAL", period_key="2025")
    small.today = date(2026, 7, 14)
    small.do(hold_payments, duty.pk)
    assert [len(problems_held(case.grant)) for case in cases] == [1, 0]
    other = duty.__class__.objects.get(
        subject_id=cases[1].grant.plan.parties.get(organisation=small.other.organisation).pk,
        kind="PLAN_ANNUAL", period_key="2025",
    )  # fmt: skip
    assert other.days_late(small.today) == 14
    assert lift_none_outside_an_act(duty)


def lift_none_outside_an_act(duty: Obligation) -> bool:
    """A hold is lifted on behalf of an act only."""
    with pytest.raises(AssertionError, match="only an act may write"), transaction.atomic():
        lift_late_report(duty, "理由")
    return True


def test_a_report_sent_back_and_never_repaired_holds_until_it_is_accepted(
    staged: StagedWorld,
) -> None:
    filing = filed(staged).send_back(days=10)
    case, repair_by = staged.case("RUNNING"), filing.report.repair_until
    assert repair_by is not None
    held_on = repair_by + timedelta(days=14)
    for day in days_between(repair_by, held_on + timedelta(days=3)):
        remind(now=at(day))
        hold_for_late_reports(now=at(day, 7))
    repair = Obligation.objects.get(subject_id=filing.pk, kind="REPAIR")
    hold = PaymentHold.objects.get(source_id=repair.pk)
    assert (hold.grant_id, hold.placed_on >= held_on) == (case.pk, True)
    # What was filed waits to be read: the hold stands until NEDO has accepted it.
    filing.release(on=held_on + timedelta(days=5))
    lift_ended_holds(now=at(staged.today, 9))
    hold.refresh_from_db()
    assert hold.released_on is None
    filing.accept()
    hold.refresh_from_db()
    assert hold.released_on == staged.today

"""遅れた報告への措置: what a ladder comes to is put before NEDO once; people alone decide."""

from datetime import date, timedelta

import pytest

from grants.acts.order_compliance import order_compliance
from grants.acts.propose_compliance import propose_compliance
from grants.acts.propose_suspension import propose_suspension
from grants.acts.send_back_draft import send_back_draft
from grants.acts.suspend_grant import suspend_grant
from grants.desk import Item, items_for
from grants.late_measures import (
    CANCELLATION,
    COMPLIANCE,
    SUSPENSION,
    Measure,
    Waiting,
    waiting_for,
    words_for,
)
from grants.models import ConductOrder
from grants.steps import Reader
from reports.acts.draft_late_measures import draft_late_measures
from reports.keeping import consider_late_measures
from reports.reminding import remind
from tests.deeds import Deed, deed, duty, perform, refusal
from tests.grants.world import Case, World
from tests.reports.duties import at, owed, running
from workflow.approvals import latest_draft
from workflow.models import Obligation, Role
from workflow.robot import robot

DUE = date(2025, 7, 30)
# The thirtieth day after; a Friday. The sixtieth is a Sunday, the ninetieth a Tuesday.
ORDER_ON, SUSPEND_ON, CANCEL_ON = date(2025, 8, 29), date(2025, 9, 29), date(2025, 10, 28)
REMEDY = date(2025, 9, 16)
WHOLE = [(ORDER_ON, COMPLIANCE), (SUSPEND_ON, SUSPENSION), (CANCEL_ON, CANCELLATION)]


def lawful(world: World) -> Deed:
    """On the thirtieth day the section chief puts by hand what the system would put."""
    return deed(draft_late_measures, report_of(running(world)).pk, on=ORDER_ON)


def report_of(case: Case) -> Obligation:
    """The report that is late."""
    return owed(case, "PROGRESS", "2025-Q1")


def live(world: World, first: date, until: date) -> None:
    """The ladder and the keeper run on the last day, and where a step falls before it."""
    for day in sorted({*(day for day, _ in WHOLE if first <= day < until), until}):
        remind(now=at(day))
        consider_late_measures(now=at(day, 7))
    world.today = until


def drafted(world: World, until: date = ORDER_ON) -> Case:
    """A case whose first report does not come, lived until a day."""
    case = running(world)
    live(world, DUE, until)
    return case


def only(case: Case, measure: Measure = COMPLIANCE) -> Waiting:
    """The one late report of a case for which a measure waits."""
    (found,) = waiting_for(case.grant, measure)
    return found


def inbox(world: World, role: Role, case: Case) -> list[Item]:
    """What waits for a role about a case."""
    reader = Reader(world.person(role), frozenset({role}), world.now)
    return [item for item in items_for(reader) if item.number == case.grant.number]


def acts_waiting(world: World, role: Role, case: Case) -> set[str]:
    """The measures among it."""
    acts = {item.act for item in inbox(world, role, case)}
    names = ("compliance", "suspen", "suspend", "cancellation")
    return {act for act in acts if any(name in act for name in names)}


def put_up(case: Case) -> int:
    """The officer puts up what was drafted, with words of their own; its version."""
    reason, demand = words_for(only(case), case.grant, case.world.today)
    given = (f"{reason}電話にも応じない。", demand, REMEDY)
    return int(case.do(propose_compliance, case.pk, *given).facts["version"])


def disobeyed(world: World, until: date = SUSPEND_ON) -> Case:
    """The order was given on the thirtieth day, and its date passed without the report."""
    case = drafted(world)
    case.do(order_compliance, case.pk, put_up(case))
    live(world, ORDER_ON + timedelta(days=1), until)
    return case


def test_the_thirtieth_day_brings_a_draft_with_its_reasons_and_no_order(small: World) -> None:
    case = drafted(small)
    waiting = only(case)
    assert waiting.duty.made_by.actor == robot()
    assert waiting.late == report_of(case)
    reason, demand = words_for(waiting, case.grant, small.today)
    for said in ("遂行状況報告", "2025年7月30日", "30日を経過", "適正化法12条"):
        assert said in reason
    assert "遂行状況報告" in demand
    # A week for the officer to judge it.
    assert (waiting.duty.base_on, waiting.duty.due_on) == (ORDER_ON, date(2025, 9, 5))
    assert not ConductOrder.objects.filter(grant=case.pk).exists()
    (item,) = [x for x in inbox(small, Role.CASE_OFFICER, case) if x.act == "propose_compliance"]
    assert (item.subject, item.due_on) == (case.pk, waiting.duty.due_on)
    assert acts_waiting(small, Role.DEPARTMENT_DIRECTOR, case) == set()


@pytest.mark.parametrize(("day", "measure"), WHOLE)
def test_each_step_brings_its_own_on_its_day_and_not_a_day_earlier(
    small: World, day: date, measure: Measure
) -> None:
    case = drafted(small, until=day - timedelta(days=1))
    assert waiting_for(case.grant, measure) == []
    live(small, day, day)
    assert only(case, measure).late == report_of(case)


def test_nothing_is_put_by_hand_before_the_first_step(small: World) -> None:
    case = drafted(small, until=ORDER_ON - timedelta(days=1))
    assert set(refusal(small, draft_late_measures, report_of(case).pk)) == {"not_late"}


def test_running_again_brings_nothing_twice_whatever_became_of_it(small: World) -> None:
    case = drafted(small)
    assert [consider_late_measures(now=at(ORDER_ON, hour)) for hour in (8, 9, 10)] == [0, 0, 0]
    assert set(refusal(small, draft_late_measures, report_of(case).pk)) == {"drafted"}
    mine = Obligation.objects.filter(kind=COMPLIANCE.kind, subject_id=case.pk)
    mine.update(status="cancelled")
    assert consider_late_measures(now=at(ORDER_ON + timedelta(days=1))) == 0
    assert mine.count() == 1


def test_what_the_officer_puts_up_is_ordered_by_another_and_answers_the_draft(small: World) -> None:
    case = drafted(small)
    version = put_up(case)
    assert acts_waiting(small, Role.CASE_OFFICER, case) == set()
    assert "order_compliance" in acts_waiting(small, Role.DEPARTMENT_DIRECTOR, case)
    record = case.do(order_compliance, case.pk, version)
    assert record.reason.endswith("電話にも応じない。")
    answered = duty(case.pk, COMPLIANCE.kind)
    assert (answered.status, answered.met_on, answered.ended_by) == ("met", ORDER_ON, record)
    assert ConductOrder.objects.get(grant=case.pk).remedy_due_on == REMEDY
    assert waiting_for(case.grant, COMPLIANCE) == []


def test_sent_back_it_waits_for_the_officer_again(small: World) -> None:
    case = drafted(small)
    put_up(case)
    draft = latest_draft("COMPLIANCE", case.pk)
    assert draft is not None
    small.do(send_back_draft, draft.pk, 0, "督促の経過を補うこと。", by=Role.DEPARTMENT_DIRECTOR)
    assert acts_waiting(small, Role.CASE_OFFICER, case) == {"propose_compliance"}


def test_an_order_disobeyed_brings_the_suspension_with_its_reasons(small: World) -> None:
    case = disobeyed(small)
    waiting = only(case, SUSPENSION)
    reason, demand = words_for(waiting, case.grant, small.today)
    for said in ("2025年8月29日の遂行命令", "2025年9月16日", "2025年7月30日", "61日を経過"):
        assert said in reason
    assert acts_waiting(small, Role.CASE_OFFICER, case) == {"propose_suspension"}
    given = (case.pk, reason, demand, date(2025, 10, 14))
    version = case.do(propose_suspension, *given).facts["version"]
    assert acts_waiting(small, Role.CASE_OFFICER, case) == set()
    assert acts_waiting(small, Role.EXECUTIVE, case) == {"suspend_grant"}
    record = case.do(suspend_grant, case.pk, version)
    answered = duty(case.pk, SUSPENSION.kind)
    assert (answered.status, answered.ended_by) == ("met", record)
    # The ladder goes on while the project stands still.
    live(small, SUSPEND_ON + timedelta(days=1), CANCEL_ON)
    assert only(case, CANCELLATION).late == report_of(case)


def test_without_an_order_the_suspension_points_at_it_first(small: World) -> None:
    case = drafted(small, until=SUSPEND_ON)
    waiting = only(case, SUSPENSION)
    first, second = [
        x for x in inbox(small, Role.CASE_OFFICER, case) if x.act == "propose_compliance"
    ]
    assert {"前提" in item.title for item in (first, second)} == {True, False}
    assert acts_waiting(small, Role.CASE_OFFICER, case) == {"propose_compliance"}
    # The order given, the suspension is judged a week after the order's own date.
    case.order_to_comply(date(2025, 10, 14))
    (again,) = waiting_for(case.grant, SUSPENSION)
    assert again.duty.due_on == date(2025, 10, 22)
    waiting.duty.refresh_from_db()
    assert (waiting.duty.status, waiting.duty.superseded_by) == ("superseded", again.duty)


def test_while_the_date_of_an_order_runs_no_suspension_is_put(small: World) -> None:
    case = drafted(small, until=SUSPEND_ON - timedelta(days=1))
    remedy = SUSPEND_ON + timedelta(days=7)
    case.order_to_comply(remedy)
    live(small, SUSPEND_ON, remedy)
    assert waiting_for(case.grant, SUSPENSION) == []
    live(small, remedy + timedelta(days=1), remedy + timedelta(days=1))
    assert only(case, SUSPENSION).duty.base_on == remedy + timedelta(days=1)


def test_a_cancellation_that_is_put_up_answers_whether_to(small: World) -> None:
    case = drafted(small, until=CANCEL_ON)
    waiting = only(case, CANCELLATION)
    (item,) = [x for x in inbox(small, Role.CASE_OFFICER, case) if x.act == "propose_cancellation"]
    # Thirty days to judge it.
    assert (item.due_on, waiting.duty.due_on) == (date(2025, 11, 27), date(2025, 11, 27))
    case.propose_cancellation(1_000_000)
    waiting.duty.refresh_from_db()
    assert waiting.duty.ended_by is not None
    assert (waiting.duty.status, waiting.duty.ended_by.act) == ("met", "propose_cancellation")
    assert "propose_cancellation" not in acts_waiting(small, Role.CASE_OFFICER, case)


def test_a_report_about_a_plan_and_a_case_that_ended_bring_nothing(small: World) -> None:
    case = drafted(small, until=DUE)
    plan = case.grant.plan.parties.get()
    yearly = Obligation.objects.get(subject_id=plan.pk, kind="PLAN_ANNUAL", period_key="2025")
    found = refusal(small, draft_late_measures, yearly.pk, on=date(2026, 8, 31))
    assert set(found) == {"no_case"}
    small.today = ORDER_ON
    case.complete(on=date(2025, 8, 20))
    late = Obligation.objects.get(pk=report_of(case).pk)
    assert late.status == "cancelled"
    assert set(refusal(small, draft_late_measures, late.pk, on=ORDER_ON)) == {"not_late"}


def test_by_hand_as_by_the_system(small: World) -> None:
    record = perform(small, lawful(small))
    assert record.facts["measures"] == ["遂行命令"]

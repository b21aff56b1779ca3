"""遂行命令の案: thirty days late, the system drafts an order once; people alone give it."""

from datetime import date, timedelta

from grants.acts.order_compliance import order_compliance
from grants.acts.propose_compliance import propose_compliance
from grants.acts.send_back_draft import send_back_draft
from grants.compliance_drafts import KIND, OrderDraft, drafts_of
from grants.desk import Item, items_for
from grants.models import ConductOrder
from grants.steps import Reader
from reports.acts.draft_compliance_order import draft_compliance_order
from reports.keeping import draft_late_orders
from reports.reminding import remind
from tests.deeds import Deed, deed, duty, perform, refusal
from tests.grants.world import Case, World
from tests.reports.duties import at, days_between, owed, running
from workflow.approvals import latest_draft
from workflow.models import Obligation, Role
from workflow.robot import robot

DUE = date(2025, 7, 30)
# The thirtieth day after; a Friday.
DRAFTED_ON = date(2025, 8, 29)
REMEDY = date(2025, 9, 30)


def lawful(world: World) -> Deed:
    """On the thirtieth day the section chief has drafted by hand what the system would draft."""
    return deed(draft_compliance_order, report_of(running(world)).pk, on=DRAFTED_ON)


def report_of(case: Case) -> Obligation:
    """The report that is late."""
    return owed(case, "PROGRESS", "2025-Q1")


def drafted(world: World, until: date = DRAFTED_ON) -> Case:
    """A case whose first report does not come: the ladder and the keeper ran until a day."""
    case = running(world)
    for day in days_between(DUE - timedelta(days=1), until):
        remind(now=at(day))
        draft_late_orders(now=at(day, 7))
    world.today = until
    return case


def only(case: Case) -> OrderDraft:
    """The one draft about a case."""
    (found,) = drafts_of(case.grant)
    return found


def inbox(world: World, role: Role, case: Case) -> list[Item]:
    """What waits for a role about a case."""
    reader = Reader(world.person(role), frozenset({role}), world.now)
    return [item for item in items_for(reader) if item.number == case.grant.number]


def put_up(case: Case) -> int:
    """The officer puts up what was drafted, with words of their own; its version."""
    draft = only(case)
    given = (f"{draft.reason}電話にも応じない。", draft.demand, REMEDY)
    return int(case.do(propose_compliance, case.pk, *given).facts["version"])


def test_the_thirtieth_day_brings_a_draft_with_its_reasons_and_no_order(small: World) -> None:
    case = drafted(small)
    draft = only(case)
    assert draft.duty.made_by.actor == robot()
    assert draft.late == report_of(case)
    for said in ("遂行状況報告", "2025年7月30日", "30日を経過", "適正化法12条"):
        assert said in draft.reason
    assert "遂行状況報告" in draft.demand
    # A week for the officer to judge it.
    assert (draft.duty.base_on, draft.duty.due_on) == (DRAFTED_ON, date(2025, 9, 5))
    assert not ConductOrder.objects.filter(grant=case.pk).exists()
    (item,) = [x for x in inbox(small, Role.CASE_OFFICER, case) if x.act == "propose_compliance"]
    assert (item.subject, item.due_on) == (case.pk, draft.duty.due_on)
    assert not [x for x in inbox(small, Role.DEPARTMENT_DIRECTOR, case) if "compliance" in x.act]


def test_a_day_earlier_nothing_is_drafted_nor_by_hand(small: World) -> None:
    eve = DRAFTED_ON - timedelta(days=1)
    case = drafted(small, until=eve)
    assert drafts_of(case.grant) == []
    found = refusal(small, draft_compliance_order, report_of(case).pk, on=eve)
    assert set(found) == {"not_late"}


def test_running_again_drafts_nothing_twice_whatever_became_of_it(small: World) -> None:
    case = drafted(small)
    assert [draft_late_orders(now=at(DRAFTED_ON, hour)) for hour in (8, 9, 10)] == [0, 0, 0]
    assert set(refusal(small, draft_compliance_order, report_of(case).pk)) == {"drafted"}
    Obligation.objects.filter(kind=KIND, subject_id=case.pk).update(status="cancelled")
    assert draft_late_orders(now=at(DRAFTED_ON + timedelta(days=1))) == 0
    assert Obligation.objects.filter(kind=KIND, subject_id=case.pk).count() == 1


def test_what_the_officer_puts_up_is_ordered_by_another_and_answers_the_draft(small: World) -> None:
    case = drafted(small)
    version = put_up(case)
    assert not [x for x in inbox(small, Role.CASE_OFFICER, case) if "compliance" in x.act]
    assert "order_compliance" in {x.act for x in inbox(small, Role.DEPARTMENT_DIRECTOR, case)}
    record = case.do(order_compliance, case.pk, version)
    assert record.reason.endswith("電話にも応じない。")
    answered = duty(case.pk, KIND)
    assert (answered.status, answered.met_on, answered.ended_by) == ("met", DRAFTED_ON, record)
    assert ConductOrder.objects.get(grant=case.pk).remedy_due_on == REMEDY
    assert drafts_of(case.grant) == []


def test_sent_back_it_waits_for_the_officer_again(small: World) -> None:
    case = drafted(small)
    put_up(case)
    draft = latest_draft("COMPLIANCE", case.pk)
    assert draft is not None
    small.do(send_back_draft, draft.pk, 0, "督促の経過を補うこと。", by=Role.DEPARTMENT_DIRECTOR)
    assert "propose_compliance" in {x.act for x in inbox(small, Role.CASE_OFFICER, case)}


def test_a_report_about_a_plan_and_a_case_that_ended_are_not_drafted_for(small: World) -> None:
    case = drafted(small, until=DUE)
    plan = case.grant.plan.parties.get()
    yearly = Obligation.objects.get(subject_id=plan.pk, kind="PLAN_ANNUAL", period_key="2025")
    found = refusal(small, draft_compliance_order, yearly.pk, on=date(2026, 8, 31))
    assert set(found) == {"no_case"}
    small.today = DRAFTED_ON
    case.complete(on=date(2025, 8, 20))
    late = Obligation.objects.get(pk=report_of(case).pk)
    assert late.status == "cancelled"
    found = refusal(small, draft_compliance_order, late.pk, on=DRAFTED_ON)
    assert set(found) == {"not_late", "wrong_state"}


def test_the_order_is_perform_ed_by_hand_as_by_the_system(small: World) -> None:
    record = perform(small, lawful(small))
    assert record.facts["demand"].startswith("遂行状況報告")

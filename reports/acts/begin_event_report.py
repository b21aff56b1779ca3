"""支障・事故等の報告の開始 (取組方針7章, 適正化法7条1項5号): what happened must be told at once.

Who: recipient_writer, recipient_releaser
State: report SCHEDULED → OPEN
Ledger: none
Paper: none
Deadline: 支障時等の報告 or 事故・遅延報告, from the day of the event
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from grants.models import Grant, PlanParty
from reports.acts.begin_report import new_report, write_first_draft
from reports.models import Report
from reports.report_kinds import DELAY, PLAN_TROUBLE
from workflow import duties
from workflow.act import act, find
from workflow.advance import advance
from workflow.calendar import day_text, jst_day
from workflow.law import article_of, due_on
from workflow.machines.grant import GrantState
from workflow.models import ActRecord, Person
from workflow.problems import Problem, Refused, refuse_if

UNDER_WAY = (GrantState.RUNNING, GrantState.SUSPENDED, GrantState.PARTLY_CANCELLED)
TITLES = {PLAN_TROUBLE: "取組の実施の支障時等の報告", DELAY: "事故・遅延報告"}


@dataclass(frozen=True)
class Event:
    """What happened: to the plan (PLAN_TROUBLE), or to one case (its number), and when."""

    matter: str
    occurred_on: date


def problems_with_event(given: Event, certified_on: date, today: date) -> list[Problem]:
    """An event lies behind us, and not before the plan it happened to."""
    if certified_on <= given.occurred_on <= today:
        return []
    ahead = given.occurred_on > today
    what = "発生日が先の日です。" if ahead else "発生日が計画の認定より前の日です。"
    return [Problem("occurred_on", what, "日付を直してください。", "occurred_on")]


def cases_under_way(party: PlanParty) -> list[Grant]:
    """The company's cases under the plan that can meet a delay."""
    rows = Grant.objects.filter(
        plan=party.plan_id, organisation=party.organisation_id, state__in=UNDER_WAY
    )
    return list(rows.order_by("number"))


@act
def begin_event_report(
    party_id: UUID, given: Event, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Begin the report and date it from the event."""
    party = find(PlanParty, party_id)
    refuse_if(problems_with_event(given, party.plan.certified_on, jst_day(now)))
    subject = _subject_of(party, given.matter)
    kind = PLAN_TROUBLE if subject == party else DELAY
    told = Report.objects.filter(subject_id=subject.pk, kind=kind).count()
    period = f"{given.occurred_on:%Y%m%d}-{told + 1}"
    title = f"{TITLES[kind]}（{day_text(given.occurred_on)} 発生）"
    report = new_report(kind, period, title, subject, now)
    record = advance(report, "to_open", occurred_on=given.occurred_on, version=1)
    write_first_draft(report, actor, now, occurred_on=given.occurred_on.isoformat())
    duties.owe(
        record, subject, kind, title, due_on("event_report_due", given.occurred_on, jst_day(now)),
        article=article_of("event_report_due", jst_day(now)), period_key=period,
    )  # fmt: skip
    return record


def _subject_of(party: PlanParty, matter: str) -> Grant | PlanParty:
    if matter == PLAN_TROUBLE:
        return party
    found = [grant for grant in cases_under_way(party) if grant.number == matter]
    if not found:
        raise Refused(
            Problem(
                "matter", "事業実施中の案件ではありません。", "案件を選び直してください。", "matter"
            )
        )
    return found[0]

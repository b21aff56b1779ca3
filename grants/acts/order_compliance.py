"""遂行命令 (適正化法13条1項): the project is not carried out as decided; it must be.

Who: department_director, executive
State: — (RUNNING, PARTLY_CANCELLED)
Ledger: none
Paper: 助成事業遂行命令書 (with reasons, 21条の2)
Deadline: 遂行命令の履行; 遂行命令の要否の判断 met; 一時停止命令の要否の判断 put off to its date
"""

from datetime import date, datetime
from uuid import UUID

from grants.late_measures import COMPLIANCE, answer, judge_after, problems_in_state
from grants.models import ConductOrder, Grant
from grants.models.carrying import OrderKind
from workflow import duties, notices
from workflow.act import act, lock, running_act
from workflow.advance import record_act
from workflow.approvals import approve, pending_draft
from workflow.calendar import Due, day_text, jst_day
from workflow.models import ActRecord, Person, Role
from workflow.problems import Problem, refuse_if

ARTICLES = {
    OrderKind.COMPLIANCE: "適正化法13条1項",
    OrderKind.SUSPENSION: "適正化法13条2項",
    OrderKind.CORRECTION: "適正化法16条1項",
}


def problems_ordering(reason: str, demand: str, remedy_due_on: date, today: date) -> list[Problem]:
    """Every reason why such an order cannot go out."""
    problems = []
    if not reason.strip():
        problems.append(
            Problem(
                "reason",
                "命令の理由がありません（21条の2）。",
                "理由を記入してください。",
                "reason",
            )
        )
    if not demand.strip():
        problems.append(
            Problem("demand", "命ずる内容がありません。", "内容を記入してください。", "demand")
        )
    if remedy_due_on <= today:
        problems.append(
            Problem(
                "remedy",
                "是正の期限は翌日以後の日です。",
                "期限を直してください。",
                "remedy_due_on",
            )
        )
    return problems


def write_order(
    record: ActRecord, grant: Grant, kind: OrderKind, reason: str, demand: str, remedy_due_on: date
) -> None:
    """Write the order, date its fulfilment and tell the company."""
    running = running_act()
    order = ConductOrder.objects.create(
        grant=grant,
        organisation=grant.organisation,
        kind=kind,
        reason=reason,
        demand=demand,
        ordered_on=running.today,
        remedy_due_on=remedy_due_on,
        ordered_by=running.actor,
    )
    due = Due(remedy_due_on, running.today, "命令書に定める期限", "")
    duties.owe(
        record, grant, f"ORDER_{kind}", f"{order.get_kind_display()}の履行", due,
        article=ARTICLES[kind], period_key=str(order.pk),
    )  # fmt: skip
    notices.tell(
        notices.people_of(grant.organisation, Role.RECIPIENT_RELEASER, Role.RECIPIENT_WRITER),
        f"order_{kind.lower()}",
        grant,
        f"{order.get_kind_display()}（{grant.number}）",
        f"{demand}\n理由: {reason}\n期限: {day_text(remedy_due_on)}",
    )


@act
def order_compliance(
    grant_id: UUID, version: int, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Order what was put up: that the company carries the project out as decided."""
    grant = lock(Grant, grant_id)
    draft = pending_draft(COMPLIANCE.document, grant.pk)
    content = draft.content
    given = (content["reason"], content["demand"], date.fromisoformat(content["remedy_due_on"]))
    refuse_if(problems_ordering(*given, jst_day(now)) + problems_in_state(grant, COMPLIANCE))
    approve(draft, version)
    record = record_act(grant, reason=content["reason"], remedy_due_on=content["remedy_due_on"])
    write_order(record, grant, OrderKind.COMPLIANCE, *given)
    answer(record, content)
    judge_after(record, grant, given[2])
    return record

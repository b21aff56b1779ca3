"""計画変更の承認・届出の受理 (適正化法7条1項1号・3号): amount, period or contents change.

Who: section_chief, department_director, executive
State: — (RUNNING, PARTLY_CANCELLED; revision n+1); refund → ORDERED when paid beyond the new amount
Ledger: JE10 (B200 → B300 upward, refused when short; B300 → B200 downward); JE15b for a return
Paper: 助成事業計画変更承認通知書; 助成金返還命令書 when more is paid than is left
Deadline: 実績報告 re-dated (the old row stays), reports to the new end; 返還の期限; 申請の処理 met
"""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from fund import ledger
from fund.entries import change_entry, refund_order_entry
from fund.money import format_yen, share
from grants.acts.order_refund import write_order
from grants.acts.propose_change import (
    DOCUMENT,
    REQUEST,
    ChangeProposal,
    change_content,
    problems_beyond_plan,
    problems_changing,
)
from grants.case import books_of, in_flight_yen, kept_yen, rate_of
from grants.holds import lift_late_report
from grants.models import BudgetLine, Grant, GrantChange, Plan
from grants.plan_measures import watch_ceiling
from grants.refund_terms import Ground
from grants.series import date_running_reports
from workflow import duties, notices
from workflow.act import PART, act, lock
from workflow.advance import record_act
from workflow.approvals import approve, pending_draft
from workflow.calendar import day_text, jst_day
from workflow.law import due_on
from workflow.models import ActRecord, Draft, Obligation, Person, Role
from workflow.problems import Problem, refuse_if


def problems_approving_change(grant: Grant, content: dict[str, Any]) -> list[Problem]:
    """The case must still be what was put up, and no payment may be under way on a reduction."""
    given = _proposal(content)
    lines = list(grant.lines.all())
    problems = problems_changing(grant, lines, given)
    problems += problems_beyond_plan(grant, given, content["after"]["decided_yen"])
    if not problems and change_content(grant, lines, given) != content:
        problems.append(
            Problem("stale", "起案の後に案件の内容が変わりました。", "起案し直してください。")
        )
    under_way = in_flight_yen(grant)
    if under_way and kept_yen(grant) + under_way > content["after"]["decided_yen"]:
        problems.append(
            Problem(
                "in_flight",
                "支払手続中の請求があります。",
                "支払の確認又は却下を先に行ってください。",
            )
        )
    if given.ends_on != grant.ends_on:
        report = Obligation.objects.filter(subject_id=grant.pk, kind="COMPLETION", status="open")
        problems += duties.problems_of_wishes(report)
    return problems


@act
def approve_change(
    grant_id: UUID, version: int, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Approve the change read in this version; money paid beyond it is ordered back at once."""
    grant = lock(Grant, grant_id)
    lock(Plan, grant.plan_id)
    draft = pending_draft(DOCUMENT, grant.pk)
    content = dict(draft.content)
    refuse_if(problems_approving_change(grant, content))
    approve(draft, version)
    old_yen, ends_before = grant.decided_yen or 0, grant.ends_on
    change = _write(grant, draft, actor, jst_day(now))
    record = record_act(
        grant, reason=content["reason"], before_yen=old_yen, after_yen=grant.decided_yen or 0,
        number=change.number,
    )  # fmt: skip
    duties.meet_all(record, grant, jst_day(now), REQUEST)
    if grant.ends_on != ends_before:
        _date_anew(record, grant, ends_before)
    watch_ceiling(record, grant.plan, jst_day(now))
    if change.refund_yen:
        write_order(
            record, grant, Ground.ART10, change.refund_yen, change.refund_yen, content["reason"]
        )
    notices.tell(
        notices.people_of(grant.organisation, Role.RECIPIENT_RELEASER, Role.RECIPIENT_WRITER),
        "change_approved",
        grant,
        f"計画変更の{'届出の受理' if change.is_minor else '承認'}（{grant.number}）",
        f"交付決定額 {format_yen(old_yen)} → {format_yen(grant.decided_yen or 0)}、"
        f"完了予定日 {day_text(ends_before)} → {day_text(grant.ends_on)}。",
    )
    _post(grant, change, draft, old_yen, jst_day(now), actor, key)
    return record


def _date_anew(record: ActRecord, grant: Grant, ends_before: date) -> None:
    """The reports by the new end; what the old one's lateness held goes on, as after any delay."""
    due = due_on("completion_report_due", grant.ends_on, grant.rules_on)
    duty = duties.supersede(record, grant, "COMPLETION", due)
    if duty is not None:
        lift_late_report(duty, f"完了予定日を {day_text(grant.ends_on)} に変更したため。")
    # Where the old end has passed, the quarter and the year that ended since are reported too.
    since_on = min(ends_before - timedelta(days=1), jst_day(record.acted_at))
    date_running_reports(record, grant, since_on)


def _proposal(content: dict[str, Any]) -> ChangeProposal:
    after = content["after"]
    return ChangeProposal(
        purpose=after["purpose"],
        ends_on=date.fromisoformat(after["ends_on"]),
        eligible_yen=tuple(after["eligible_yen"]),
        reason=content["reason"],
        plan_notice=content.get("plan_notice", ""),
        within_plan=content.get("within_plan", ""),
    )


def _write(grant: Grant, draft: Draft, actor: Person, today: date) -> GrantChange:
    content, given = draft.content, _proposal(draft.content)
    grant.purpose, grant.ends_on = given.purpose, given.ends_on
    grant.decided_yen = content["after"]["decided_yen"]
    grant.save(update_fields=["purpose", "ends_on", "decided_yen"])
    for line, yen in zip(grant.lines.all(), given.eligible_yen, strict=True):
        BudgetLine.objects.filter(pk=line.pk).update(
            decided_eligible_yen=yen, decided_yen=share(yen, rate_of(line))
        )
    return GrantChange.objects.create(
        grant=grant, organisation=grant.organisation, number=grant.changes.count() + 1,
        changed_on=today, drafted_by=draft.drafted_by, approved_by=actor, **content,
    )  # fmt: skip


def _post(
    grant: Grant, change: GrantChange, draft: Draft, old_yen: int, today: date, actor: Person,
    key: str,
) -> None:  # fmt: skip
    books, memo = books_of(grant), f"計画変更 {grant.number} 第{change.number}回"
    delta = (grant.decided_yen or 0) - old_yen + change.refund_yen
    entries = []
    if delta:
        entries.append(("amount", change_entry(books, delta, today, memo)))
    if change.refund_yen:
        entries.append(
            ("refund", refund_order_entry(
                books, from_advance=change.refund_yen, from_expense=0, same_year=False, on=today,
                memo=memo,
            ))
        )  # fmt: skip
    for part, entry in entries:
        ledger.post(
            grant.plan.segment, entry.resting_on(draft.pk, bytes(draft.content_sha)),
            key=f"{key}{PART}{part}", actor=draft.drafted_by_id, approver=actor.pk,
        )  # fmt: skip

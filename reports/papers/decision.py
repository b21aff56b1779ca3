"""交付決定通知書 from the approved draft (適正化法8条)."""

from datetime import date
from fractions import Fraction

from fund.money import format_yen
from grants.models import Grant
from reports.papers.catalogue import DECISION_NOTICE
from reports.papers.history import decision_draft
from reports.papers.letterhead import entry_mark, holder_of, letterhead, reference, remedy_on
from reports.pdf.decision_notice import DecisionLine, DecisionNotice
from workflow.calendar import jst_day
from workflow.law import number_on
from workflow.models import ActRecord


def decision_notice(record: ActRecord, number: str) -> DecisionNotice:
    """The notice of a decide_grant record."""
    grant = Grant.objects.select_related("plan", "organisation").get(pk=record.subject_id)
    content = decision_draft(grant).content
    issued_on = jst_day(record.acted_at)
    assert grant.received_at is not None
    assert grant.withdrawal_until is not None
    unit_yen = number_on("rounding_decision_unit", grant.rules_on)
    return DecisionNotice(
        head=letterhead(DECISION_NOTICE, holder_of(record), number, issued_on),
        grant=reference(grant),
        application_number=f"交付申請書（{grant.number}）",
        applied_on=jst_day(grant.received_at),
        plan_number=grant.plan.number,
        plan_certified_on=grant.plan.certified_on,
        requested_yen=grant.requested_yen,
        decided_yen=content["decided_yen"],
        lines=tuple(
            DecisionLine(item, cost_yen, Fraction(rate), grant_yen)
            for item, cost_yen, rate, grant_yen in content["lines"]
        ),
        period_from=grant.starts_on,
        period_until=_ends_on(grant),
        withdraw_by=grant.withdrawal_until,
        conditions=tuple(f"{text}（{article}）" for text, article in content["conditions"]),
        remedy=remedy_on(issued_on),
        changes=_changes(grant, content["lines"]),
        rounding_note=f"{unit_yen:,}円未満切捨て" if unit_yen > 1 else "",
        entry=entry_mark(grant.plan.segment, record),
    )


def _ends_on(grant: Grant) -> date:
    """The last day of the project as decided: what the first change found."""
    first = grant.changes.order_by("number").first()
    return date.fromisoformat(first.before["ends_on"]) if first else grant.ends_on


def _changes(grant: Grant, decided: list[tuple[str, int, str, int]]) -> tuple[str, ...]:
    """What was altered of the application (6条3項), per cost item."""
    asked = {line.item: line.eligible_yen for line in grant.lines.all()}
    return tuple(
        f"「{item}」の助成対象費用 {format_yen(asked[item])} を、審査の結果 "
        f"{format_yen(cost_yen)} とした。"
        for item, cost_yen, _, _ in decided
        if cost_yen != asked[item]
    )

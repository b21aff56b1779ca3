"""額の確定通知書 from the approved sum and the final inspection (適正化法15条)."""

from fractions import Fraction
from typing import Any

from fund.money import format_yen
from grants.models import Grant, Inspection
from grants.models.inspection import InspectionKind
from reports.papers.catalogue import AMOUNT_FIXED_NOTICE
from reports.papers.history import ordered_back_yen
from reports.papers.letterhead import entry_mark, holder_of, letterhead, reference, remedy_on
from reports.pdf.amount_fixed_notice import AmountFixedNotice, FixedLine
from workflow.calendar import jst_day
from workflow.models import ActRecord, Approval, Draft


def amount_fixed_notice(record: ActRecord, number: str) -> AmountFixedNotice:
    """The notice of a fix_amount record. What was ordered back before counts as not paid."""
    grant = Grant.objects.select_related("plan", "organisation").get(pk=record.subject_id)
    content = _approved(grant).content
    inspection = grant.inspections.filter(kind=InspectionKind.FINAL).latest("number")
    report = grant.completion_reports.latest("version")
    issued_on = jst_day(record.acted_at)
    claimed = {row.line.item: row for row in inspection.lines.select_related("line")}
    notice = AmountFixedNotice(
        head=letterhead(AMOUNT_FIXED_NOTICE, holder_of(record), number, issued_on),
        grant=reference(grant),
        report_number=f"実績報告書（第{report.version}版）",
        reported_on=jst_day(report.received_at),
        inspected_on=inspection.inspected_on,
        decided_yen=content["decided_yen"],
        fixed_yen=content["fixed_yen"],
        paid_yen=content["paid_yen"] - ordered_back_yen(grant, record),
        lines=tuple(
            FixedLine(item, claimed[item].claimed_yen, allowed_yen, Fraction(rate), grant_yen)
            for item, allowed_yen, rate, grant_yen in content["lines"]
        ),
        remarks=(*_remarks(inspection), _worked(content)),
        remedy=remedy_on(issued_on),
        entry=entry_mark(grant.plan.segment, record),
    )
    assert notice.to_return_yen == record.facts["excess_yen"], "the excess is what was ordered back"
    return notice


def _approved(grant: Grant) -> Draft:
    """A case is fixed once, so one version is approved."""
    return Draft.objects.get(
        document="FIXING",
        subject_id=grant.pk,
        approvals__outcome=Approval.Outcome.APPROVED,
    )


def _worked(content: dict[str, Any]) -> str:
    """How the sum was worked out, and the rounding rule by its name."""
    total = sum(granted for *_, granted in content["lines"])
    return (
        f"確定額 {format_yen(content['fixed_yen'])} は、交付決定額 "
        f"{format_yen(content['decided_yen'])} と費目別の助成金の額の合計 {format_yen(total)} の"
        f"いずれか低い額である。端数処理: {content['rounding']}。"
    )


def _remarks(inspection: Inspection) -> tuple[str, ...]:
    return tuple(
        f"「{row.line.item}」のうち {format_yen(row.claimed_yen - row.admitted_yen)} を"
        f"助成対象費用と認めなかった。理由: {row.reason}"
        for row in inspection.lines.select_related("line")
        if row.admitted_yen < row.claimed_yen
    )

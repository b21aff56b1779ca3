"""検査調書 from the inspection an act recorded: an inner paper of NEDO's, to its head."""

from grants.inspecting import REASONS
from grants.models import Grant, Inspection, InspectionLine
from reports.papers.letterhead import issuer, office_and_name, reference
from reports.pdf.inspection_record import InspectionRecord, RecordedFinding, RecordedLine
from reports.pdf.letter import Addressee, Letterhead, Sender
from workflow.calendar import jst_day
from workflow.law import codes_on
from workflow.models import ActRecord


def inspection_record(record: ActRecord, number: str) -> InspectionRecord:
    """The paper of an inspect_interim or inspect_final record."""
    grant = Grant.objects.select_related("organisation").get(pk=record.subject_id)
    rows = grant.inspections.select_related("plan", "inspector")
    found = rows.get(number=record.facts["inspection"])
    nedo = issuer()
    office, head = office_and_name(nedo.representative, "理事長")
    return InspectionRecord(
        head=Letterhead(
            paper_number=number,
            issued_on=jst_day(record.acted_at),
            addressee=Addressee("", "", office, head),
            sender=Sender(nedo.name, "検査員", found.inspector.name),
        ),
        grant=reference(grant),
        company=grant.organisation.name,
        kind=found.get_kind_display(),
        plan_number=f"検査計画 第{found.plan.number}号" if found.plan else "検査計画なし",
        inspected_on=found.inspected_on,
        place=found.place,
        inspector=found.inspector.name,
        card_number=found.card_number,
        witness=found.witness,
        books=found.books,
        assets_seen=found.assets_seen,
        sample=_sample(found),
        lines=tuple(_line(found, row) for row in found.lines.select_related("line")),
        opinion=found.findings,
        findings=tuple(
            RecordedFinding(str(row), row.text, row.remedy, row.due_on)
            for row in found.remedies.select_related("inspection")
        ),
    )


def _line(inspection: Inspection, row: InspectionLine) -> RecordedLine:
    words = codes_on(REASONS, inspection.inspected_on).get(row.reason_code, "")
    reason = "。".join(part for part in (words, row.reason) if part)
    # What was inspected before documents were matched had nothing but the claim to go by.
    proved = row.claimed_yen if row.evidenced_yen is None else row.evidenced_yen
    return RecordedLine(row.line.item, row.claimed_yen, proved, row.admitted_yen, reason)


def _sample(inspection: Inspection) -> str:
    checks = list(inspection.checks.all())
    sampled = sum(check.is_sampled for check in checks)
    faulty = sum(bool(check.faults) for check in checks)
    return (
        f"{len(checks)}件のうち{sampled}件を抽出して確認。六点照合の不一致 {faulty}件"
        if checks
        else ""
    )

"""受領書: what a receipt says, from the filing's own row, which never changes."""

from reports.models import Filing
from reports.pdf.filing_receipt import FilingReceipt, ReceivedFile
from reports.pdf.fonts import MissingGlyph, refuse_unprintable
from workflow.calendar import day_text

UNPRINTABLE = "〓"


def number_of(filing: Filing) -> str:
    """The number a filing's receipt bears."""
    return f"受領-{str(filing.pk)[:8].upper()}-{filing.number}"


def receipt_of(filing: Filing) -> FilingReceipt:
    """The content of a filing's receipt; the same for the page and the paper."""
    report = filing.report
    return FilingReceipt(
        number=number_of(filing),
        company=filing.organisation.name,
        corporate_number=filing.organisation.corporate_number,
        title=_printable(report.title),
        case=_printable(str(report.grant or report.plan)),
        article=report.form.article,
        form=f"{report.form.title}（{day_text(report.form.valid_from)} 版）",
        filing=filing.number,
        version=filing.draft.number or 0,
        released_by=filing.released_by.name,
        received_at=filing.received_at,
        due_on=filing.due_on,
        is_late=filing.is_late,
        content_sha256=bytes(filing.content_sha256).hex(),
        files=tuple(
            ReceivedFile(_printable(f["name"]), f["size"], f["sha256"]) for f in filing.files
        ),
    )


def _printable(text: str) -> str:
    """The text with a mark for each character the paper's fonts lack: a receipt must come out."""
    return "".join(c if _is_printable(c) else UNPRINTABLE for c in text)


def _is_printable(character: str) -> bool:
    try:
        refuse_unprintable(character)
    except MissingGlyph:
        return False
    return True

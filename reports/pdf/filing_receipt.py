"""受領書: that a report arrived, when by the server's clock, and exactly which files came along."""

from dataclasses import dataclass
from datetime import date, datetime

from fund.money import format_amount
from reports.pdf.canvas import Paper
from reports.pdf.content import content_code
from reports.pdf.figures import hex_groups, moment_text
from reports.pdf.layout import Column, Flow, TableStyle, note_lines, row
from reports.pdf.pdf_file import PaperMeta
from workflow.calendar import JST, wareki

TITLE = "報告書受領書"
RULE = (
    "到達の時刻は、提出の記録が完了した時にサーバが記したものです。期限の当日23時59分59秒までに記録が完了した提出は期限内、"
    "翌日0時0分0秒以後の完了は、送信を始めた時刻にかかわらず期限後の提出です。"
)


@dataclass(frozen=True)
class ReceivedFile:
    """A file as it was kept: name, size in bytes, SHA-256 in hexadecimal."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class FilingReceipt:
    """What a receipt says. filing: which time the report was filed; version: of the answers."""

    number: str
    company: str
    corporate_number: str
    title: str
    case: str
    article: str
    form: str
    filing: int
    version: int
    released_by: str
    received_at: datetime
    due_on: date | None
    is_late: bool
    content_sha256: str
    files: tuple[ReceivedFile, ...]

    @property
    def received_text(self) -> str:
        """The moment of arrival to the second, in Japan."""
        return moment_text(self.received_at)

    @property
    def verdict(self) -> str:
        """Whether it came in time, and why."""
        if self.due_on is None:
            return "期限の定めなし"
        last = f"期限 {wareki(self.due_on)}（同日23時59分59秒まで）"
        return f"期限後の提出　{last}" if self.is_late else f"期限内の提出　{last}"

    @property
    def rule(self) -> str:
        """How arrival is judged."""
        return RULE


def draw_filing_receipt(receipt: FilingReceipt) -> bytes:
    """The PDF of a 受領書."""
    received_on = receipt.received_at.astimezone(JST).date()
    meta = PaperMeta(
        title=f"{TITLE}（{receipt.number}）",
        subject=f"{receipt.case} {receipt.title}",
        author="国立研究開発法人新エネルギー・産業技術総合開発機構",
        paper_number=receipt.number,
        issued_on=received_on,
        content_code=content_code(receipt),
    )
    flow = Flow(Paper(meta), top=17, bottom=18)
    flow.pair(wareki(received_on), receipt.number)
    flow.skip(6)
    flow.line_of(TITLE, align="centre", size=15, leading=8)
    flow.skip(4)
    flow.paragraph("次の報告書を受け付けました。", first_indent=1)
    flow.skip(3)
    _facts(flow, receipt)
    flow.skip(4)
    _files(flow, receipt)
    flow.skip(3)
    note_lines(flow, [receipt.rule, "この受領書は、内容の確認（受理）を意味しません。"], size=8)
    return flow.paper.finish()


def _facts(flow: Flow, receipt: FilingReceipt) -> None:
    pairs = (
        ("到達の時刻", receipt.received_text),
        ("期限との関係", receipt.verdict),
        ("提出者", f"{receipt.company}\n法人番号 {receipt.corporate_number}"),
        ("提出した責任者", receipt.released_by),
        ("報告", f"{receipt.title}（{receipt.article}）"),
        ("案件又は計画", receipt.case),
        ("様式", f"{receipt.form}　第{receipt.version}版の記入　第{receipt.filing}回の提出"),
        ("記入内容のSHA-256", _digest(receipt.content_sha256)),
    )
    columns = (Column("", 40), Column("", flow.width - 40))
    rows = [row(label, text, strong=label == "到達の時刻") for label, text in pairs]
    flow.table(columns, rows, TableStyle(size=9, row_height=7.0, titles=False))


def _files(flow: Flow, receipt: FilingReceipt) -> None:
    if not receipt.files:
        flow.paragraph("添付されたファイルはありません。", size=9)
        return
    columns = (
        Column("ファイル", flow.width - 118),
        Column("大きさ（バイト）", 30, "right", figure=True),
        Column("SHA-256", 88),
    )
    rows = [row(f.name, format_amount(f.size), _digest(f.sha256)) for f in receipt.files]
    flow.table(columns, rows, TableStyle(heading="受け取ったファイル", size=8, row_height=6.0))


def _digest(text: str) -> str:
    groups = hex_groups(text)
    half = len(groups) // 2
    return " ".join(groups[:half]) + "\n" + " ".join(groups[half:])

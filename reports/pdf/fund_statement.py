"""基金残高計算書: the fund's balance over a month or a year, from the opening to the closing
yen, and what of it is still free; tied to the ledger by its last entry number and head hash."""

from dataclasses import dataclass
from datetime import date, datetime

from fund.money import format_amount
from reports.pdf.canvas import Paper
from reports.pdf.content import content_code, require_equal
from reports.pdf.figures import hex_groups, moment_text
from reports.pdf.fonts import Face
from reports.pdf.layout import Column, Flow, Row, TableStyle, note_lines, row, yen_column
from reports.pdf.marks import INK, MUTED, NAVY, RULE, SHADE
from reports.pdf.pdf_file import PaperMeta
from workflow.calendar import fiscal_year_name, wareki

TITLE = "基金残高計算書"
INCREASE, DECREASE, PALE = "5f86bd", "b9772f", "c9d4e6"
# Bars are measured in this many steps, so that their lengths come from whole-number arithmetic.
BAR_STEPS = 100_000


@dataclass(frozen=True)
class FundLine:
    """A kind of increase, decrease or holding: label, yen, and the ledger accounts it comes
    from."""

    label: str
    amount_yen: int
    account_codes: tuple[str, ...] = ()

    @property
    def accounts(self) -> str:
        """The account codes as printed."""
        return "・".join(self.account_codes)


@dataclass(frozen=True)
class PrintedSeal:
    """The newest seal when the statement was issued: whoever keeps the paper keeps an anchor.

    entry_number: up to which entry of the 勘定 it covers. key: fingerprint of the signing key.
    """

    number: int
    sealed_at: datetime
    entry_number: int
    hash: str
    key: str


@dataclass(frozen=True)
class FundStatement:
    """A 基金残高計算書; all amounts in whole yen, decreases given as positive amounts.

    `month` is the calendar month of a monthly statement and None for a whole fiscal year.
    `bank_yen` and `holdings` say where the closing balance lies; `committed_yen` is decided and
    unpaid, `available_yen` what may still be decided. `known_at` and `entry_number` say which
    entries are in it, `seal` what was sealed last (None only where nothing ever was). Raises
    PaperInconsistent unless opening + increases − decreases = closing.
    """

    issuer: str
    segment_code: str
    segment_name: str
    paper_number: str
    issued_on: date
    fiscal_year: int
    month: int | None
    from_on: date
    until_on: date
    opening_yen: int
    increases: tuple[FundLine, ...]
    decreases: tuple[FundLine, ...]
    closing_yen: int
    bank_yen: int
    holdings: tuple[FundLine, ...]
    committed_yen: int
    available_yen: int
    known_at: datetime
    entry_number: int
    head_hash: str
    notes: tuple[str, ...] = ()
    seal: PrintedSeal | None = None

    def __post_init__(self) -> None:
        computed_yen = self.opening_yen + self.increase_yen - self.decrease_yen
        require_equal("期末残高", self.closing_yen, computed_yen)

    @property
    def increase_yen(self) -> int:
        """All increases, yen."""
        return sum(line.amount_yen for line in self.increases)

    @property
    def decrease_yen(self) -> int:
        """All decreases, yen."""
        return sum(line.amount_yen for line in self.decreases)

    @property
    def other_net_yen(self) -> int:
        """Closing balance less cash and holdings: other assets less other liabilities, yen."""
        return self.closing_yen - self.bank_yen - sum(line.amount_yen for line in self.holdings)

    @property
    def reserved_yen(self) -> int:
        """Closing balance that is neither committed nor available (other reservations), yen."""
        return self.closing_yen - self.committed_yen - self.available_yen

    @property
    def period_name(self) -> str:
        """令和8年度　10月分, or 令和8年度 for a whole year."""
        year = fiscal_year_name(self.fiscal_year)
        return year if self.month is None else f"{year}　{self.month}月分"

    @property
    def qr_content(self) -> str:
        """What the QR code says, in ASCII: enough to compare the ledger's head and a seal.

        SEAL is what the verifier of an audit bundle takes as --paper, KEY what it takes as --key.
        """
        seal = self.seal
        anchor = f";SEAL={seal.number}:{seal.hash};KEY={seal.key}" if seal else ""
        return (
            f"FUND-STATEMENT;SEG={self.segment_code};UNTIL={self.until_on.isoformat()};"
            f"CLOSING={self.closing_yen};ENTRY={self.entry_number};HEAD={self.head_hash}{anchor}"
        )


def draw_fund_statement(statement: FundStatement) -> bytes:
    """The PDF of a 基金残高計算書: one page for the usual number of kinds."""
    meta = PaperMeta(
        title=f"{TITLE}（{statement.paper_number}）",
        subject=f"{statement.segment_name} {statement.period_name}",
        author=statement.issuer,
        paper_number=statement.paper_number,
        issued_on=statement.issued_on,
        content_code=content_code(statement),
    )
    flow = Flow(Paper(meta), top=16, bottom=17)
    _head(flow, statement)
    _key_figures(flow, statement)
    _movements(flow, statement)
    _bars(flow, statement)
    _position(flow, statement)
    _notes(flow, statement)
    _proof(flow, statement)
    return flow.paper.finish()


def _head(flow: Flow, statement: FundStatement) -> None:
    code = f"勘定 {statement.segment_code}　{statement.segment_name}"
    flow.line_of(statement.paper_number, align="right", size=9, leading=4.6)
    flow.line_of(wareki(statement.issued_on), align="right", size=9, leading=4.6)
    flow.line_of(
        TITLE, align="centre", size=19, face=Face.BOLD, leading=10, tracking=4.5, colour=NAVY
    )
    period = f"自　{wareki(statement.from_on)}　　至　{wareki(statement.until_on)}"
    flow.skip(0.8)
    flow.line_of(statement.period_name, align="centre", size=11.5, leading=5.8)
    flow.line_of(period, align="centre", size=9.5, leading=5.2)
    flow.skip(2)
    flow.line_of(statement.issuer, size=10.5, leading=5.4)
    flow.line_of(code, size=9.5, leading=5.2)
    flow.skip(2.2)


def _key_figures(flow: Flow, statement: FundStatement) -> None:
    """Three figures a reader looks for first."""
    figures = (
        ("期末残高", statement.closing_yen),
        ("交付決定済みで未払の額", statement.committed_yen),
        ("新たに決定できる額", statement.available_yen),
    )
    gap = 3.0
    width = (flow.width - 2 * gap) / 3
    for number, (label, yen) in enumerate(figures):
        x = flow.left + number * (width + gap)
        flow.paper.box(x, flow.y, width, 14.5, SHADE)
        flow.paper.box(x, flow.y, width, 0.7, NAVY)
        flow.paper.text(x + 2.5, flow.y + 5, label, 8.5, colour=MUTED)
        right = x + width - 2.5
        unit = flow.paper.text(right, flow.y + 11.7, "円", 8.5, align="right", colour=MUTED)
        flow.paper.text(
            unit.x - 0.6,
            flow.y + 11.7,
            format_amount(yen),
            11.5,
            face=Face.BOLD,
            align="right",
            within=width - 8,
        )
    flow.y += 14.5


def _movements(flow: Flow, statement: FundStatement) -> None:
    opening = "前月末残高" if statement.month not in (None, 4) else "期首残高（前事業年度末）"
    columns = (
        Column("区分", 22),
        Column("内訳", 74),
        Column("科目", 30, "centre"),
        yen_column("金額（円）", 44),
    )
    rows = [row("", opening, "", format_amount(statement.opening_yen), strong=True)]
    rows += _kind_rows("増加", statement.increases)
    rows.append(row("", "増加　計", "", format_amount(statement.increase_yen), strong=True))
    rows += _kind_rows("減少", statement.decreases)
    rows.append(row("", "減少　計", "", format_amount(statement.decrease_yen), strong=True))
    closing = format_amount(statement.closing_yen)
    rows.append(row("", "期末残高", "", closing, strong=True, shaded=True))
    flow.table(columns, rows, TableStyle(row_height=5.6, heading="1　基金残高の増減"))


def _kind_rows(kind: str, lines: tuple[FundLine, ...]) -> list[Row]:
    if not lines:
        return [row(kind, "該当なし", "", format_amount(0), open_first=True)]
    return [
        row(
            "" if number else kind,
            line.label,
            line.accounts,
            format_amount(line.amount_yen),
            open_first=True,
        )
        for number, line in enumerate(lines)
    ]


def _bars(flow: Flow, statement: FundStatement) -> None:
    """Opening, increases, decreases and closing as bars on one scale, each starting where the
    last ended."""
    after_yen = statement.opening_yen + statement.increase_yen
    scale_yen = max(after_yen, statement.opening_yen, statement.closing_yen)
    if scale_yen <= 0 or min(statement.opening_yen, statement.closing_yen) < 0:
        return
    spans = (
        ("前残高", 0, statement.opening_yen, NAVY),
        ("増加", statement.opening_yen, after_yen, INCREASE),
        ("減少", statement.closing_yen, after_yen, DECREASE),
        ("期末", 0, statement.closing_yen, NAVY),
    )
    flow.need(23)
    flow.skip(2.5)
    left, width = flow.left + 22, flow.width - 22
    for label, start_yen, end_yen, colour in spans:
        x = left + width * (start_yen * BAR_STEPS // scale_yen) / BAR_STEPS
        end = left + width * (end_yen * BAR_STEPS // scale_yen) / BAR_STEPS
        flow.paper.text(left - 3, flow.y + 3.1, label, 7.5, align="right", colour=MUTED)
        flow.paper.box(left, flow.y + 1.75, width, 0.1, PALE)
        if end_yen > start_yen:
            flow.paper.box(x, flow.y + 0.3, max(end - x, 0.3), 3.0, colour)
        flow.y += 4.3
    flow.paper.line(left, flow.y - 17.2, left, flow.y, 0.5, RULE)


def _position(flow: Flow, statement: FundStatement) -> None:
    """Where the closing balance lies, and beside it what it is bound to."""
    lies = [FundLine("普通預金（基金専用口座）", statement.bank_yen), *statement.holdings]
    if statement.other_net_yen:
        lies.append(FundLine("その他の資産・負債（純額）", statement.other_net_yen))
    bound = [("交付決定済みで未払の額", statement.committed_yen)]
    if statement.reserved_yen:
        bound.append(("管理費・国庫納付等の留保額", statement.reserved_yen))
    bound.append(("新たに決定できる額", statement.available_yen))
    where = [row(line.label, format_amount(line.amount_yen)) for line in lies]
    use = [row(label, format_amount(yen)) for label, yen in bound]
    total = row("期末残高", format_amount(statement.closing_yen), strong=True, shaded=True)
    half = (flow.width - 4) / 2
    columns = (Column("区分", half - 37), yen_column("金額（円）", 37))
    flow.need(14 + 5.6 * (max(len(where), len(use)) + 2))
    top = flow.y
    flow.table(columns, [*where, total], TableStyle(8, 5.6, heading="2　期末残高の所在"))
    bottom, flow.y = flow.y, top
    right = TableStyle(8, 5.6, shift=half + 4, heading="3　期末残高の使途")
    flow.table(columns, [*use, total], right)
    flow.y = max(flow.y, bottom)


def _notes(flow: Flow, statement: FundStatement) -> None:
    flow.skip(1.5)
    basis = (
        f"この計算書は、{moment_text(statement.known_at)}までに記帳された仕訳番号{statement.entry_number}までの仕訳のうち、"
        f"取引の日が{wareki(statement.until_on)}以前のものによる。金額は円単位で、端数処理をしていない。"
    )
    note_lines(flow, (basis, *statement.notes))


def _proof(flow: Flow, statement: FundStatement) -> None:
    """The head of the ledger this statement was drawn from and the newest seal, to read aloud or
    to scan."""
    height = 35.0
    flow.skip(2)
    flow.need(height)
    top = flow.y
    for y in (top, top + height):
        flow.paper.line(flow.left, y, flow.right, y, 0.5, NAVY)
    flow.paper.qr(flow.right - height, top, height, statement.qr_content)
    x = flow.left + 2
    flow.paper.text(x, top + 5, "元帳との照合", 9, face=Face.BOLD, colour=NAVY)
    place = (
        f"勘定 {statement.segment_code}　仕訳番号 {statement.entry_number}　先頭ハッシュ（SHA-256）"
    )
    _digest(flow, top + 10, place, statement.head_hash)
    explain = "二次元コードは、勘定・期末日・期末残高・仕訳番号・先頭ハッシュを収める。"
    if statement.seal:
        seal = statement.seal
        place = (
            f"封印 第{seal.number}号　仕訳番号 {seal.entry_number} まで　"
            f"{moment_text(seal.sealed_at)}　鍵 {seal.key}"
        )
        _digest(flow, top + 22, place, seal.hash)
        explain = (
            "二次元コードは、上の事項と期末残高を収める。封印は監査用一式の検証（--paper）に使う。"
        )
    flow.paper.text(x, top + 33.5, explain, 7, colour=MUTED)
    flow.y = top + height


def _digest(flow: Flow, y: float, place: str, digest: str) -> None:
    """What a hash is of, and below it the hash in two lines."""
    x, groups = flow.left + 2, hex_groups(digest)
    flow.paper.text(x, y, place, 7.5, colour=MUTED)
    for number in range(0, len(groups), 4):
        line = "  ".join(groups[number : number + 4])
        flow.paper.text(x, y + 4 + number * 1.0, line, 8.5, colour=INK)

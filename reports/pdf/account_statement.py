"""総勘定元帳の抄本: the entries of one account over a period, with the balance after each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from fund.money import format_amount
from reports.pdf.canvas import A4_LANDSCAPE, Paper
from reports.pdf.content import content_code, require_equal
from reports.pdf.figures import hex_groups, moment_text
from reports.pdf.fonts import Face
from reports.pdf.layout import Column, Flow, Row, Table, TableStyle, row, yen_column
from reports.pdf.marks import MUTED
from reports.pdf.pdf_file import PaperMeta
from workflow.calendar import wareki

TITLE = "総勘定元帳"
STYLE = TableStyle(size=8, row_height=5.4)
# On every page: the column titles, the balance brought in, and the balance carried out with the
# totals.
FIXED_ROWS = 4
COLUMNS = (
    Column("日付", 22, "centre", figure=True),
    Column("仕訳番号", 20, "right", figure=True),
    Column("相手科目", 52),
    Column("摘要", 55),
    yen_column("借方（円）", 36),
    yen_column("貸方（円）", 36),
    yen_column("残高（円）", 36),
)


@dataclass(frozen=True, slots=True)
class AccountLine:
    """A posting: effective date, entry number, opposite account, memo, debit and credit in yen
    (0 if none), and the account's balance after it."""

    effective_on: date
    entry_number: int
    opposite: str
    memo: str
    debit_yen: int
    credit_yen: int
    balance_yen: int


@dataclass(frozen=True)
class AccountStatement:
    """An extract of the 総勘定元帳; `debit_side` tells whether debits increase the account.

    Raises PaperInconsistent unless every balance follows from the one before it and the last is the
    closing.
    """

    issuer: str
    segment_code: str
    segment_name: str
    account_code: str
    account_name: str
    debit_side: bool
    paper_number: str
    issued_on: date
    from_on: date
    until_on: date
    opening_yen: int
    lines: tuple[AccountLine, ...]
    closing_yen: int
    known_at: datetime
    entry_number: int
    head_hash: str

    def __post_init__(self) -> None:
        sign = 1 if self.debit_side else -1
        balance_yen = self.opening_yen
        for line in self.lines:
            balance_yen += sign * (line.debit_yen - line.credit_yen)
            require_equal(f"仕訳{line.entry_number}の後の残高", line.balance_yen, balance_yen)
        require_equal("期末残高", self.closing_yen, balance_yen)


def draw_account_statement(statement: AccountStatement) -> bytes:
    """The PDF of a 総勘定元帳 extract, landscape, with the balance carried from page to page."""
    meta = PaperMeta(
        title=f"{TITLE}（{statement.paper_number}）",
        subject=f"{statement.segment_name} {statement.account_code} {statement.account_name}",
        author=statement.issuer,
        paper_number=statement.paper_number,
        issued_on=statement.issued_on,
        content_code=content_code(statement),
    )
    flow = Flow(Paper(meta, A4_LANDSCAPE, compressed=True), top=13, bottom=17)
    table = Table(flow, COLUMNS, STYLE)
    _page_head(flow, statement)
    capacity = flow.bottom - flow.y - FIXED_ROWS * STYLE.row_height
    for number, rows in enumerate(_pages(table, statement, capacity)):
        if number:
            flow.turn_page()
            _page_head(flow, statement)
        table.draw(rows)
    _close(flow, statement)
    return flow.paper.finish()


def _pages(table: Table, statement: AccountStatement, capacity: float) -> Iterator[list[Row]]:
    """The rows of each page, at most `capacity` mm of them, with the balance carried over."""
    balance_yen = statement.opening_yen
    page, used = [_carry("前期繰越", balance_yen)], 0.0
    for body_row, after_yen in _body(statement):
        height = table.height_of(body_row)
        if len(page) > 1 and used + height > capacity:
            yield [*page, _carry("次頁繰越", balance_yen)]
            page, used = [_carry("前頁繰越", balance_yen)], 0.0
        page.append(body_row)
        used += height
        balance_yen = after_yen
    yield [*page, _total("合計", statement.lines), _carry("次期繰越", statement.closing_yen)]


def _body(statement: AccountStatement) -> Iterator[tuple[Row, int]]:
    """Each row with the balance after it, and a 月計 at the end of every month."""
    balance_yen = statement.opening_yen
    months = groupby(
        statement.lines, lambda line: (line.effective_on.year, line.effective_on.month)
    )
    for (_, month), group in months:
        lines = tuple(group)
        for line in lines:
            balance_yen = line.balance_yen
            yield _line_row(line), balance_yen
        yield _total(f"{month}月計", lines), balance_yen


def _line_row(line: AccountLine) -> Row:
    return row(
        line.effective_on.isoformat(),
        f"{line.entry_number}",
        line.opposite,
        line.memo,
        format_amount(line.debit_yen) if line.debit_yen else "",
        format_amount(line.credit_yen) if line.credit_yen else "",
        format_amount(line.balance_yen),
    )


def _carry(label: str, balance_yen: int) -> Row:
    return row("", "", "", label, "", "", format_amount(balance_yen), strong=True)


def _total(label: str, lines: tuple[AccountLine, ...]) -> Row:
    debit = format_amount(sum(line.debit_yen for line in lines))
    credit = format_amount(sum(line.credit_yen for line in lines))
    return row("", "", "", label, debit, credit, "", strong=True, shaded=True)


def _page_head(flow: Flow, statement: AccountStatement) -> None:
    """Title, account and period, the same on every page."""
    period = f"自　{wareki(statement.from_on)}　　至　{wareki(statement.until_on)}"
    segment = f"勘定 {statement.segment_code}　{statement.segment_name}"
    account = f"{statement.account_code}　{statement.account_name}"
    issued = f"{wareki(statement.issued_on)}作成"
    flow.line_of(TITLE, align="centre", size=15, face=Face.BOLD, leading=7, tracking=3)
    flow.line_of(period, align="centre", size=9, leading=5)
    flow.pair(segment, statement.issuer, size=8.5, leading=4.6)
    flow.pair("単位：円", f"{statement.paper_number}　{issued}", size=8.5, leading=4.6)
    flow.line_of(account, size=11, face=Face.BOLD, leading=6.4)
    flow.y += 1.0


def _close(flow: Flow, statement: AccountStatement) -> None:
    """Which entries are in it."""
    flow.need(12)
    flow.skip(2)
    known = moment_text(statement.known_at)
    basis = f"{known}までに記帳された仕訳番号{statement.entry_number}までの仕訳による。"
    digest = " ".join(hex_groups(statement.head_hash))
    flow.line_of(basis, size=7.5, leading=4.2, colour=MUTED)
    flow.line_of(f"元帳の先頭ハッシュ（SHA-256）　{digest}", size=7.5, leading=4.2, colour=MUTED)

"""加算金・延滞金納付通知書 (適正化法19条): what a refund cost, period by period, and what is to
pay."""

from dataclasses import dataclass
from datetime import date

from fund.money import format_amount
from reports.pdf.content import require_equal
from reports.pdf.figures import headline_yen
from reports.pdf.layout import Column, row, yen_column
from reports.pdf.letter import (
    ACT_IN_FULL,
    BankAccount,
    EntryMark,
    GrantReference,
    Letter,
    Letterhead,
    Remedy,
    grant_facts,
)
from reports.pdf.worksheet import ChargeWorksheet, add_worksheet
from workflow.calendar import wareki

TITLE = "加算金・延滞金納付通知書"


@dataclass(frozen=True)
class RefundReceipt:
    """A payment received on a refund order, yen."""

    paid_on: date
    amount_yen: int


@dataclass(frozen=True)
class ChargesNotice:
    """A 納付通知書 for the charges of one refund order.

    `credited_yen` was already paid towards the charges, `waived_yen` was waived (19条3項). Raises
    PaperInconsistent unless `payable_yen` is the charges less both.
    """

    head: Letterhead
    grant: GrantReference
    order_number: str
    ordered_on: date
    principal_yen: int
    refund_due_on: date
    receipts: tuple[RefundReceipt, ...]
    charges: tuple[ChargeWorksheet, ...]
    credited_yen: int
    waived_yen: int
    payable_yen: int
    due_on: date
    pay_to: BankAccount
    remedy: Remedy | None
    waiver_reference: str = ""
    entry: EntryMark | None = None

    def __post_init__(self) -> None:
        computed_yen = self.charged_yen - self.credited_yen - self.waived_yen
        require_equal("納付すべき額", self.payable_yen, computed_yen)

    @property
    def charged_yen(self) -> int:
        """加算金 and 延滞金 as computed, yen."""
        return sum(charge.amount_yen for charge in self.charges)


def draw_charges_notice(notice: ChargesNotice) -> bytes:
    """The PDF of a 加算金・延滞金納付通知書."""
    letter = Letter(notice.head, TITLE, notice, notice.grant)
    kinds = "及び".join(charge.kind for charge in notice.charges)
    letter.body(
        f"{wareki(notice.ordered_on)}付け{notice.order_number}で命じた助成金の返還に係る{kinds}について、{ACT_IN_FULL}"
        "第19条の規定により、下記のとおり納付してください。"
    )
    letter.facts(
        [
            *grant_facts(notice.grant),
            ("返還命令", f"{notice.order_number}　{wareki(notice.ordered_on)}"),
            (
                "返還額及び納期日",
                f"{headline_yen(notice.principal_yen)}　{wareki(notice.refund_due_on)}",
            ),
            ("納付すべき額", headline_yen(notice.payable_yen)),
            ("納付の期限", wareki(notice.due_on)),
            ("納付先", str(notice.pay_to)),
        ],
        strong="納付すべき額",
    )
    _summary_table(letter, notice)
    _receipts_table(letter, notice)
    for charge in notice.charges:
        add_worksheet(letter, f"{charge.kind}の計算（{charge.article}）", charge)
    return letter.close(notice.remedy, notice.entry)


def _summary_table(letter: Letter, notice: ChargesNotice) -> None:
    rows = [
        row(charge.kind, charge.article, format_amount(charge.amount_yen))
        for charge in notice.charges
    ]
    if notice.credited_yen:
        rows.append(row("既に納付のあった額", "", format_amount(-notice.credited_yen)))
    if notice.waived_yen:
        rows.append(row("免除した額", notice.waiver_reference, format_amount(-notice.waived_yen)))
    total = format_amount(notice.payable_yen)
    rows.append(row("納付すべき額", "", total, strong=True, shaded=True))
    columns = (Column("区分", 46), Column("根拠", 82), yen_column("金額（円）", 42))
    letter.table("納付すべき額の内訳", columns, rows)


def _receipts_table(letter: Letter, notice: ChargesNotice) -> None:
    rows = [
        row(wareki(receipt.paid_on), receipt.paid_on.isoformat(), format_amount(receipt.amount_yen))
        for receipt in notice.receipts
    ]
    columns = (Column("納付の日", 64), Column("西暦", 64, "centre"), yen_column("納付額（円）", 42))
    letter.table("返還額等の納付の状況", columns, rows)

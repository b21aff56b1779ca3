"""支払通知書: what was paid, when, to which account, and what is left."""

from dataclasses import dataclass
from datetime import date

from fund.money import format_amount
from reports.pdf.content import PaperInconsistent
from reports.pdf.figures import headline_yen
from reports.pdf.layout import Column, row, yen_column
from reports.pdf.letter import (
    BankAccount,
    EntryMark,
    GrantReference,
    Letter,
    Letterhead,
    grant_facts,
)
from workflow.calendar import wareki

TITLE = "助成金支払通知書"


@dataclass(frozen=True)
class PaymentLine:
    """A payment of the grant: number, kind (概算払, 精算払), value date, yen."""

    payment_number: str
    kind: str
    paid_on: date
    amount_yen: int


@dataclass(frozen=True)
class PaymentNotice:
    """A 支払通知書. `payments` are all payments of the grant so far, this one last.

    `entitled_yen` is the decided amount, or the fixed amount once there is one; `returned_yen` was
    ordered back before. The account number must already be masked to its last three digits. Raises
    PaperInconsistent if what was paid and not ordered back exceeds the entitlement.
    """

    head: Letterhead
    grant: GrantReference
    payments: tuple[PaymentLine, ...]
    entitled_label: str
    entitled_yen: int
    account: BankAccount | None
    claim_number: str = ""
    returned_yen: int = 0
    entry: EntryMark | None = None

    def __post_init__(self) -> None:
        if not self.payments or self.remaining_yen < 0:
            raise PaperInconsistent("支払がないか、支払の累計が限度を超えています")
        number = self.account.number if self.account else ""
        if sum(character.isdigit() for character in number) > 3:
            raise PaperInconsistent("口座番号は下3桁のほかを伏せてください")

    @property
    def total_yen(self) -> int:
        """All payments so far, yen."""
        return sum(payment.amount_yen for payment in self.payments)

    @property
    def remaining_yen(self) -> int:
        """What may still be paid, yen."""
        return self.entitled_yen - (self.total_yen - self.returned_yen)


def draw_payment_notice(notice: PaymentNotice) -> bytes:
    """The PDF of a 支払通知書."""
    letter = Letter(notice.head, TITLE, notice, notice.grant)
    paid = notice.payments[-1]
    letter.body("下記のとおり助成金を支払ったので、通知します。")
    letter.facts(
        [
            *grant_facts(notice.grant),
            ("支払の区分", f"{paid.kind}（支払番号 {paid.payment_number}）"),
            ("請求書の番号", notice.claim_number),
            ("支払額", headline_yen(paid.amount_yen)),
            ("支払日", wareki(paid.paid_on)),
            ("振込先", str(notice.account) if notice.account else ""),
        ],
        strong="支払額",
    )
    _payments_table(letter, notice)
    letter.note(
        "入金の日と額を確かめ、この通知書と異なるときは、直ちに担当まで連絡してください。受領の日は、返還が生じたときの"
        "加算金の計算の始期となります。",
    )
    return letter.close(entry=notice.entry)


def _payments_table(letter: Letter, notice: PaymentNotice) -> None:
    columns = (
        Column("支払番号", 50),
        Column("区分", 30),
        Column("支払日", 46),
        yen_column("金額（円）", 44),
    )
    rows = [
        row(line.payment_number, line.kind, wareki(line.paid_on), format_amount(line.amount_yen))
        for line in notice.payments
    ]
    summary = [
        ("支払額の累計", notice.total_yen),
        (notice.entitled_label, notice.entitled_yen),
        ("残額", notice.remaining_yen),
    ]
    if notice.returned_yen:
        summary.insert(1, ("うち返還を命じた額", notice.returned_yen))
    rows += [
        row(label, "", "", format_amount(yen), strong=True, shaded=True) for label, yen in summary
    ]
    letter.table("支払の状況", columns, rows)

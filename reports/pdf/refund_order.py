"""返還命令書 (適正化法18条): what is to be paid back, by when, and how charges run (19条)."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from fund.money import format_amount, format_rate, format_yen
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

TITLE = "助成金返還命令書"


@dataclass(frozen=True)
class RefundLot:
    """A receipt the refund is taken from, the latest first (施行令10条1項); yen."""

    received_on: date
    payment_number: str
    received_yen: int
    taken_yen: int


@dataclass(frozen=True)
class RefundOrder:
    """A 返還命令書. `ordered_under` is 第18条第1項 (after 取消し) or 第18条第2項 (excess over
    確定額).

    `surcharge` is the 加算金 expected if all is paid on `due_on`, or None where the ground carries
    none. Raises PaperInconsistent unless the lots add up to the principal.
    """

    head: Letterhead
    grant: GrantReference
    ordered_under: str
    ground: str
    reasons: tuple[str, ...]
    principal_yen: int
    due_on: date
    pay_to: BankAccount
    lots: tuple[RefundLot, ...]
    annual_rate: str
    daily_rate: Fraction
    surcharge: ChargeWorksheet | None
    remedy: Remedy
    entry: EntryMark | None = None

    def __post_init__(self) -> None:
        taken_yen = sum(lot.taken_yen for lot in self.lots)
        require_equal("返還額と受領ごとの内訳", self.principal_yen, taken_yen)

    @property
    def late_daily_yen(self) -> int:
        """延滞金 of one day while the whole principal is unpaid, yen rounded down."""
        charge_yen = self.principal_yen * self.daily_rate
        return charge_yen.numerator // charge_yen.denominator


def draw_refund_order(order: RefundOrder) -> bytes:
    """The PDF of a 返還命令書."""
    letter = Letter(order.head, TITLE, order, order.grant)
    letter.body(
        f"下記の助成事業について、{ACT_IN_FULL}{order.ordered_under}の規定により、"
        "下記のとおり助成金の返還を命じます。"
    )
    letter.facts(
        [
            *grant_facts(order.grant),
            ("返還の根拠", order.ground),
            ("返還額", headline_yen(order.principal_yen)),
            ("納期日", wareki(order.due_on)),
            ("納付先", str(order.pay_to)),
            ("加算金", _surcharge_line(order)),
        ],
        strong="返還額",
    )
    letter.numbered("返還を命ずる理由", order.reasons)
    _lots_table(letter, order)
    if order.surcharge:
        heading = f"加算金の見込み（{wareki(order.due_on)}に全額を納付する場合）"
        add_worksheet(letter, heading, order.surcharge)
    letter.section("納付が遅れた場合等について", *_consequences(order))
    return letter.close(order.remedy, order.entry)


def _surcharge_line(order: RefundOrder) -> str:
    if order.surcharge is None:
        return "課されません（適正化法第17条第1項による取消しに基づく返還ではないため）。"
    return (
        f"受領の日から納付の日までの日数に応じ、{order.annual_rate}の割合で計算した額を、返還額の納付後に別に通知します"
        "（適正化法第19条第1項）。"
    )


def _lots_table(letter: Letter, order: RefundOrder) -> None:
    columns = (
        Column("受領の日", 40),
        Column("支払番号", 46),
        yen_column("受領額（円）", 42),
        yen_column("うち返還に充てる額（円）", 42),
    )
    rows = [
        row(
            wareki(lot.received_on),
            lot.payment_number,
            format_amount(lot.received_yen),
            format_amount(lot.taken_yen),
        )
        for lot in order.lots
    ]
    total = format_amount(order.principal_yen)
    rows.append(row("計", "", "", total, strong=True, shaded=True))
    letter.table("返還額の内訳（後に受領したものから順に充てます。）", columns, rows)


def _consequences(order: RefundOrder) -> list[str]:
    return [
        f"納期日までに返還額を納付しないときは、納期日の翌日から納付の日までの日数に応じ、未納額に対し{order.annual_rate}"
        f"（1日につき{format_rate(order.daily_rate)}）の割合で計算した延滞金を納付しなければなりません"
        "（適正化法第19条第2項）。"
        f"返還額の全部が未納である間の延滞金は、1日当たり{format_yen(order.late_daily_yen)}です。",
        "一部を納付したときは、まず返還額に充てます。納付のない間は、同種の助成事業に係る助成金の交付を一時停止し、又は"
        "未納額と相殺することがあり（適正化法第20条）、国税滞納処分の例により徴収することがあります（適正化法第21条）。",
    ]

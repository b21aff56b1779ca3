"""督促状 (適正化法19条2項・20条・21条): what is overdue, what it costs a day, what may follow."""

from dataclasses import dataclass
from datetime import date

from fund.money import format_amount, format_rate, format_yen
from reports.pdf.content import require_equal
from reports.pdf.figures import headline_yen
from reports.pdf.layout import Column, row, yen_column
from reports.pdf.letter import (
    ACT_IN_FULL,
    BankAccount,
    GrantReference,
    Letter,
    Letterhead,
    grant_facts,
)
from reports.pdf.worksheet import ChargeWorksheet, add_worksheet
from workflow.calendar import wareki

TITLE = "助成金返還督促状"


@dataclass(frozen=True)
class DemandLetter:
    """A 督促状 for an order that is overdue. late: 延滞金 up to the day of the letter.

    Raises PaperInconsistent unless what is open is the principal less what was paid of it.
    """

    head: Letterhead
    grant: GrantReference
    order_number: str
    ordered_on: date
    principal_yen: int
    due_on: date
    paid_yen: int
    open_yen: int
    late: ChargeWorksheet
    carries_surcharge: bool
    again_on: date
    pay_to: BankAccount

    def __post_init__(self) -> None:
        require_equal("未納の額", self.open_yen, self.principal_yen - self.paid_yen)

    @property
    def daily_yen(self) -> int:
        """延滞金 of one more day on what is open, yen rounded down."""
        charge_yen = self.open_yen * self.late.daily_rate
        return charge_yen.numerator // charge_yen.denominator


def draw_demand_letter(demand: DemandLetter) -> bytes:
    """The PDF of a 督促状."""
    letter = Letter(demand.head, TITLE, demand, demand.grant)
    letter.body(
        f"{wareki(demand.ordered_on)}付け{demand.order_number}により{ACT_IN_FULL}第18条の規定に基づき返還を"
        f"命じた助成金は、納期日（{wareki(demand.due_on)}）を過ぎても完納されていません。"
        "下記の未納額を直ちに納付してください。"
    )
    letter.facts(
        [
            *grant_facts(demand.grant),
            ("返還命令", f"{demand.order_number}　{wareki(demand.ordered_on)}"),
            ("未納額", headline_yen(demand.open_yen)),
            ("納期日", wareki(demand.due_on)),
            ("本日までの延滞金", headline_yen(demand.late.amount_yen)),
            ("納付先", str(demand.pay_to)),
        ],
        strong="未納額",
    )
    _standing_table(letter, demand)
    add_worksheet(letter, f"延滞金の計算（{wareki(demand.head.issued_on)}まで）", demand.late)
    letter.section("納付がない場合等について", *_consequences(demand))
    return letter.close()


def _standing_table(letter: Letter, demand: DemandLetter) -> None:
    rows = [
        row("返還額", format_amount(demand.principal_yen)),
        row("納付のあった額", format_amount(-demand.paid_yen)),
        row("未納額", format_amount(demand.open_yen), strong=True, shaded=True),
    ]
    letter.table("未納額の内訳", (Column("区分", 128), yen_column("金額（円）", 42)), rows)


def _consequences(demand: DemandLetter) -> list[str]:
    rate = f"{demand.late.annual_rate}（1日につき{format_rate(demand.late.daily_rate)}）"
    charges = "延滞金のほか加算金" if demand.carries_surcharge else "延滞金"
    return [
        f"未納の間、未納額に対し{rate}の割合で延滞金が加わります。現在の未納額に対する1日当たりの延滞金は"
        f"{format_yen(demand.daily_yen)}です。{charges}は、返還額の完納の後に確定し、別に通知します（適正化法第19条）。",
        "完納まで、同種の助成事業に係る助成金の支払を一時停止し、又は未納額と相殺することがあります（適正化法第20条）。"
        "なお納付がないときは、国税滞納処分の例により徴収することがあります（適正化法第21条）。",
        f"{wareki(demand.again_on)}までに納付が確認できないときは、改めて督促します。"
        "行き違いに納付されたときは、納付の日を担当に知らせてください。",
    ]

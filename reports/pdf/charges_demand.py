"""加算金・延滞金督促状 (適正化法21条): charges not paid by their date, and what may follow."""

from dataclasses import dataclass
from datetime import date

from fund.money import format_amount
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
from workflow.calendar import wareki

TITLE = "加算金・延滞金督促状"


@dataclass(frozen=True)
class ChargesDemand:
    """A 督促状 for billed charges. They are final: nothing grows on them.

    Raises PaperInconsistent unless what is open is both charges together.
    """

    head: Letterhead
    grant: GrantReference
    notice_number: str
    notified_on: date
    due_on: date
    surcharge_yen: int
    late_yen: int
    open_yen: int
    again_on: date
    pay_to: BankAccount

    def __post_init__(self) -> None:
        require_equal("未納の額", self.open_yen, self.surcharge_yen + self.late_yen)


def draw_charges_demand(demand: ChargesDemand) -> bytes:
    """The PDF of a 督促状 for charges."""
    letter = Letter(demand.head, TITLE, demand, demand.grant)
    letter.body(
        f"{wareki(demand.notified_on)}付け{demand.notice_number}により{ACT_IN_FULL}第19条の規定に基づき"
        f"通知した加算金及び延滞金は、納付の期限（{wareki(demand.due_on)}）を過ぎても完納されていません。"
        "下記の未納額を直ちに納付してください。"
    )
    letter.facts(
        [
            *grant_facts(demand.grant),
            ("納付通知", f"{demand.notice_number}　{wareki(demand.notified_on)}"),
            ("未納額", headline_yen(demand.open_yen)),
            ("納付の期限", wareki(demand.due_on)),
            ("納付先", str(demand.pay_to)),
        ],
        strong="未納額",
    )
    rows = [
        row("加算金（適正化法第19条第1項）", format_amount(demand.surcharge_yen)),
        row("延滞金（適正化法第19条第2項）", format_amount(demand.late_yen)),
        row("未納額", format_amount(demand.open_yen), strong=True, shaded=True),
    ]
    letter.table("未納額の内訳", (Column("区分", 128), yen_column("金額（円）", 42)), rows)
    letter.section(
        "納付がない場合等について",
        "納付がないときは、同種の助成事業に係る助成金の支払を一時停止し、又は未納額と相殺すること（適正化法第20条）、"
        "国税滞納処分の例により徴収すること（適正化法第21条）があります。",
        f"{wareki(demand.again_on)}までに納付が確認できないときは、改めて督促します。"
        "行き違いに納付されたときは、納付の日を担当に知らせてください。",
    )
    return letter.close()

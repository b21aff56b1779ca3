"""財産処分承認通知書 (適正化法22条): which asset may be disposed of, on which payment."""

from dataclasses import dataclass
from datetime import date

from fund.money import format_amount, format_yen
from reports.pdf.content import PaperInconsistent
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
from workflow.calendar import wareki

TITLE = "財産処分承認通知書"


@dataclass(frozen=True)
class DisposalNotice:
    """A 財産処分承認通知書. return_yen: to be paid by due_on, 0 where nothing is asked.

    book_yen: residual value on the day of disposal. Raises PaperInconsistent when more is asked
    than the grant paid, or a sum without its day.
    """

    head: Letterhead
    grant: GrantReference
    asset: str
    acquired_on: date
    restricted_until: date
    cost_yen: int
    granted_yen: int
    method: str
    partner: str
    dispose_on: date
    price_yen: int
    book_yen: int
    return_yen: int
    due_on: date | None
    pay_to: BankAccount
    remedy: Remedy
    entry: EntryMark | None = None

    def __post_init__(self) -> None:
        if self.return_yen > self.granted_yen or bool(self.return_yen) != bool(self.due_on):
            raise PaperInconsistent("納付すべき額又はその期限が正しくありません")


def draw_disposal_notice(notice: DisposalNotice) -> bytes:
    """The PDF of a 財産処分承認通知書."""
    letter = Letter(notice.head, TITLE, notice, notice.grant)
    condition = "下記の納付を条件として" if notice.return_yen else "下記のとおり"
    letter.body(
        f"下記の助成事業により取得した財産の処分については、{ACT_IN_FULL}第22条の規定により、{condition}承認したので、"
        "通知します。"
    )
    paying = [
        ("納付すべき額", headline_yen(notice.return_yen)),
        ("納付の期限", wareki(notice.due_on) if notice.due_on else ""),
        ("納付先", str(notice.pay_to)),
    ]
    letter.facts(
        [
            *grant_facts(notice.grant),
            ("処分を承認する財産", notice.asset),
            ("取得の日", wareki(notice.acquired_on)),
            ("処分制限期間の満了", wareki(notice.restricted_until)),
            ("処分の方法", notice.method),
            ("処分の相手方", notice.partner),
            ("処分の予定日", wareki(notice.dispose_on)),
            *(paying if notice.return_yen else [("納付すべき額", "ありません。")]),
        ],
        strong="納付すべき額",
    )
    _reckoning_table(letter, notice)
    letter.section("承認の条件", *_conditions(notice))
    return letter.close(notice.remedy, notice.entry)


def _reckoning_table(letter: Letter, notice: DisposalNotice) -> None:
    rows = [
        row("取得価格", format_amount(notice.cost_yen)),
        row("うち助成金の額", format_amount(notice.granted_yen)),
        row("処分の日の残存簿価", format_amount(notice.book_yen)),
        row("譲渡額", format_amount(notice.price_yen)),
        row("納付すべき額", format_amount(notice.return_yen), strong=True, shaded=True),
    ]
    letter.table("納付すべき額の計算", (Column("区分", 128), yen_column("金額（円）", 42)), rows)
    letter.section(
        "計算の方法",
        "残存簿価と譲渡額のいずれか高い額に、取得価格に占める助成金の割合を乗じた額（円未満切捨て。助成金の額を上限とします。）",
    )


def _conditions(notice: DisposalNotice) -> list[str]:
    found = [
        "処分の内容、相手方又は予定日を変更するときは、改めて承認を受けてください。処分を終えたときは、速やかに報告してください。"
    ]
    if notice.return_yen:
        found.insert(
            0,
            f"{format_yen(notice.return_yen)}を期限までに納付してください。納付が確認されるまで、"
            "この財産の処分の制限は続きます。この納付に加算金は課されません。",
        )
    return found

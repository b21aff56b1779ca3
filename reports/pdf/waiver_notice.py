"""加算金・延滞金免除通知書 (適正化法19条3項): what is waived, by which approval, what is left."""

from dataclasses import dataclass
from datetime import date

from fund.money import format_amount
from reports.pdf.content import PaperInconsistent
from reports.pdf.figures import headline_yen
from reports.pdf.layout import Column, row, yen_column
from reports.pdf.letter import (
    ACT_IN_FULL,
    EntryMark,
    GrantReference,
    Letter,
    Letterhead,
    grant_facts,
)
from workflow.calendar import wareki

TITLE = "加算金・延滞金免除通知書"
PARTIAL_TITLE = "加算金・延滞金一部免除通知書"


@dataclass(frozen=True)
class WaivedCharge:
    """加算金 or 延滞金 in yen: as charged, paid or waived before, waived now."""

    kind: str
    article: str
    charged_yen: int
    settled_yen: int
    waived_yen: int

    @property
    def left_yen(self) -> int:
        """What is still to be paid."""
        return self.charged_yen - self.settled_yen - self.waived_yen


@dataclass(frozen=True)
class WaiverNotice:
    """A 免除通知書; it never waives principal. due_on: of what is left, where it was billed.

    Raises PaperInconsistent when nothing is waived, or more than is open.
    """

    head: Letterhead
    grant: GrantReference
    order_number: str
    ordered_on: date
    charges: tuple[WaivedCharge, ...]
    ground: str
    reasons: tuple[str, ...]
    approval_number: str
    approved_on: date
    due_on: date | None = None
    entry: EntryMark | None = None

    def __post_init__(self) -> None:
        if self.waived_yen <= 0 or any(charge.left_yen < 0 for charge in self.charges):
            raise PaperInconsistent("免除の額が未納の額と合いません")

    @property
    def waived_yen(self) -> int:
        """Waived by this act, yen."""
        return sum(charge.waived_yen for charge in self.charges)

    @property
    def left_yen(self) -> int:
        """Still to be paid, yen."""
        return sum(charge.left_yen for charge in self.charges)


def draw_waiver_notice(notice: WaiverNotice) -> bytes:
    """The PDF of a 免除通知書."""
    letter = Letter(notice.head, PARTIAL_TITLE if notice.left_yen else TITLE, notice, notice.grant)
    scope = "一部" if notice.left_yen else "全部"
    letter.body(
        f"{wareki(notice.ordered_on)}付け{notice.order_number}で命じた助成金の返還に係る加算金及び延滞金については、"
        f"{ACT_IN_FULL}第19条第3項の規定により、その{scope}を下記のとおり"
        "免除したので、通知します。"
    )
    left = headline_yen(notice.left_yen) if notice.left_yen else "ありません。"
    if notice.due_on and notice.left_yen:
        left += f"（納付の期限　{wareki(notice.due_on)}）"
    letter.facts(
        [
            *grant_facts(notice.grant),
            ("返還命令", f"{notice.order_number}　{wareki(notice.ordered_on)}"),
            ("免除する額", headline_yen(notice.waived_yen)),
            ("免除の根拠", notice.ground),
            ("経済産業大臣の承認", f"{notice.approval_number}　{wareki(notice.approved_on)}"),
            ("免除の後に納付すべき額", left),
        ],
        strong="免除する額",
    )
    _charges_table(letter, notice)
    letter.numbered("免除の理由（やむを得ない事情）", notice.reasons)
    return letter.close(entry=notice.entry)


def _charges_table(letter: Letter, notice: WaiverNotice) -> None:
    columns = (
        Column("区分", 22),
        Column("根拠", 40),
        yen_column("計算した額", 27),
        yen_column("納付・免除済み", 27),
        yen_column("今回免除", 27),
        yen_column("残り", 27),
    )
    rows = [
        row(
            charge.kind,
            charge.article,
            format_amount(charge.charged_yen),
            format_amount(charge.settled_yen),
            format_amount(charge.waived_yen),
            format_amount(charge.left_yen),
        )
        for charge in notice.charges
    ]
    letter.table("免除の内訳（円）", columns, rows)

"""交付決定取消通知書 (適正化法17条又は10条): what is cancelled, on which ground and why
(21条の2)."""

from dataclasses import dataclass

from fund.money import format_yen
from reports.pdf.content import PaperInconsistent, require_equal
from reports.pdf.figures import headline_yen
from reports.pdf.letter import (
    ACT_IN_FULL,
    EntryMark,
    GrantReference,
    Letter,
    Letterhead,
    Remedy,
    grant_facts,
)

TITLE = "助成金交付決定取消通知書"


@dataclass(frozen=True)
class CancellationNotice:
    """A 取消通知書. `ground` is 第17条第1項 or 第10条第1項; only the first carries 加算金
    (19条1項).

    `refund_yen` is what was already paid of the cancelled part. Raises PaperInconsistent unless the
    three amounts add up and at least one reason is given.
    """

    head: Letterhead
    grant: GrantReference
    ground: str
    carries_surcharge: bool
    cancelled_part: str
    reasons: tuple[str, ...]
    before_yen: int
    cancelled_yen: int
    after_yen: int
    refund_yen: int
    remedy: Remedy
    entry: EntryMark | None = None

    def __post_init__(self) -> None:
        require_equal("取消し後の額", self.after_yen, self.before_yen - self.cancelled_yen)
        if not self.reasons:
            raise PaperInconsistent("取消しの理由がありません（適正化法第21条の2）")

    @property
    def scope(self) -> str:
        """全部 or 一部."""
        return "一部" if self.after_yen else "全部"


def draw_cancellation_notice(notice: CancellationNotice) -> bytes:
    """The PDF of a 取消通知書."""
    letter = Letter(notice.head, TITLE, notice, notice.grant)
    letter.body(
        f"下記の助成事業に係る助成金の交付の決定については、{ACT_IN_FULL}{notice.ground}の規定により、"
        f"その{notice.scope}を下記のとおり取り消したので、通知します。"
    )
    letter.facts(
        [
            *grant_facts(notice.grant),
            ("取消しの根拠", f"適正化法{notice.ground}"),
            ("取消しの範囲", f"{notice.scope}（{notice.cancelled_part}）"),
            ("取消し前の交付決定額", headline_yen(notice.before_yen)),
            ("取り消す額", headline_yen(notice.cancelled_yen)),
            ("取消し後の交付決定額", headline_yen(notice.after_yen)),
        ],
        strong="取り消す額",
    )
    letter.numbered("取消しの理由（適正化法第21条の2）", notice.reasons)
    letter.section("既に支払った助成金について", *_refund(notice))
    return letter.close(notice.remedy, notice.entry)


def _refund(notice: CancellationNotice) -> list[str]:
    if not notice.refund_yen:
        return ["取り消した部分について既に支払った助成金はなく、返還を要しません。"]
    order = (
        f"取り消した部分について既に支払った助成金{format_yen(notice.refund_yen)}については、適正化法第18条第1項の規定により、"
        "別に納期日を定めて返還を命じます。"
    )
    if notice.carries_surcharge:
        return [
            order
            + "返還額には、受領の日から納付の日までの加算金が加わります（適正化法第19条第1項）。"
        ]
    return [order + "この取消しに係る返還には、加算金は課されません。"]

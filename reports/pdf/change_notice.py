"""計画変更承認通知書 (適正化法7条1項1号・3号): what was before, what is from now on, and why."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from fund.money import format_amount, format_rate, format_yen
from reports.pdf.content import PaperInconsistent
from reports.pdf.figures import headline_yen
from reports.pdf.layout import Column, row, yen_column
from reports.pdf.letter import (
    ACT_IN_FULL,
    EntryMark,
    GrantReference,
    Letter,
    Letterhead,
    Remedy,
    grant_facts,
)
from workflow.calendar import wareki

TITLE = "助成事業計画変更承認通知書"
MINOR_TITLE = "助成事業計画変更届出受理通知書"


@dataclass(frozen=True)
class ChangedLine:
    """A cost item before and after: eligible cost and its part of the grant, yen."""

    item: str
    rate: Fraction
    before_yen: int
    after_yen: int
    before_grant_yen: int
    after_grant_yen: int


@dataclass(frozen=True)
class ChangeNotice:
    """A 変更承認通知書; is_minor: a 届出 that was received.

    purposes: before and after, empty where they are the same. refund_yen: paid beyond the new
    amount. Raises PaperInconsistent when the new amount passes its cost items, or a minor change
    alters it.
    """

    head: Letterhead
    grant: GrantReference
    number: int
    is_minor: bool
    reasons: tuple[str, ...]
    before_yen: int
    after_yen: int
    refund_yen: int
    before_ends_on: date
    after_ends_on: date
    purposes: tuple[str, ...]
    lines: tuple[ChangedLine, ...]
    remedy: Remedy | None
    entry: EntryMark | None = None

    def __post_init__(self) -> None:
        if self.after_yen > sum(line.after_grant_yen for line in self.lines):
            raise PaperInconsistent("変更後の交付決定額が費目別の合計を超えています")
        if self.is_minor and self.after_yen != self.before_yen:
            raise PaperInconsistent("届出による変更で交付決定額は変わりません")


def draw_change_notice(notice: ChangeNotice) -> bytes:
    """The PDF of a 変更承認通知書."""
    letter = Letter(notice.head, MINOR_TITLE if notice.is_minor else TITLE, notice, notice.grant)
    letter.body(
        f"下記の助成事業の計画変更（第{notice.number}回）については、{ACT_IN_FULL}第7条第1項の規定により"
        f"付した交付の条件に基づき、{_outcome(notice)}"
    )
    letter.facts(
        [
            *grant_facts(notice.grant),
            ("変更前の交付決定額", headline_yen(notice.before_yen)),
            ("変更後の交付決定額", headline_yen(notice.after_yen)),
            ("完了の期日", _ending(notice)),
        ],
        strong="変更後の交付決定額",
    )
    _lines_table(letter, notice)
    if notice.purposes:
        before, after = notice.purposes
        letter.section("内容の変更", f"変更前　{before}", f"変更後　{after}")
    letter.numbered("変更の理由", notice.reasons)
    letter.section("この変更の後について", *_afterwards(notice))
    return letter.close(notice.remedy, notice.entry)


def _outcome(notice: ChangeNotice) -> str:
    if notice.is_minor:
        return "届出を受理したので、下記のとおり通知します。"
    return "下記のとおり承認したので、通知します。"


def _ending(notice: ChangeNotice) -> str:
    if notice.before_ends_on == notice.after_ends_on:
        return f"{wareki(notice.after_ends_on)}（変更なし）"
    return f"{wareki(notice.before_ends_on)}から{wareki(notice.after_ends_on)}に変更"


def _lines_table(letter: Letter, notice: ChangeNotice) -> None:
    columns = (
        Column("費目", 42),
        Column("助成率", 16, "centre", figure=True),
        yen_column("対象費用 変更前", 28),
        yen_column("対象費用 変更後", 28),
        yen_column("助成金 変更前", 28),
        yen_column("助成金 変更後", 28),
    )
    rows = [
        row(
            line.item,
            format_rate(line.rate),
            format_amount(line.before_yen),
            format_amount(line.after_yen),
            format_amount(line.before_grant_yen),
            format_amount(line.after_grant_yen),
        )
        for line in notice.lines
    ]
    letter.table("費目別の変更（円）", columns, rows)


def _afterwards(notice: ChangeNotice) -> list[str]:
    found = [
        "交付決定に付した条件は、この変更の後も引き続き適用します。期間を変更したときは、実績報告その他の報告の期限も、"
        "変更後の期日により改めます。"
    ]
    if notice.refund_yen:
        found.append(
            f"既に支払った助成金のうち変更後の交付決定額を超える{format_yen(notice.refund_yen)}については、"
            "別に納期日を定めて返還を命じます。この返還に加算金は課されません。"
        )
    return found

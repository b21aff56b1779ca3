"""特別経費の交付決定通知書 (適正化法10条3項, 施行令6条): what a cancellation made necessary."""

from dataclasses import dataclass
from fractions import Fraction

from fund.money import format_amount, format_rate
from reports.pdf.content import PaperInconsistent, require_equal
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

TITLE = "特別経費の交付決定通知書"
GRANTED = "特別経費に対する交付額"


@dataclass(frozen=True)
class ExtraCost:
    """A cost, at the rate of the cost line it belongs to, in whole yen."""

    item: str
    cost_yen: int
    rate: Fraction
    grant_yen: int


@dataclass(frozen=True)
class ExtraCostsNotice:
    """A 特別経費の交付決定通知書. before_yen, after_yen: the decision without and with it.

    Raises PaperInconsistent when the sums contradict each other.
    """

    head: Letterhead
    grant: GrantReference
    reason: str
    before_yen: int
    granted_yen: int
    after_yen: int
    costs: tuple[ExtraCost, ...]
    remedy: Remedy
    entry: EntryMark | None = None

    def __post_init__(self) -> None:
        require_equal("交付決定額", self.after_yen, self.before_yen + self.granted_yen)
        if self.granted_yen > sum(cost.grant_yen for cost in self.costs):
            raise PaperInconsistent("交付額が経費別の合計を超えています")


def draw_extra_costs_notice(notice: ExtraCostsNotice) -> bytes:
    """The PDF of a 特別経費の交付決定通知書."""
    letter = Letter(notice.head, TITLE, notice, notice.grant)
    letter.body(
        "下記の助成事業に係る交付決定の取消しにより特別に必要となった経費について、"
        f"{ACT_IN_FULL}第10条第3項の規定により、下記のとおり助成金を交付することに決定したので、通知します。"
    )
    letter.facts(
        [
            *grant_facts(notice.grant),
            ("この決定の前の交付決定額", headline_yen(notice.before_yen)),
            (GRANTED, headline_yen(notice.granted_yen)),
            ("この決定の後の交付決定額", headline_yen(notice.after_yen)),
        ],
        strong=GRANTED,
    )
    _costs_table(letter, notice)
    letter.section("特別に必要となった理由", notice.reason)
    letter.section(
        "交付額の計算",
        "各経費の助成率は、その経費が属する費目の助成率と同じです（適正化法施行令第6条第2項）。"
        "交付額は、経費別の助成金の合計から、交付決定と同じ単位で端数を切り捨てた額です。",
    )
    letter.section(
        "この決定の後について",
        "これらの経費は、他の費目と同じく、証拠書類による検査を経て支払い、額の確定の対象とします。"
        "交付決定に付した条件は、引き続き適用します。",
    )
    return letter.close(notice.remedy, notice.entry)


def _costs_table(letter: Letter, notice: ExtraCostsNotice) -> None:
    columns = (
        Column("経費", 70),
        Column("助成率", 20, "centre", figure=True),
        yen_column("経費の額", 40),
        yen_column("助成金", 40),
    )
    rows = [
        row(c.item, format_rate(c.rate), format_amount(c.cost_yen), format_amount(c.grant_yen))
        for c in notice.costs
    ]
    total = sum(c.cost_yen for c in notice.costs)
    rows.append(
        row(
            "交付額", "", format_amount(total), format_amount(notice.granted_yen),
            strong=True, shaded=True,
        )
    )  # fmt: skip
    letter.table("経費の内訳（円）", columns, rows)

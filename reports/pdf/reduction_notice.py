"""返還命令変更（減額）通知書: an appeal was upheld; the worksheets before and after."""

from dataclasses import dataclass
from datetime import date

from fund.money import format_amount, format_yen
from reports.pdf.content import PaperInconsistent, require_equal
from reports.pdf.figures import headline_yen
from reports.pdf.layout import Column, row, yen_column
from reports.pdf.letter import EntryMark, GrantReference, Letter, Letterhead, grant_facts
from reports.pdf.worksheet import ChargeWorksheet, add_worksheet
from workflow.calendar import wareki

TITLE = "助成金返還命令変更（減額）通知書"


@dataclass(frozen=True)
class ReductionNotice:
    """A 減額通知書. before, after: the charges on the principal of either, as of reckoned_on.

    paid_yen: principal paid so far. to_charges_yen: of it, what pays charges from now on, in yen;
    overpaid_yen: 過誤納金, with charges paid too much. stands_again_yen: what of a decision
    cancelled whole stands again; report_due_on: until when it is reported on, None after 額の確定.
    Raises PaperInconsistent unless the sums of the order add up.
    """

    head: Letterhead
    grant: GrantReference
    order_number: str
    ordered_on: date
    ruling: str
    reasons: tuple[str, ...]
    before_yen: int
    reduced_yen: int
    after_yen: int
    due_on: date
    paid_yen: int
    reckoned_on: date
    before: tuple[ChargeWorksheet, ...]
    after: tuple[ChargeWorksheet, ...]
    to_charges_yen: int
    overpaid_yen: int
    entry: EntryMark | None = None
    stands_again_yen: int = 0
    report_due_on: date | None = None

    def __post_init__(self) -> None:
        require_equal("減額後の返還額", self.after_yen, self.before_yen - self.reduced_yen)
        if self.overpaid_yen and self.after_yen > self.paid_yen:
            raise PaperInconsistent("未納の返還額があるときに過誤納金は生じません")

    @property
    def scope(self) -> str:
        """全部 or 一部."""
        return "一部" if self.after_yen else "全部"


def draw_reduction_notice(notice: ReductionNotice) -> bytes:
    """The PDF of a 減額通知書."""
    letter = Letter(notice.head, TITLE, notice, notice.grant)
    letter.body(
        f"{wareki(notice.ordered_on)}付け{notice.order_number}で命じた助成金の返還については、{notice.ruling}に基づき、"
        f"その{notice.scope}を取り消し、下記のとおり変更したので、通知します。"
    )
    letter.facts(
        [
            *grant_facts(notice.grant),
            ("返還命令", f"{notice.order_number}　{wareki(notice.ordered_on)}"),
            ("変更前の返還額", headline_yen(notice.before_yen)),
            ("減額", headline_yen(notice.reduced_yen)),
            ("変更後の返還額", headline_yen(notice.after_yen)),
            ("納期日", f"{wareki(notice.due_on)}（変更なし）"),
            ("還付する過誤納金", headline_yen(notice.overpaid_yen) if notice.overpaid_yen else ""),
        ],
        strong="変更後の返還額",
    )
    letter.numbered("変更の理由", notice.reasons)
    if notice.stands_again_yen:
        letter.section("交付決定について", *_standing(notice))
    _charges_table(letter, notice)
    for title, charges in (("変更前", notice.before), ("変更後", notice.after)):
        for charge in charges:
            add_worksheet(letter, f"{charge.kind}の計算（{title}の返還額による）", charge)
    letter.section("納付した額及びこれから納付する額について", *_settlement(notice))
    return letter.close(entry=notice.entry)


def _charges_table(letter: Letter, notice: ReductionNotice) -> None:
    columns = (
        Column("区分", 62),
        yen_column("変更前（円）", 36),
        yen_column("変更後（円）", 36),
        yen_column("差（円）", 36),
    )
    kinds = dict.fromkeys(charge.kind for charge in (*notice.before, *notice.after))
    pairs = [("返還額", notice.before_yen, notice.after_yen)]
    pairs += [(kind, _of(notice.before, kind), _of(notice.after, kind)) for kind in kinds]
    rows = [
        row(label, format_amount(old), format_amount(new), format_amount(new - old))
        for label, old, new in pairs
    ]
    letter.table(f"変更前と変更後（{wareki(notice.reckoned_on)}現在）", columns, rows)


def _of(charges: tuple[ChargeWorksheet, ...], kind: str) -> int:
    return sum(charge.amount_yen for charge in charges if charge.kind == kind)


def _standing(notice: ReductionNotice) -> list[str]:
    found = [
        f"全部を取り消した交付決定は、{format_yen(notice.stands_again_yen)}の範囲で再び効力を有し、一部の取消しと"
        "なります。"
    ]
    if notice.report_due_on:
        found.append(
            f"この範囲の助成事業について、{wareki(notice.report_due_on)}までに実績報告書を提出してください"
            "（適正化法第14条）。検査の上、助成金の額を確定します。"
        )
    return found


def _settlement(notice: ReductionNotice) -> list[str]:
    found = []
    if notice.after_yen > notice.paid_yen:
        left = format_yen(notice.after_yen - notice.paid_yen)
        found.append(
            f"変更後の返還額のうち未納の{left}を納付してください。"
            "加算金及び延滞金は、返還額の完納の後に、変更後の額により確定し、通知します。"
        )
    if notice.to_charges_yen:
        found.append(
            f"納付のあった返還額のうち{format_yen(notice.to_charges_yen)}は、変更後の加算金及び延滞金に充てます"
            "（適正化法施行令第10条第2項）。"
        )
    if notice.overpaid_yen:
        found.append(
            f"納付のあった額のうち{format_yen(notice.overpaid_yen)}は過誤納金となりました。別に手続をして、"
            "指定の口座に還付します。"
        )
    return found or ["納付した額に過不足はありません。"]

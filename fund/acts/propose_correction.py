"""訂正の起票: the wrong entry is reversed and the right one booked, naming its date and number.

Who: accounting_clerk
State: voucher 決裁待ち
Ledger: none
Paper: none (the draft is put up)
Deadline: none
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Sum

from fund.browsing import reversal_of
from fund.chart import ACCRUED, BETWEEN_SEGMENTS, BY_CODE, PLACEMENTS
from fund.entries import Entry, Line
from fund.entries.strays import SUSPENSE
from fund.holdings import item_sums
from fund.models import Placement, StrayReceipt, Voucher
from fund.money import format_yen
from fund.queries import EntryRow, PostingRow, balance, entry, open_day, period_of, postings
from fund.vouchers import Planned, Slip, draw_up
from workflow.act import act
from workflow.advance import record_act
from workflow.calendar import day_text, jst_day
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if


@dataclass(frozen=True)
class RightLine:
    """A line as it should have been. item: cost item or holding, or empty."""

    debit: str
    credit: str
    yen: int
    item: str = ""


@dataclass(frozen=True)
class Correction:
    """Which entry was wrong, why, and what is right; no lines: it should never have been."""

    segment: int
    seq: int
    reason: str
    lines: tuple[RightLine, ...]


def problems_correcting(
    given: Correction, wrong: EntryRow | None, lines: list[PostingRow]
) -> list[Problem]:
    """Every reason why the entry is not corrected this way."""
    if wrong is None:
        return [Problem("seq", "この仕訳番号はありません。", "仕訳帳を確認してください。", "seq")]
    problems = []
    if wrong.reverses is not None or reversal_of(wrong.segment, wrong.seq) is not None:
        problems.append(
            Problem(
                "reversed",
                "取消済みの仕訳、又は取消仕訳です。",
                "正しい仕訳の番号を確認してください。",
                "seq",
            )
        )
    if any(line.grant for line in lines):
        problems.append(
            Problem(
                "grant",
                "交付案件の仕訳は、ここでは訂正できません。",
                "案件の手続（計画変更、取消し、返還等）で行ってください。",
                "seq",
            )
        )
    if any({line.debit, line.credit} & set(BETWEEN_SEGMENTS) for line in lines):
        problems.append(
            Problem(
                "linked",
                "他勘定との仕訳は、片方だけ訂正できません。",
                "誤入金の記帳は、整理の起票で「記帳を取り消し」を選び、両勘定とも取り消してください。",
                "seq",
            )
        )
    if not given.reason.strip():
        problems.append(
            Problem("reason", "訂正の理由がありません。", "記入してください。", "reason")
        )
    problems += problems_with_records(given, wrong, lines)
    return problems + [p for line in given.lines for p in problems_with_line(line)]


def problems_with_records(
    given: Correction, wrong: EntryRow, lines: list[PostingRow]
) -> list[Problem]:
    """Why the ledger would no longer say what the records say, so that nothing closes any more."""
    problems = []
    if wrong.event == "ENDOWMENT" and given.lines:
        problems.append(
            Problem(
                "endowment",
                "基金の造成は、受入れの記録と同じ仕訳でなければなりません。",
                "正しい行を入れずに取り消し、基金の造成で改めて記帳してください"
                "（通知文書番号と照会番号には枝番を付けます）。",
                "seq",
            )
        )
    suspense_yen = sum(changes(given.lines, lines, (SUSPENSE,)).values())
    if suspense_yen and balance(given.segment, SUSPENSE) - suspense_yen != astray_yen(given):
        problems.append(
            Problem(
                "stray_receipt",
                "仮受金の残高が、整理していない不明入金の記録の合計と合わなくなります。",
                "不明入金は、整理の起票で記帳を取り消し、不明入金の記帳で正しく記帳し直してください"
                "（照会番号には枝番を付けます）。",
                "seq",
            )
        )
    return problems + problems_with_holdings(given, wrong, lines)


def problems_with_holdings(
    given: Correction, wrong: EntryRow, lines: list[PostingRow]
) -> list[Problem]:
    """Why a placement would no longer stand at what its record says."""
    changed = changes(given.lines, lines, PLACEMENTS)
    sums = item_sums(given.segment)
    loose = [
        item
        for item, yen in changed.items()
        if not stands(given.segment, item, yen + sum(sums.get((item, c), 0) for c in PLACEMENTS))
    ]
    if wrong.event == "PLACEMENT":
        loose = [*changed, *changes(given.lines, lines, (ACCRUED,))]
    if not loose:
        return []
    return [
        Problem(
            "placement",
            f"運用（{'、'.join(sorted(set(loose)))}）の額が、運用の記録と合わなくなります。",
            "運用番号ごとの額を変えず、科目又は利息だけを訂正してください。同じ額面の運用の償還を"
            "取り違えたときは、次に入金する償還を、保有中のまま残った運用の償還として記帳してください。",
            "seq",
        )
    ]


def changes(
    right: Iterable[RightLine], wrong: Iterable[PostingRow], codes: tuple[str, ...]
) -> dict[str, int]:
    """What a correction changes on these accounts by item, debits positive; only what changes."""
    sums: Counter[str] = Counter()
    for sign, part in ((1, right), (-1, wrong)):
        for line in part:
            side = (line.debit in codes) - (line.credit in codes)
            sums[line.item or ""] += sign * side * line.yen
    return {item: yen for item, yen in sums.items() if yen}


def astray_yen(given: Correction) -> int:
    """The unknown receipts of the 勘定 that are not cleared yet."""
    rows = StrayReceipt.objects.filter(
        segment=given.segment, kind=StrayReceipt.Kind.UNKNOWN, cleared_on=None
    )
    return int(rows.aggregate(yen=Sum("amount_yen"))["yen"] or 0)


def stands(segment: int, number: str, book_yen: int) -> bool:
    """Whether a placement may stand at this: between price and face while held, else at nothing."""
    placement = Placement.objects.filter(segment=segment, number=number).first()
    if placement is None or placement.settled_on is None or placement.redeemed_on is not None:
        return book_yen == 0
    prices = (placement.price_yen, placement.face_yen)
    return min(prices) <= book_yen <= max(prices)


def problems_with_line(line: RightLine) -> list[Problem]:
    """Why a line cannot be posted."""
    sides = [BY_CODE.get(code) for code in (line.debit, line.credit)]
    if any(side is None or side.is_group for side in sides) or line.debit == line.credit:
        return [
            Problem(
                "account",
                f"科目 {line.debit}／{line.credit} は使えません。",
                "科目表の科目を、借方と貸方で別に選んでください。",
            )
        ]
    if len({side.book for side in sides if side}) > 1:
        return [
            Problem(
                "book",
                "借方と貸方の帳簿（財産・予算）が違います。",
                "同じ帳簿の科目を選んでください。",
            )
        ]
    if {line.debit, line.credit} & set(BETWEEN_SEGMENTS):
        return [
            Problem(
                "linked_account",
                "他勘定の科目は訂正では使えません。",
                "誤入金又は配賦の手続で記帳してください。",
            )
        ]
    return [] if line.yen > 0 else [Problem("amount", "金額は1円以上です。", "確認してください。")]


def day_of_correction(wrong: EntryRow, today: date) -> tuple[date, bool]:
    """When an entry is corrected, and whether as 決算整理: in its 13th period while it is open."""
    own = period_of(wrong.segment, wrong.period)
    if own is not None and own.kind == "A" and not own.is_closed:
        return wrong.effective_on, True
    return open_day(wrong.segment, wrong.effective_on, today), False


def corrected_entry(
    given: Correction, wrong: EntryRow, year: int | None, today: date
) -> Entry | None:
    """The right entry: the same event, the wrong one's day as its original day."""
    if not given.lines:
        return None
    lines = tuple(
        Line(
            BY_CODE[line.debit].book,
            line.debit,
            line.credit,
            line.yen,
            budget_year=year,
            item=line.item or None,
        )
        for line in given.lines
    )
    on, is_adjusting = day_of_correction(wrong, today)
    memo = f"訂正 仕訳第{wrong.seq}号（{day_text(wrong.effective_on)}） {given.reason}"
    original = None if on == wrong.effective_on else wrong.effective_on
    return Entry(wrong.event, on, lines, memo, original, is_adjusting)


@act
def propose_correction(given: Correction, *, actor: Person, now: datetime, key: str) -> ActRecord:
    """Put the correction up: what is reversed, and what is booked instead."""
    wrong = entry(given.segment, given.seq)
    lines = postings(given.segment, given.seq)
    refuse_if(problems_correcting(given, wrong, lines))
    assert wrong is not None, "it was found"
    right = corrected_entry(given, wrong, lines[0].budget_year, jst_day(now))
    voucher, draft = draw_up(
        Slip(
            given.segment,
            Voucher.Kind.CORRECTION,
            wrong.total_yen,
            given.reason,
            (
                (
                    "訂正する仕訳",
                    f"第{wrong.seq}号（{day_text(wrong.effective_on)}、{wrong.memo}）",
                ),
                ("仕訳の合計", format_yen(wrong.total_yen)),
            ),
            entries=(Planned(given.segment, right),) if right else (),
            reverses=given.seq,
        )
    )
    return record_act(voucher, seq=given.seq, version=draft.version)

"""What a correction must leave true: what was paid, received and placed stays as recorded.

It is asked when the correction is put up and again once it is posted, under the 勘定's lock.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from fund.chart import ACCRUED, PLACEMENTS
from fund.entries.strays import SUSPENSE
from fund.holdings import INCOME, item_sums
from fund.models import Placement, Voucher
from fund.queries import EntryRow, PostingRow, balance, entry, postings
from fund.strays import sum_yen, suspended
from fund.vouchers import DOCUMENT
from workflow.calendar import day_text
from workflow.models import Draft
from workflow.problems import Problem

# What vouchers owe until the cashier has paid it.
PAYABLES = ("2202", "2203")
OF_HOLDINGS = frozenset({"PLACEMENT", "INTEREST_RECEIVED", "HOLDING_VALUED", "REDEMPTION"})


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


def problems_with_records(
    given: Correction, wrong: EntryRow, lines: list[PostingRow], *, is_posted: bool = False
) -> list[Problem]:
    """Why the ledger would no longer say what the records say, so that nothing closes any more.

    is_posted: the ledger shows the correction already.
    """
    problems = []
    if wrong.event == "ENDOWMENT" and given.lines:
        problems.append(
            Problem(
                "endowment",
                "基金の造成は、受入れの記録と同じ仕訳でなければなりません。",
                "正しい行を入れずに取り消し、基金の造成で改めて記帳してください"
                "（照会番号には枝番を付けます）。",
                "seq",
            )
        )
    suspense_yen = sum(changes(given.lines, lines, (SUSPENSE,)).values())
    stands_yen = balance(given.segment, SUSPENSE) - (0 if is_posted else suspense_yen)
    if suspense_yen and stands_yen != sum_yen(suspended(given.segment)):
        problems.append(
            Problem(
                "stray_receipt",
                "仮受金の残高が、整理していない不明入金の記録の合計と合わなくなります。",
                "整理の前の不明入金は、整理の起票で記帳を取り消し、不明入金の記帳で正しく記帳し直してください"
                "（照会番号には枝番を付けます）。整理の後は、仮受金の行の額を変えず、整理の仕訳の"
                "相手科目を訂正してください。",
                "seq",
            )
        )
    problems += problems_with_payment(given, wrong, lines)
    problems += problems_with_interest(given, wrong)
    return problems + problems_with_holdings(given, wrong, lines, is_posted=is_posted)


def problems_once_corrected(voucher: Voucher, draft: Draft) -> list[Problem]:
    """Why the correction, which is posted by now, is none: the records moved meanwhile."""
    seq = draft.content["reverses"]
    wrong = entry(voucher.segment, seq)
    assert wrong is not None, "it was there when it was put up"
    right = tuple(
        RightLine(line["debit"], line["credit"], line["yen"], line["item"] or "")
        for each in draft.content["entries"]
        for line in each["lines"]
    )
    given = Correction(voucher.segment, seq, voucher.reason, right)
    return problems_with_records(given, wrong, postings(voucher.segment, seq), is_posted=True)


def problems_with_payment(
    given: Correction, wrong: EntryRow, lines: list[PostingRow]
) -> list[Problem]:
    """Why something else would be owed than what the cashier paid."""
    codes = [c for c in PAYABLES if sum(changes(given.lines, lines, (c,)).values())]
    voucher = voucher_behind(wrong) if codes else None
    if voucher is None or voucher.settled_on is None:
        return []
    return [
        Problem(
            "paid",
            f"伝票 {voucher.number} は {day_text(voucher.settled_on)} に支払済みです。"
            f"科目 {'、'.join(codes)} の額を変えると、支払った額と合わなくなります。",
            "未払の額を変えずに起票してください。返金を受けた額は、借方を普通預金、貸方をその未払の科目と"
            "する行で加えます。不足は、別に起票してください。",
            "seq",
        )
    ]


def voucher_behind(row: EntryRow) -> Voucher | None:
    """The voucher an entry was booked for; of a correction, the one of what was corrected."""
    if row.document is None:
        return None
    draft = Draft.objects.filter(pk=row.document, document=DOCUMENT).first()
    if draft is None:
        return None
    voucher = Voucher.objects.get(pk=draft.subject_id)
    if voucher.kind != Voucher.Kind.CORRECTION:
        return voucher
    wrong = entry(voucher.segment, draft.content["reverses"])
    return voucher_behind(wrong) if wrong else None


def problems_with_interest(given: Correction, wrong: EntryRow) -> list[Problem]:
    """Why the next valuation would book interest again: what has it for income is no holding.

    Only interest of the account itself, corrected as such, names none.
    """
    codes = {ACCRUED, *INCOME} if wrong.event in OF_HOLDINGS else {ACCRUED, "4202"}
    loose = {x.item for x in given.lines if codes & {x.debit, x.credit}}
    known = Placement.objects.filter(segment=given.segment, settled_on__isnull=False)
    loose -= set(known.values_list("number", flat=True))
    if not loose:
        return []
    named = "、".join(sorted(loose - {""}))
    return [
        Problem(
            "holding",
            f"利息の行の運用番号（{named}）は、受け渡した運用の番号ではありません。"
            if named
            else "利息の行に運用番号がありません。同じ利息が期末評価で再び計上されます。",
            "その利息を生んだ運用の番号を「費目・運用番号」に入れてください。運用の利息でなかったときは、"
            "正しい行を入れずに取り消し、不明入金として記帳し直してください。",
        )
    ]


def problems_with_holdings(
    given: Correction, wrong: EntryRow, lines: list[PostingRow], *, is_posted: bool
) -> list[Problem]:
    """Why a placement would no longer stand at what its record says."""
    sums, ahead = item_sums(given.segment), 0 if is_posted else 1
    changed = changes(given.lines, lines, PLACEMENTS)
    loose = [
        item
        for item, yen in changed.items()
        if not stands(
            given.segment, item, ahead * yen + sum(sums.get((item, c), 0) for c in PLACEMENTS)
        )
    ]
    accrued = changes(given.lines, lines, (ACCRUED,))
    if wrong.event == "PLACEMENT":
        loose = [*changed, *accrued]
    problems = []
    if loose:
        problems.append(
            Problem(
                "placement",
                f"運用（{'、'.join(sorted(set(loose)))}）の額が、運用の記録と合わなくなります。",
                "運用番号ごとの額を変えず、科目又は利息だけを訂正してください。同じ額面の運用の償還を"
                "取り違えたときは、次に入金する償還を、保有中のまま残った運用の償還として記帳してください。",
                "seq",
            )
        )
    ends = [
        item
        for item, yen in accrued.items()
        if item and not may_accrue(given.segment, item, ahead * yen + sums.get((item, ACCRUED), 0))
    ]
    if ends:
        problems.append(
            Problem(
                "accrued",
                f"運用（{'、'.join(sorted(ends))}）の未収収益が、零未満になるか、償還の後に残ります。",
                "受け取った利息で精算済みの未収収益は、訂正を要しません。この起票は差し戻してください。",
                "seq",
            )
        )
    return problems


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


def stands(segment: int, number: str, book_yen: int) -> bool:
    """Whether a placement may stand at this: between price and face while held, else at nothing."""
    placement = Placement.objects.filter(segment=segment, number=number).first()
    if placement is None or placement.settled_on is None or placement.redeemed_on is not None:
        return book_yen == 0
    prices = (placement.price_yen, placement.face_yen)
    return min(prices) <= book_yen <= max(prices)


def may_accrue(segment: int, number: str, accrued_yen: int) -> bool:
    """Whether this may have accrued: never less than nothing, and nothing once it is paid back."""
    over = Placement.objects.filter(segment=segment, number=number, redeemed_on__isnull=False)
    return accrued_yen == 0 or (accrued_yen > 0 and not over.exists())

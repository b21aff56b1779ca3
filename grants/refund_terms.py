"""What a 返還命令 demands and which receipts it reaches back to (適正化法18条, 同施行令10条).

Pure data and rules: the ground, the amounts on days, the lots, and every reason why a set of
figures contradicts itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from fund.money import assert_yen, format_yen
from workflow.calendar import day_text
from workflow.problems import Problem


class Ground(StrEnum):
    """The provision behind a 返還命令; it alone decides whether 加算金 is due."""

    ART17_1 = "ART17_1"
    ART18_2 = "ART18_2"
    ART10 = "ART10"

    @property
    def label(self) -> str:
        """The article as it is printed."""
        return _GROUND_LABELS[self]

    @property
    def bears_surcharge(self) -> bool:
        """True only for 17条1項 (適正化法19条1項)."""
        return self is Ground.ART17_1


_GROUND_LABELS = {
    Ground.ART17_1: "適正化法17条1項(交付決定の取消し)",
    Ground.ART18_2: "適正化法18条2項(額の確定後の超過額)",
    Ground.ART10: "適正化法10条1項(事情変更による取消し)",
}


class DatedYen(NamedTuple):
    """An amount on a day: a receipt by the recipient, a lot of it, or a payment to NEDO."""

    on: date
    yen: int


@dataclass(frozen=True, slots=True)
class RefundTerms:
    """What a 返還命令 says, with the receipts it reaches back to.

    receipts: what the recipient received and no earlier order has taken, see
    `remaining_receipts`; dated by the day the money reached the account. due_on: already the
    effective date; it is never moved for a holiday here.
    """

    ground: Ground
    refund_yen: int
    due_on: date
    receipts: tuple[DatedYen, ...]


def by_day(rows: Iterable[DatedYen]) -> dict[date, int]:
    """Amounts of each day added up, days ascending."""
    total: dict[date, int] = {}
    for on, yen in sorted(rows):
        total[on] = total.get(on, 0) + yen
    return total


def lots_for_refund(receipts: Sequence[DatedYen], refund_yen: int) -> tuple[DatedYen, ...]:
    """The receipts a refund takes, the latest first (令10条1項); one lot a day, ascending."""
    assert_yen(refund_yen)
    assert 0 < refund_yen <= sum(r.yen for r in receipts), "a refund stays within the receipts"
    rest = refund_yen
    lots: list[DatedYen] = []
    for on, yen in reversed(by_day(receipts).items()):
        taken = min(yen, rest)
        rest -= taken
        if taken:
            lots.append(DatedYen(on, taken))
    return tuple(reversed(lots))


def remaining_receipts(
    receipts: Sequence[DatedYen], earlier_lots: Sequence[DatedYen]
) -> tuple[DatedYen, ...]:
    """What earlier orders on the same grant left of its receipts, one row a day, ascending."""
    left = by_day(receipts)
    for on, yen in by_day(earlier_lots).items():
        assert yen <= left.get(on, 0), f"earlier orders took more of {on} than was received"
        left[on] -= yen
    return tuple(DatedYen(on, yen) for on, yen in left.items() if yen)


def problems_assessing(
    terms: RefundTerms, payments: Sequence[DatedYen], as_of: date | None
) -> list[Problem]:
    """Every reason why these figures cannot be assessed; `field` is a path like payments[1][0]."""
    problems = _problems_with_sums(terms, payments)
    if problems:
        return problems
    latest = lots_for_refund(terms.receipts, terms.refund_yen)[-1].on
    dated = [("due_on", terms.due_on)]
    dated += [(f"payments[{i}][0]", p.on) for i, p in enumerate(payments)]
    dated += [("as_of", as_of)] if as_of else []
    text = f"返還の対象となる最後の受領日（{day_text(latest)}）より前の日付です。"
    problems = [Problem("before_receipt", text, field=path) for path, on in dated if on < latest]
    if as_of is None and sum(p.yen for p in payments) < terms.refund_yen:
        text = "元本が完納されていないため、計算の基準日が必要です。"
        problems.append(Problem("principal_open", text, field="as_of"))
    return problems


def _problems_with_sums(terms: RefundTerms, payments: Sequence[DatedYen]) -> list[Problem]:
    sums = [("refund_yen", terms.refund_yen)]
    sums += [(f"receipts[{i}][1]", r.yen) for i, r in enumerate(terms.receipts)]
    sums += [(f"payments[{i}][1]", p.yen) for i, p in enumerate(payments)]
    problems = [
        Problem("not_positive", "金額は1円以上でなければなりません。", field=path)
        for path, yen in sums
        if yen <= 0
    ]
    received = sum(r.yen for r in terms.receipts)
    if not problems and terms.refund_yen > received:
        text = f"返還額が受領額の合計({format_yen(received)})を超えています。"
        problems.append(Problem("above_receipts", text, field="refund_yen"))
    return problems


def assert_types(terms: RefundTerms, payments: Sequence[DatedYen], as_of: date | None) -> None:
    """Stop on a bool, a float or a datetime: our own mistake, not the user's."""
    for yen in (terms.refund_yen, *(r.yen for r in terms.receipts), *(p.yen for p in payments)):
        assert_yen(yen)
    days = [terms.due_on, *(r.on for r in terms.receipts), *(p.on for p in payments)]
    assert all(type(on) is date for on in days), "days are dates, not datetimes"
    assert as_of is None or type(as_of) is date, "the day of assessment is a date"

"""加算金 and 延滞金 on a 返還命令, to the yen (適正化法19条, 同施行令10条, 11条).

Both run on the principal only, never on each other. All arithmetic is yen × days in whole
numbers, multiplied by a daily rate (a Fraction, given by the caller from the law's row) and cut
down once for each of the two totals.

    加算金  only after a cancellation under 17条1項; counts the day of receipt and the day of
            payment (19条1項), each instalment from its own day of receipt.
    延滞金  after every order; counts from the day after the due date to the day of payment
            (19条2項).

Every payment goes to the principal until that is paid (令10条2項); a part payment lowers the
base from the next day on. What is paid beyond the principal pays 加算金, then 延滞金.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from grants.refund_terms import (
    DatedYen,
    RefundTerms,
    assert_types,
    by_day,
    lots_for_refund,
    problems_assessing,
)
from workflow.problems import refuse_if

# 年10.95%: 適正化法19条; a year counts as 365 days even when it has 366 (昭和45年法律13号25条).
# Acts read the rate from the law's rows; this is the default of the command only.
STATUTORY_DAILY_RATE = Fraction(3, 10_000)


class Charge(StrEnum):
    """The two charges."""

    SURCHARGE = "surcharge"
    LATE = "late"

    @property
    def label(self) -> str:
        """The Japanese name."""
        return "加算金" if self is Charge.SURCHARGE else "延滞金"


@dataclass(frozen=True, slots=True)
class Period:
    """Days on end with the same base, both ends counted: one line of the worksheet."""

    kind: Charge
    from_on: date
    to_on: date
    base_yen: int

    @property
    def days(self) -> int:
        """Number of days, both ends counted."""
        return (self.to_on - self.from_on).days + 1

    @property
    def yen_days(self) -> int:
        """Base × days, the figure the rate is applied to."""
        return self.base_yen * self.days


@dataclass(frozen=True, slots=True)
class Assessment:
    """The charges and what is still open of each.

    principal_paid_on: the day the principal was paid up, else None. Where money arrives later,
    what it paid of each kind is the difference of the open amounts before and after it.
    """

    surcharge_yen: int
    late_charge_yen: int
    principal_open_yen: int
    surcharge_open_yen: int
    late_charge_open_yen: int
    overpaid_yen: int
    principal_paid_on: date | None
    lots: tuple[DatedYen, ...]
    worksheet: tuple[Period, ...]

    def yen_days(self, kind: Charge) -> int:
        """Sum of yen × days of one charge."""
        return sum(period.yen_days for period in self.worksheet if period.kind is kind)


def _to_principal(payments: Iterable[DatedYen], refund_yen: int) -> tuple[DatedYen, ...]:
    """The part of each day's payments that pays principal (令10条2項), ascending."""
    rest = refund_yen
    parts: list[DatedYen] = []
    for on, yen in by_day(payments).items():
        part = min(yen, rest)
        rest -= part
        if part:
            parts.append(DatedYen(on, part))
    return tuple(parts)


def _periods(kind: Charge, steps: Iterable[tuple[int, int]], end: int) -> list[Period]:
    """Periods of constant base up to the day `end`, from (first day, change of base) steps.

    Days are ordinals, so that the day after the last day of the calendar is no error.
    """
    changes: dict[int, int] = {}
    for day, yen in steps:
        if day <= end:
            changes[day] = changes.get(day, 0) + yen
    firsts = sorted(changes)
    base = 0
    periods: list[Period] = []
    for first, following in zip(firsts, [*firsts[1:], end + 1], strict=False):
        base += changes[first]
        assert base > 0, "a base runs out only on the last day"
        periods.append(Period(kind, date.fromordinal(first), date.fromordinal(following - 1), base))
    return periods


def _surcharge_periods(
    lots: Sequence[DatedYen], paid: Sequence[DatedYen], end: int
) -> list[Period]:
    """From each lot's own receipt day; a payment lowers the base from the day after it."""
    steps = [(on.toordinal(), yen) for on, yen in lots]
    steps += [(on.toordinal() + 1, -yen) for on, yen in paid]
    return _periods(Charge.SURCHARGE, steps, end)


def _late_periods(terms: RefundTerms, paid: Sequence[DatedYen], end: int) -> list[Period]:
    """From the day after the due date, on what was then open (19条2項, 令11条)."""
    start = terms.due_on.toordinal() + 1
    steps = [(start, terms.refund_yen)]
    steps += [(max(on.toordinal() + 1, start), -yen) for on, yen in paid]
    return _periods(Charge.LATE, steps, end)


def assess(
    terms: RefundTerms, payments: Sequence[DatedYen], as_of: date | None, rate: Fraction
) -> Assessment:
    """Compute both charges of a refund order and what is open after the payments.

    payments: in any order; those after `as_of` are left out. Charges end on the day the
    principal is paid up, or on `as_of` when it is still open; `as_of` None asks for the former.
    rate: per day. Raises Refused with every reason when the figures contradict each other.
    """
    assert type(rate) is Fraction, "a rate is a Fraction"
    assert rate >= 0, "a charge is not negative"
    assert_types(terms, payments, as_of)
    refuse_if(problems_assessing(terms, payments, as_of))

    counted = [p for p in payments if as_of is None or p.on <= as_of]
    paid = _to_principal(counted, terms.refund_yen)
    principal_open = terms.refund_yen - sum(p.yen for p in paid)
    paid_on = paid[-1].on if principal_open == 0 else None
    last_on = paid_on or as_of
    assert last_on is not None, "an open principal needs a day of assessment"

    end = last_on.toordinal()
    lots = lots_for_refund(terms.receipts, terms.refund_yen)
    surcharge_lines = _surcharge_periods(lots, paid, end) if terms.ground.bears_surcharge else []
    late_lines = _late_periods(terms, paid, end)
    surcharge = _charge_yen(surcharge_lines, rate)
    late = _charge_yen(late_lines, rate)

    surplus = sum(p.yen for p in counted) - sum(p.yen for p in paid)
    to_surcharge = min(surplus, surcharge)
    to_late = min(surplus - to_surcharge, late)
    return Assessment(
        surcharge_yen=surcharge,
        late_charge_yen=late,
        principal_open_yen=principal_open,
        surcharge_open_yen=surcharge - to_surcharge,
        late_charge_open_yen=late - to_late,
        overpaid_yen=surplus - to_surcharge - to_late,
        principal_paid_on=paid_on,
        lots=lots,
        worksheet=(*surcharge_lines, *late_lines),
    )


def _charge_yen(periods: Iterable[Period], rate: Fraction) -> int:
    """One floor for the whole total, never one a period."""
    return sum(p.yen_days for p in periods) * rate.numerator // rate.denominator

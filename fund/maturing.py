"""What the placements will bring, by day: coupons, and at maturity the face value and the rest.

Foreseen from their terms, in whole yen cut down; what the bank's line says may differ by a few yen.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from fund.holdings import approved_unsettled, holdings_of
from fund.income import income_of
from fund.interest import accrued_yen, coupon_yen, last_coupon_on
from fund.models import InterestReceipt, Placement
from workflow.calendar import month_end
from workflow.law import banking_days


@dataclass(frozen=True)
class Movement:
    """Money a placement brings (or takes, as it is bought) on a day, in yen.

    income_yen: of it what the fund earned; it may be decided once it has joined the fund, at the
    end of that month (推進法34条3項).
    """

    on: date
    what: str
    cash_yen: int
    income_yen: int

    @property
    def joins_on(self) -> date:
        """The day its income may join the fund."""
        return month_end(self.on)


def movements_of(segment: int, today: date) -> list[Movement]:
    """Everything the placements of a segment move from today on, by day; overdue counts today."""
    found = [move for held in holdings_of(segment) for move in _to_come(held.placement)]
    for placement in approved_unsettled(segment):
        paid = placement.price_yen + placement.accrued_yen
        found.append(Movement(placement.settles_on, f"運用の取得（{placement}）", -paid, 0))
        found += _to_come(placement)
    dated = (
        Movement(max(move.on, today), move.what, move.cash_yen, move.income_yen) for move in found
    )
    return sorted(dated, key=lambda move: (move.on, move.what))


def received_not_joined_yen(segment: int, today: date) -> int:
    """Income that has arrived and may join the fund at this month's end."""
    return income_of(segment, today).to_release_yen


def _to_come(placement: Placement) -> Iterator[Movement]:
    coupons = list(_coupon_days(placement))
    rate = placement.rate
    for on in coupons:
        paid = coupon_yen(placement.face_yen, rate, placement.coupon_months)
        # Interest bought with the paper comes back with its first coupon and is no income.
        bought = placement.accrued_yen if on == coupons[0] and not _has_paid(placement) else 0
        if on < placement.matures_on:
            yield Movement(on, f"利払（{placement}）", paid, paid - bought)
        else:
            yield _maturity(placement, paid, bought)
    if not placement.coupon_months:
        began = placement.settled_on or placement.settles_on
        earned = accrued_yen(placement.face_yen, rate, began, placement.matures_on)
        yield _maturity(placement, placement.accrued_yen + earned, placement.accrued_yen)
    elif not coupons:
        # The last coupon came apart from the face value.
        yield _maturity(placement, 0, 0)


def _maturity(placement: Placement, interest_yen: int, bought_yen: int) -> Movement:
    gain = max(placement.face_yen - placement.price_yen, 0)
    return Movement(
        placement.matures_on, f"満期（{placement}）", placement.face_yen + interest_yen,
        gain + interest_yen - bought_yen,
    )  # fmt: skip


def _coupon_days(placement: Placement) -> Iterator[date]:
    """The coupon days not paid yet, maturity the last; none where interest comes at maturity."""
    every = placement.coupon_months
    if not every:
        return
    began = placement.settled_on or placement.settles_on
    last_paid = (
        InterestReceipt.objects.filter(placement=placement)
        .order_by("-received_on").values_list("received_on", flat=True).first()
    )  # fmt: skip
    since, days, on = _paid_through(last_paid) if last_paid else began, [], placement.matures_on
    while on > since:
        days.append(on)
        on = last_coupon_on(
            placement.matures_on, every, began, date.fromordinal(on.toordinal() - 1)
        )
    yield from reversed(days)


def _paid_through(received_on: date) -> date:
    # A coupon day on which banks are closed may have been paid on the last open day before.
    day_after = date.fromordinal(received_on.toordinal() + 1)
    return date.fromordinal(banking_days().next_open(day_after).toordinal() - 1)


def _has_paid(placement: Placement) -> bool:
    return InterestReceipt.objects.filter(placement=placement).exists()

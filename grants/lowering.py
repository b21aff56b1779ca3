"""減額: what an order lowered on appeal does to what was paid, owed and booked. Whole yen."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from fund.entries import (
    Entry,
    GrantBooks,
    charges_entry,
    charges_freed_entry,
    charges_lowered_entry,
    reallocation_entry,
    reduction_entry,
)
from grants.case import principal_paid_yen, standing_principal_yen
from grants.models import RefundOrder
from grants.refund_case import assessment_of, charges_paid, charges_waived

Pair = tuple[int, int]  # 加算金 and 延滞金


@dataclass(frozen=True)
class Lowering:
    """What a reduction does.

    open_yen: of the principal still to come. released_yen: of the principal already paid, which
    from now on pays something else. final: the charges as they are now, None while principal is
    open. more, less: charges booked from now on, or no longer. paid: by how much what pays 加算金
    and 延滞金 rises, or falls where more had been paid than is owed now. overpaid_yen: the rest.
    """

    open_yen: int
    released_yen: int = 0
    final: Pair | None = None
    more: Pair = (0, 0)
    less: Pair = (0, 0)
    paid: Pair = (0, 0)
    overpaid_yen: int = 0
    is_cleared: bool = False

    @property
    def freed(self) -> Pair:
        """Charges paid that are no longer owed."""
        return max(-self.paid[0], 0), max(-self.paid[1], 0)

    @property
    def met(self) -> Pair:
        """Charges that are paid by the reduction."""
        return max(self.paid[0], 0), max(self.paid[1], 0)


def lowering_of(order: RefundOrder, reduced_yen: int, as_of: date) -> Lowering:
    """Work out the reduction: principal first, then 加算金, then 延滞金, the rest 過誤納金.

    What was waived stays waived, up to what is still charged.
    """
    in_principal = principal_paid_yen(order)
    after = standing_principal_yen(order) - reduced_yen
    if after > in_principal:
        return Lowering(open_yen=reduced_yen)
    final = (0, 0)
    if after:
        found = assessment_of(order, as_of, less_yen=reduced_yen)
        final = (found.surcharge_yen, found.late_charge_yen)
    waived, before = charges_waived(order), charges_paid(order)
    owed = _beyond(final, waived)
    booked = _beyond((order.surcharge_yen or 0, order.late_yen or 0), waived)
    released = in_principal - after
    money = released + sum(before)
    surcharge = min(money, owed[0])
    late = min(money - surcharge, owed[1])
    return Lowering(
        open_yen=reduced_yen - released,
        released_yen=released,
        final=final,
        more=_beyond(owed, booked),
        less=_beyond(booked, owed),
        paid=(surcharge - before[0], late - before[1]),
        overpaid_yen=money - surcharge - late,
        is_cleared=(surcharge, late) == owed,
    )


def _beyond(yen: Pair, less: Pair) -> Pair:
    return max(yen[0] - less[0], 0), max(yen[1] - less[1], 0)


def lowering_entries(
    books: GrantBooks, lowering: Lowering, how: dict[str, Any]
) -> Iterator[tuple[str, Entry]]:
    """The entries of a reduction, each with the part of the act's key it goes under.

    how: from_advance, is_fixed, same_year, on, memo, as `reduction_entry` takes them.
    """
    on, memo = how["on"], how["memo"]
    if lowering.open_yen:
        yield "", reduction_entry(books, lowering.open_yen, **how)
    if any(lowering.more):
        yield "charges", charges_entry(books, *lowering.more, on, memo)
    surcharge = min(lowering.met[0], lowering.released_yen)
    late = min(lowering.met[1], lowering.released_yen - surcharge)
    if any(lowering.freed):
        # The one charge may be met by the other where the principal released does not suffice.
        moved = sum(lowering.met) - surcharge - late
        yield "freed", charges_freed_entry(books, *lowering.freed, moved, on, memo)
    if any(lowering.less):
        # After what was paid is open again: a receivable is never less than nothing.
        yield "lowered", charges_lowered_entry(books, *lowering.less, on, memo)
    if lowering.released_yen:
        rest = lowering.released_yen - surcharge - late
        yield (
            "paid",
            reallocation_entry(books, surcharge=surcharge, late=late, overpaid=rest, **how),
        )

"""Pure: what matures against what is to be paid, by month, and where cash falls short."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from workflow.calendar import month_end


@dataclass(frozen=True)
class Flow:
    """Money expected on a day, in yen; what: number of the holding, case or voucher."""

    on: date
    yen: int
    what: str = ""
    voucher: UUID | None = None


@dataclass(frozen=True)
class Rung:
    """A month: what matures, what is to be paid, and the cash left at its end (negative: short)."""

    ends_on: date
    matures_yen: int
    due_yen: int
    cash_yen: int

    @property
    def short_yen(self) -> int:
        """By how much cash falls short at the month's end; 0 when it suffices."""
        return max(-self.cash_yen, 0)


def rungs(today: date, cash_yen: int, maturing: Iterable[Flow], due: Iterable[Flow]) -> list[Rung]:
    """The months from this one to the last in which anything moves; what is overdue counts now."""
    came, went = _by_month(maturing, today), _by_month(due, today)
    last = max([month_end(today), *came, *went])
    found, month = [], month_end(today)
    while month <= last:
        cash_yen += came[month] - went[month]
        found.append(Rung(month, came[month], went[month], cash_yen))
        month = month_end(date.fromordinal(month.toordinal() + 1))
    return found


def first_short(ladder: Iterable[Rung]) -> Rung | None:
    """The first month whose cash does not suffice, or None."""
    return next((rung for rung in ladder if rung.short_yen), None)


def _by_month(flows: Iterable[Flow], today: date) -> defaultdict[date, int]:
    sums: defaultdict[date, int] = defaultdict(int)
    for flow in flows:
        sums[month_end(max(flow.on, today))] += flow.yen
    return sums

"""Pure sums of a grant: what is granted, what may be advanced, what is fixed. Whole yen only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from fund.money import floor_to, share


@dataclass(frozen=True)
class CostLine:
    """A cost item: eligible cost in yen and the rate at which it is subsidised."""

    item: str
    cost_yen: int
    rate: Fraction

    @property
    def grant_yen(self) -> int:
        """⌊cost × rate⌋, cut to one yen per line."""
        return share(self.cost_yen, self.rate)


def granted_yen(lines: Iterable[CostLine], unit_yen: int) -> int:
    """The grant for these costs: the sum over the lines, cut once to the unit (千円未満切捨て)."""
    return floor_to(sum(line.grant_yen for line in lines), unit_yen)


def advance_ceiling_yen(decided_yen: int, verified: Iterable[CostLine], advanced_yen: int) -> int:
    """How much more may be advanced: within verified cost × rate and within the decision."""
    earned = sum(line.grant_yen for line in verified)
    return max(min(decided_yen, earned) - advanced_yen, 0)


def fixed_yen(decided_yen: int, admitted: Iterable[CostLine], unit_yen: int = 1) -> int:
    """額の確定 (15条): what the admitted costs earn, never above the decision.

    unit_yen: each line is cut to it by the rounding rule in force.
    """
    return min(decided_yen, sum(floor_to(line.grant_yen, unit_yen) for line in admitted))


def changed_yen(decided_yen: int, old_yen: int, new_yen: int, cancelled_yen: int) -> int:
    """The decision after a change of costs that earned old_yen and now earn new_yen.

    It rises by what the costs earn more; when they earn less it falls to that, less what a
    cancellation took: a change never gives back what was cancelled.
    """
    if new_yen > old_yen:
        return decided_yen + new_yen - old_yen
    return min(decided_yen, max(new_yen - cancelled_yen, 0))


def is_minor_transfer(
    before_yen: Sequence[int], after_yen: Sequence[int], limits: Sequence[Fraction]
) -> bool:
    """軽微な変更 (7条1項1号, 流用): same total, and no cost line grows by more than its limit.

    limits: per line the share of its own cost by which it may grow without approval; 0 for labour
    cost.
    """
    lines = list(zip(before_yen, after_yen, limits, strict=True))
    return sum(before_yen) == sum(after_yen) and all(
        new - old <= old * limit for old, new, limit in lines
    )

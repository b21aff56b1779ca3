"""Rounds of runs, references first and last in each, and the ratios that come of them."""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from tests.bench.loop import Run

REFERENCES = ("insert", "hot_update")


@dataclass(frozen=True)
class Measured:
    """One run in its place: which round, how many clients, and whether the machine was ours."""

    system: str
    clients: int
    round: int
    run: Run
    foreign_share: float
    is_clean: bool
    server_cpu: float = 0.0
    client_cpu: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """One line of JSON."""
        return {**vars(self), "run": self.run.as_dict(), "rate": self.run.rate}


@dataclass
class Comparison:
    """All runs so far. A figure needs three clean rounds; with fewer there is no result."""

    runs: list[Measured] = field(default_factory=list)
    missing: dict[str, str] = field(default_factory=dict)
    needed: int = 3

    def rates(self, system: str, clients: int) -> list[float]:
        """Clean rates of a system, one a round (a reference's two runs of a round averaged)."""
        by_round: dict[int, list[float]] = {}
        for one in self.runs:
            if (one.system, one.clients) == (system, clients) and one.is_clean:
                by_round.setdefault(one.round, []).append(one.run.rate)
        return [sum(found) / len(found) for found in by_round.values()]

    def p99(self, system: str, clients: int) -> float | None:
        """The median of the clean runs' 99th percentiles, in milliseconds."""
        found = [
            one.run.p99_ms
            for one in self.runs
            if (one.system, one.clients) == (system, clients) and one.is_clean
        ]
        return median(found) if len(found) >= self.needed else None

    def ratio(self, system: str, clients: int, to: str, to_clients: int) -> float | None:
        """Median rate over median rate; None where either was not measured cleanly."""
        above, below = self.rates(system, clients), self.rates(to, to_clients)
        if min(len(above), len(below)) < self.needed:
            return None
        return median(above) / median(below)


def order(systems: Iterable[str], turn: int) -> list[str]:
    """References, the systems in an order of this round's own, references again."""
    shuffled = sorted(systems)
    random.Random(turn).shuffle(shuffled)  # noqa: S311 - the order of a measurement
    return [*REFERENCES, *shuffled, *REFERENCES]


# Name, what is divided by what, and what is to be reached (performance of one entry at a time
# on a hot account is bounded by hot_update, not by insert).
Target = tuple[str, Callable[[Comparison], float | None], str, float]


def _p99(c: Comparison) -> float | None:
    ours, theirs = c.p99("ours", 8), c.p99("hot_update", 8)
    return ours / theirs if ours is not None and theirs else None


TARGETS: tuple[Target, ...] = (
    ("single, 8 clients ÷ hot_update", lambda c: c.ratio("ours", 8, "hot_update", 8), "≥", 0.30),
    ("single, 1 client ÷ insert", lambda c: c.ratio("ours", 1, "insert", 1), "≥", 0.30),
    ("single, 8 clients ÷ hordak", lambda c: c.ratio("ours", 8, "hordak", 8), "≥", 1.3),
    ("single, 1 client ÷ hordak", lambda c: c.ratio("ours", 1, "hordak", 1), "≥", 2.2),
    ("single, 8 clients ÷ pgledger", lambda c: c.ratio("ours", 8, "pgledger", 8), "≥", 1.3),
    ("p99, 8 clients ÷ hot_update's", _p99, "≤", 1.5),
    ("100 at once, 8 clients ÷ insert", lambda c: c.ratio("ours batch", 8, "insert", 8), "≥", 1.2),
    ("100 at once, 8 clients ÷ hordak", lambda c: c.ratio("ours batch", 8, "hordak", 8), "≥", 20),
    (
        "100 at once, 8 clients ÷ pgledger's",
        lambda c: c.ratio("ours batch", 8, "pgledger batch", 8), "≥", 6,
    ),
)  # fmt: skip


def verdicts(comparison: Comparison) -> list[dict[str, Any]]:
    """Each target with its figure: reached, missed, or no result."""
    found = []
    for name, reckon, sign, goal in TARGETS:
        value = reckon(comparison)
        is_reached = None
        if value is not None:
            is_reached = value >= goal if sign == "≥" else value <= goal
        found.append(
            {"name": name, "value": value, "goal": f"{sign} {goal}", "is_reached": is_reached}
        )
    return found


def table(comparison: Comparison) -> str:
    """For people: rates (min / median / max), then the ratios."""
    lines = ["| system | clients | entries/s min / median / max | p50 ms | p99 ms | clean runs |"]
    lines.append("|---|---|---|---|---|---|")
    for system, clients in sorted({(one.system, one.clients) for one in comparison.runs}):
        rates = comparison.rates(system, clients)
        own = [o for o in comparison.runs if (o.system, o.clients) == (system, clients)]
        clean = [o for o in own if o.is_clean]
        said = " / ".join(f"{f(rates):,.0f}" for f in (min, median, max)) if rates else "no result"
        times = [
            f"{median(getattr(o.run, name) for o in clean):.2f}" if clean else "–"
            for name in ("p50_ms", "p99_ms")
        ]
        lines.append(
            f"| {system} | {clients} | {said} | {' | '.join(times)} | {len(clean)}/{len(own)} |"
        )
    lines += ["", "| ratio | measured | to reach | |", "|---|---|---|---|"]
    for row in verdicts(comparison):
        value = "–" if row["value"] is None else f"{row['value']:.2f}"
        word = {None: "no result", True: "reached", False: "missed"}[row["is_reached"]]
        lines.append(f"| {row['name']} | {value} | {row['goal']} | {word} |")
    lines += [f"not measured: {name}: {why}" for name, why in comparison.missing.items()]
    return "\n".join(lines)

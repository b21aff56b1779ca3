"""How busy the machine is with other things: a figure taken beside them is thrown away."""

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
CLEAN_SHARE = 0.12


@dataclass
class Meter:
    """Seconds of processor time during a run: of everybody, of our clients, of the server."""

    total: float = 0.0
    clients: float = 0.0
    server: float = 0.0
    elapsed: float = 0.0

    @property
    def foreign_share(self) -> float:
        """The share of the machine that somebody else used."""
        cores = os.cpu_count() or 1
        return max(0.0, self.total - self.clients - self.server) / (self.elapsed * cores)

    @property
    def is_clean(self) -> bool:
        """Whether the machine was ours."""
        return self.foreign_share <= CLEAN_SHARE


@contextmanager
def metered(postmaster: int) -> Iterator[Meter]:
    """Measure what happens inside; the server is known by its first process."""
    meter = Meter()
    before = _now(postmaster)
    yield meter
    after = _now(postmaster)
    meter.total, meter.clients, meter.server, meter.elapsed = (
        b - a for a, b in zip(before, after, strict=True)
    )


def _now(postmaster: int) -> tuple[float, float, float, float]:
    return _busy(), _own(), _tree(postmaster), os.times().elapsed


def _busy() -> float:
    user, nice, system, _, _, irq, softirq, *_ = map(
        int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    )
    return (user + nice + system + irq + softirq) / TICK


def _own() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def _tree(postmaster: int) -> float:
    """The server's first process, what it has reaped, and its living children."""
    total = 0
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(entry.name) == postmaster:
            total += sum(map(int, fields[11:15]))
        elif int(fields[1]) == postmaster:
            total += int(fields[11]) + int(fields[12])
    return total / TICK

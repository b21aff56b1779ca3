"""Clients that call one thing again and again: forked, started together, timed one by one."""

import multiprocessing
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection
from statistics import median
from typing import Any

WARM_UP_SECONDS = 1.0
# Makes a client's one call; it answers how many entries the call wrote.
Prepare = Callable[[int], Callable[[], int]]


@dataclass(frozen=True)
class Run:
    """What the clients of one run did. Latencies are of one call, in milliseconds.

    done: entries acknowledged within the timed seconds. written: with those of the warm-up.
    """

    done: int
    written: int
    seconds: float
    p50_ms: float
    p99_ms: float

    @property
    def rate(self) -> float:
        """Entries a second."""
        return self.done / self.seconds

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def percentile(ordered: list[float], share: float) -> float:
    """The value below which this share of an ordered list lies."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


def median_ms(ask: Callable[[], object], repeats: int = 15) -> float:
    """How long a question takes, the first time left out."""
    ask()
    found = []
    for _ in range(repeats):
        begun = time.perf_counter()
        ask()
        found.append((time.perf_counter() - begun) * 1_000)
    return median(found)


def timed(clients: int, seconds: float, prepare: Prepare, calls: int | None = None) -> Run:
    """Run clients side by side for so long, or until each has made so many calls.

    With a number of calls there is no warm-up: what is prepared would be used up by it.
    """
    context = multiprocessing.get_context("fork")
    ready = context.Barrier(clients)
    pipes, processes = [], []
    for number in range(clients):
        here, there = context.Pipe(duplex=False)
        process = context.Process(
            target=_client, args=(number, ready, seconds, prepare, calls, there)
        )
        process.start()
        there.close()
        pipes.append(here)
        processes.append(process)
    reports: list[tuple[list[float], int, int, float, float]] = [pipe.recv() for pipe in pipes]
    for process in processes:
        process.join()
        assert process.exitcode == 0, "a client died"
    latencies = sorted(latency for report in reports for latency in report[0])
    elapsed = max(report[4] for report in reports) - min(report[3] for report in reports)
    return Run(
        sum(report[1] for report in reports),
        sum(report[2] for report in reports),
        elapsed,
        percentile(latencies, 0.5) * 1000,
        percentile(latencies, 0.99) * 1000,
    )


def _client(
    number: int, ready: Any, seconds: float, prepare: Prepare, calls: int | None, answer: Connection
) -> None:
    one = prepare(number)
    ready.wait()
    warm = 0
    if calls is None:
        until = time.monotonic() + WARM_UP_SECONDS
        while time.monotonic() < until:
            warm += one()
        ready.wait()
    latencies: list[float] = []
    done = 0
    begun = time.monotonic()
    end = begun if calls is not None else begun + seconds
    while (len(latencies) < calls) if calls is not None else (time.monotonic() < end):
        start = time.monotonic()
        done += one()
        latencies.append(time.monotonic() - start)
    answer.send((latencies, done, done + warm, begun, time.monotonic()))
    answer.close()
    # Nothing of the parent's (its connections, its exit handlers) is this process's to end.
    os._exit(0)

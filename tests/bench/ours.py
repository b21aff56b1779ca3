"""This ledger under its clients: one entry, a hundred at once, a whole payment act.

A program of its own, for one run: `{"what": …, "clients": n, "seconds": s}` in, the run out. The
run is void unless every invariant of the segment holds afterwards and the head says what was
acknowledged. Chain, keys, bounds, foreign keys and append-only guards are on: there is no way off.
"""

import json
import random
import sys
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, connections

from fund import ledger, queries
from fund.books import open_segment
from fund.checks import run_checks
from fund.entries import Entry, Line
from grants.acts.confirm_payment import confirm_payment
from tests.bench.loop import Run, timed
from tests.grants.world import COSTS_YEN, MILLION, World
from tests.people import hire_inside, new_company

GRANTS = 1_000
DAY = date(2025, 4, 1)
ACTOR = UUID(int=1)
BATCH = 100
# A payment must be claimed, checked, approved and instructed before the measured act.
PAYMENTS_PER_CLIENT = 15


def new_segment() -> int:
    """The next free number, opened."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(segment_id) + 1 FROM ledger.segment")
        segment = int(cursor.fetchone()[0])
    open_segment(segment, f"BENCH_{segment}", f"計測{segment}", range(2024, 2027))
    return segment


def new_books() -> int:
    """A segment of its own, endowed, with a sub-account for each grant."""
    segment = new_segment()
    for n in range(GRANTS):
        ledger.open_grant_accounts(segment, ("B300",), f"G{n}", f"G{n}", UUID(int=n + 1), ACTOR)
    lines = (Line("P", "1101", "2151", 10**15), Line("B", "B100", "B200", 10**15))
    ledger.post(segment, Entry("ENDOWMENT", DAY, lines, "計測"), key="endow", actor=ACTOR)
    return segment


def an_entry(chance: random.Random) -> Entry:
    """One hot bounded account of the fund against one of a thousand grants."""
    n = chance.randrange(GRANTS)
    yen, grant = chance.randint(1, 1_000_000), UUID(int=n + 1)
    line = Line("B", "B200", f"B300:G{n}", yen, grant, 2025, None, ACTOR)
    return Entry("DECISION", DAY, (line,), "計測")


def single(segment: int) -> Callable[[int], Callable[[], int]]:
    """`ledger.post`, a transaction of its own each time."""

    def prepare(number: int) -> Callable[[], int]:
        chance = random.Random(number)  # noqa: S311 - amounts of a measurement

        def one() -> int:
            ledger.post(segment, an_entry(chance), key=str(uuid4()), actor=ACTOR)
            return 1

        return one

    return prepare


def batch(segment: int) -> Callable[[int], Callable[[], int]]:
    """`ledger.post_batch` of a hundred."""

    def prepare(number: int) -> Callable[[], int]:
        chance = random.Random(number)  # noqa: S311 - amounts of a measurement

        def one() -> int:
            entries = [(str(uuid4()), an_entry(chance)) for _ in range(BATCH)]
            return len(ledger.post_batch(segment, entries, actor=ACTOR))

        return one

    return prepare


def payments(world: World, count: int) -> list[UUID]:
    """Payments with the bank, each waiting for its confirmation."""
    case = world.draft().to_running().inspect(*COSTS_YEN)
    found = []
    for _ in range(count):
        case.claim(MILLION // 10)
        case.check().approve().instruct()
        assert case.payment is not None
        found.append(case.payment)
    return found


def act_run(clients: int) -> Run:
    """`confirm_payment`: state, record, notices, evidence of approval and the entry, committed."""
    worlds, segment, people = [], new_segment(), hire_inside()
    for n in range(clients):
        world = World(segment, people, new_company(f"計測{n}"), new_company(f"計測他{n}"))
        if n == 0:
            world.endow()
        worlds.append((world, payments(world, PAYMENTS_PER_CLIENT)))
    before = queries.head(segment).seq

    def prepare(number: int) -> Callable[[], int]:
        world, waiting = worlds[number]
        rest = iter(waiting)

        def one() -> int:
            from_bank = f"BENCH-{uuid4()}"
            world.do(confirm_payment, next(rest), world.today, from_bank)
            return 1

        return one

    connections.close_all()
    run = timed(clients, 0, prepare, calls=PAYMENTS_PER_CLIENT)
    assert queries.head(segment).seq - before == run.written
    _hold(segment)
    return run


def _hold(segment: int) -> None:
    """Every invariant but the one about acts, where the ledger was called bare."""
    broken = {result.name for result in run_checks(f"BENCH_{segment}").broken}
    assert not broken - {"every_entry_has_its_act"}, f"void: {broken}"


def ledger_run(what: str, clients: int, seconds: float) -> Run:
    """One run of postings in books of its own, held to the invariants afterwards."""
    segment = new_books()
    before = queries.head(segment).seq
    connections.close_all()
    run = timed(clients, seconds, {"single": single, "batch": batch}[what](segment))
    assert queries.head(segment).seq - before == run.written, "acknowledged is not what is there"
    _hold(segment)
    return run


def main(argv: list[str]) -> None:
    """Print the run as JSON."""
    job: dict[str, Any] = json.loads(argv[0])
    if job["what"] == "act":
        run = act_run(job["clients"])
    else:
        run = ledger_run(job["what"], job["clients"], job["seconds"])
    print(json.dumps(run.as_dict()))  # noqa: T201 - this is the program's answer


if __name__ == "__main__":
    main(sys.argv[1:])

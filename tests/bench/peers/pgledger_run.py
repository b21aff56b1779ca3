"""pgledger under the same load: `pgledger_create_transfer`, and its array form for a hundred.

`{"database": url, "what": "single" | "batch", "clients": n, "seconds": s}` in, the run out.
"""

import json
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from tests.bench.loop import Run, timed

GRANTS = 1_000
BATCH = 100


def prepare(url: str, checkout: Path) -> None:
    """Its SQL files (those it brings along first), the fund's account and a thousand others."""
    with psycopg.connect(url) as connection:
        for file in [*sorted(checkout.glob("vendor/*/*.sql")), checkout / "pgledger.sql"]:
            connection.execute(file.read_bytes())
        connection.execute(
            "SELECT pgledger_create_account('a' || n, 'JPY') FROM generate_series(0, %s) n",
            [GRANTS],
        )


def accounts(connection: psycopg.Connection[Any]) -> list[str]:
    """The accounts' ids, the fund's first."""
    rows = connection.execute(
        "SELECT id FROM pgledger_accounts ORDER BY substr(name, 2)::int"
    ).fetchall()
    return [row[0] for row in rows]


def client(url: str, what: str) -> Callable[[int], Callable[[], int]]:
    """One transfer, or a hundred, a call."""

    def begin(number: int) -> Callable[[], int]:
        connection = psycopg.connect(url, autocommit=True)
        chance = random.Random(number)  # noqa: S311 - amounts of a measurement
        fund, *others = accounts(connection)

        def single() -> int:
            to, amount = chance.choice(others), chance.randint(1, 1_000_000)
            connection.execute("SELECT pgledger_create_transfer(%s, %s, %s)", [fund, to, amount])
            return 1

        def batch() -> int:
            made = [(chance.choice(others), chance.randint(1, 1_000_000)) for _ in range(BATCH)]
            connection.execute(
                "SELECT count(*) FROM pgledger_create_transfers(event_at => NULL,"
                " transfer_requests => ARRAY(SELECT (%s, t, a)::transfer_request"
                " FROM unnest(%s::text[], %s::numeric[]) u(t, a)))",
                [fund, [to for to, _ in made], [yen for _, yen in made]],
            )
            return BATCH

        return {"single": single, "batch": batch}[what]

    return begin


def state(url: str) -> tuple[int, int]:
    """How many transfers there are, and what the balances add up to."""
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT (SELECT count(*) FROM pgledger_transfers),"
            " (SELECT sum(balance) FROM pgledger_accounts)"
        ).fetchone()
    assert row is not None
    return int(row[0]), int(row[1])


def measure(url: str, what: str, clients: int, seconds: float) -> Run:
    """One run; void unless every acknowledged transfer is there and all balance."""
    before, _ = state(url)
    run = timed(clients, seconds, client(url, what))
    after, total = state(url)
    assert after - before == run.written
    assert total == 0
    return run


def main(argv: list[str]) -> None:
    """Print the run as JSON."""
    job: dict[str, Any] = json.loads(argv[0])
    if "checkout" in job:
        prepare(job["database"], Path(job["checkout"]))
        return
    run = measure(job["database"], job["what"], job["clients"], job["seconds"])
    print(json.dumps(run.as_dict()))  # noqa: T201 - this is the program's answer


if __name__ == "__main__":
    main(sys.argv[1:])

"""pgledger under the same load: `pgledger_create_transfer`, and its array form for a hundred.

`{"database": url, "what": "single" | "batch", "clients": n, "seconds": s}` in, the run out;
`{"database": url, "read": n}` in, milliseconds of reading n transfers out.
"""

import json
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from tests.bench.loop import Run, median_ms, timed

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


# The days are those of the books that `tests.bench.reading` grows; amounts only have to be some.
FILL = (
    """
    INSERT INTO pgledger_transfers (from_account_id, to_account_id, amount, created_at, event_at)
    SELECT fund.id, a.id, 1 + (i * 7919) %% 1000000, day, day
      FROM (SELECT i, DATE '2024-04-01' + make_interval(months => (i * 60 / %(n)s)::int)
                   + make_interval(days => ((i %% share) * 28 / share)::int) AS day
              FROM generate_series(0, %(n)s::bigint - 1) i,
                   (SELECT %(n)s::bigint / 60) s(share)) days
      JOIN pgledger_accounts a ON a.name = 'a' || 1 + (i * 7919) %% 1000
      JOIN pgledger_accounts fund ON fund.name = 'a0'
     ORDER BY i
    """,
    """
    INSERT INTO pgledger_entries (account_id, transfer_id, amount, account_previous_balance,
        account_current_balance, account_version, created_at)
    SELECT account, id, amount, sum(amount) OVER line - amount, sum(amount) OVER line,
           row_number() OVER line, event_at
      FROM (SELECT id, event_at, from_account_id AS account, -amount AS amount
              FROM pgledger_transfers
             UNION ALL SELECT id, event_at, to_account_id, amount FROM pgledger_transfers) leg
    WINDOW line AS (PARTITION BY account ORDER BY event_at, id ROWS UNBOUNDED PRECEDING)
     ORDER BY event_at, id
    """,
    """
    UPDATE pgledger_accounts a SET balance = last.balance, version = last.version
      FROM (SELECT DISTINCT ON (account_id) account_id, account_current_balance AS balance,
                   account_version AS version
              FROM pgledger_entries ORDER BY account_id, account_version DESC) last
     WHERE last.account_id = a.id
    """,
)


def read(url: str, entries: int) -> dict[str, float]:
    """Fill the books and read them; void unless balances and entries agree."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in FILL:
            connection.execute(statement.encode(), {"n": entries})
        connection.execute("VACUUM ANALYZE")
        row = connection.execute(
            "SELECT count(*), sum(amount) FROM pgledger_entries e JOIN pgledger_accounts a"
            " ON a.id = e.account_id AND a.name = 'a0'"
        ).fetchone()
        (balance,) = connection.execute(
            "SELECT balance FROM pgledger_accounts WHERE name = 'a0'"
        ).fetchone() or (None,)
        assert row == (entries, balance), "void: the fund's balance is not what its entries say"
        fund, *others = accounts(connection)
        return {
            "balance, hot account": median_ms(lambda: _balance(connection, fund)),
            "balance, one grant": median_ms(lambda: _balance(connection, others[6])),
            "statement, one grant, 12 months": median_ms(lambda: _year(connection, others[6])),
        }


def _balance(connection: psycopg.Connection[Any], account: str) -> object:
    query = "SELECT balance FROM pgledger_accounts_view WHERE id = %s"
    return connection.execute(query, [account]).fetchone()


def _year(connection: psycopg.Connection[Any], account: str) -> list[object]:
    rows = connection.execute(
        "SELECT * FROM pgledger_entries_view WHERE account_id = %s"
        " AND event_at >= '2027-04-01' AND event_at < '2028-04-01' ORDER BY account_version",
        [account],
    ).fetchall()
    assert rows, "void: a grant without entries"
    return list(rows)


def main(argv: list[str]) -> None:
    """Print the run as JSON."""
    job: dict[str, Any] = json.loads(argv[0])
    if "checkout" in job:
        prepare(job["database"], Path(job["checkout"]))
        return
    if "read" in job:
        print(json.dumps(read(job["database"], job["read"])))  # noqa: T201 - the program's answer
        return
    run = measure(job["database"], job["what"], job["clients"], job["seconds"])
    print(json.dumps(run.as_dict()))  # noqa: T201 - this is the program's answer


if __name__ == "__main__":
    main(sys.argv[1:])

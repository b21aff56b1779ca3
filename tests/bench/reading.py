"""Reading the ledger at growing sizes: a balance, a page, a statement, a trial balance as of a day.

`python -m tests.bench.reading [--sizes 100000,1000000] [--json]` builds books of each size by the
batch posting function, closes their months as time goes on, and times what the pages call. What is
read must not grow with the books; the plain sum, read beside, does. django-hordak (and pgledger
with `--pgledger DIR`) are filled with as many entries as the largest books and asked the same.
"""

import argparse
import importlib
import json
import os
import random
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import django
import psycopg

from tests.bench.__main__ import Bench, private_server
from tests.bench.loop import median_ms

MONTHS, GRANTS, BATCH = 60, 1_000, 500
FIRST_YEAR = 2024
ACTOR, APPROVER = UUID(int=1), UUID(int=2)
REPEATS = 15
HOT, COLD = "B200", "B300:G7"


def grow(entries: int) -> int:
    """A segment of its own with so many entries over five years, four and a half of them closed.

    Every entry moves one hot account of the fund against one of a thousand grants.
    """
    ledger, books, queries = _modules("fund.ledger", "fund.books", "fund.queries")
    calendar, lines = _modules("workflow.calendar", "fund.entries")
    segment = 1 + max(int(s.segment_id) for s in queries.segments())
    years = range(FIRST_YEAR, FIRST_YEAR + MONTHS // 12)
    books.open_segment(segment, f"READ_{segment}", f"読取{segment}", years)
    for n in range(GRANTS):
        ledger.open_grant_accounts(segment, ("B300",), f"G{n}", f"G{n}", UUID(int=n + 1), ACTOR)
    first = date(FIRST_YEAR, 4, 1)
    endowed = lines.Line("B", "B100", HOT, 10**15)
    entry = lines.Entry("ENDOWMENT", first, (endowed,), "計測")
    ledger.post(segment, entry, key="endow", actor=ACTOR)
    chance = random.Random(entries)  # noqa: S311 - amounts of a measurement
    for month in range(MONTHS):
        period = (FIRST_YEAR + month // 12) * 100 + month % 12 + 1
        starts, _ = calendar.fiscal_period_bounds(period)
        share = entries // MONTHS
        for begin in range(0, share, BATCH):
            numbers = range(begin, min(begin + BATCH, share))
            days = [starts + timedelta(days=n * 28 // share) for n in numbers]
            keyed = [
                (f"{period}:{n}", _entry(lines, day, chance))
                for n, day in zip(numbers, days, strict=True)
            ]
            ledger.post_batch(segment, keyed, actor=ACTOR)
        if month < MONTHS - 6:
            ledger.close_period(segment, period, actor=ACTOR, approver=APPROVER)
            if month % 12 == 11:
                ledger.close_period(segment, period + 1, actor=ACTOR, approver=APPROVER)
    return segment


def _entry(lines: Any, day: date, chance: random.Random) -> Any:
    n = chance.randrange(GRANTS)
    line = lines.Line(
        "B", HOT, f"B300:G{n}", chance.randint(1, 1_000_000), UUID(int=n + 1), FIRST_YEAR, None,
        ACTOR,
    )  # fmt: skip
    return lines.Entry("DECISION", day, (line,), "計測")


def questions(segment: int) -> dict[str, Callable[[], object]]:
    """What is timed, by name: as the pages and commands ask it."""
    queries, browsing, as_of = _modules("fund.queries", "fund.browsing", "fund.as_of")
    hot, cold = (browsing.account_of(segment, code) for code in (HOT, COLD))
    newest = queries.head(segment).seq
    year, ends = FIRST_YEAR + 3, date(FIRST_YEAR + 4, 3, 31)
    return {
        "balance, hot account": lambda: queries.balance(segment, HOT),
        "balance, one grant": lambda: queries.balance(segment, COLD),
        "page, hot account": lambda: browsing.account_page(segment, hot, browsing.Wanted()),
        "page, hot account, middle": lambda: browsing.account_page(
            segment, hot, browsing.Wanted(), after=(newest // 2, 1, 1)
        ),
        "page, one grant": lambda: browsing.account_page(segment, cold, browsing.Wanted()),
        "statement, one grant, 12 months": lambda: as_of.dated_statement(
            segment, COLD, date(year, 4, 1), ends, newest
        ),
        "trial balance, month end": lambda: queries.trial_balance(segment, ends),
        "trial balance, 16th of a month": lambda: queries.trial_balance(
            segment, date(FIRST_YEAR + 4, 2, 16)
        ),
        "trial balance, plain sum": lambda: as_of.summed_trial_balance(segment, ends),
        "known on a day": lambda: as_of.known_on(segment, ends),
    }


def read(segment: int, repeats: int = REPEATS) -> dict[str, float]:
    """Milliseconds of each question, the median of some."""
    return {name: median_ms(ask, repeats) for name, ask in questions(segment).items()}


def measure(sizes: list[int], admin_url: str) -> list[dict[str, Any]]:
    """Each size: its milliseconds. Void unless snapshot and plain sum agree to the yen."""
    queries, as_of = _modules("fund.queries", "fund.as_of")
    rows = []
    for size in sizes:
        segment = grow(size)
        day = date(FIRST_YEAR + 4, 2, 16)
        # Grown within minutes, the tables are not yet known to the planner.
        with psycopg.connect(admin_url, autocommit=True) as server:
            server.execute("VACUUM ANALYZE ledger.entry, ledger.posting, ledger.period_balance")
        agreed = queries.trial_balance(segment, day) == as_of.summed_trial_balance(segment, day)
        assert agreed, "void: the two ways of reading differ"
        rows.append({"entries": size, "ms": read(segment)})
    return rows


# How many times as long a peer takes at the largest size.
TIMES_AS_LONG = (
    ("hordak", "balance, hot account", 500.0),
    ("hordak", "statement, one grant, 12 months", 300.0),
    ("pgledger", "statement, one grant, 12 months", 4.0),
)


# What is divided by what, and what is to be reached: growth is the largest size ÷ the smallest.
def verdicts(
    rows: list[dict[str, Any]], peers: dict[str, dict[str, float]]
) -> list[dict[str, Any]]:
    """Each target with its ratio; none of growth where only one size was measured."""
    last = rows[-1]["ms"]
    faster = last["trial balance, plain sum"] / last["trial balance, month end"]
    found = [("plain sum ÷ snapshot", faster, "≥", 15.0)]
    # Growth alone would pass a page that is planned badly in small books.
    found += [
        (
            f"hot account's middle ÷ newest page at {row['entries']:,}",
            row["ms"]["page, hot account, middle"] / row["ms"]["page, hot account"], "≤", 6.0,
        )
        for row in rows
    ]  # fmt: skip
    found += [
        (f"{peer} ÷ ours: {name}", peers[peer][name] / last[name], "≥", goal)
        for peer, name, goal in TIMES_AS_LONG
        if peer in peers
    ]
    if len(rows) > 1:
        first = rows[0]["ms"]
        found += [
            (f"growth: {name}", last[name] / first[name], "≤", goal)
            for name, goal in (
                ("balance, hot account", 1.5), ("balance, one grant", 1.5),
                ("page, hot account", 6.0), ("page, hot account, middle", 6.0),
                ("page, one grant", 6.0),
                ("trial balance, month end", 2.0),
            )
        ]  # fmt: skip
    return [
        {"what": name, "ratio": round(ratio, 2), "goal": f"{sign} {goal}",
         "is_reached": ratio >= goal if sign == "≥" else ratio <= goal}
        for name, ratio, sign, goal in found
    ]  # fmt: skip


def _modules(*names: str) -> list[Any]:
    """Modules that can only be read once Django is ready."""
    return [importlib.import_module(name) for name in names]


def read_peers(bench: Bench, entries: int, chosen: argparse.Namespace) -> dict[str, Any]:
    """The other ledgers' milliseconds, by name."""
    found = {}
    if not chosen.no_hordak:
        bench.add_hordak()
        found["hordak"] = bench.read("hordak", entries)
    if chosen.pgledger:
        bench.add_pgledger(chosen.pgledger)
        found["pgledger"] = bench.read("pgledger", entries)
    return found


def main() -> int:
    """Measure, print, and end with 1 where a ratio is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.reading", description=__doc__)
    parser.add_argument("--sizes", default="100000", help="entries, comma-separated, rising")
    parser.add_argument("--pgledger", type=Path, metavar="DIR", help="a checkout of pgledger")
    parser.add_argument("--no-hordak", action="store_true", help="leave django-hordak out")
    parser.add_argument("--json", action="store_true", help="print JSON")
    chosen = parser.parse_args()
    sizes = [int(n) for n in chosen.sizes.split(",")]
    with private_server() as house:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        django.setup()
        database = house.logins()["fund_app"].database
        admin = replace(house.postgres.admin, database=database)
        rows = measure(sizes, admin.url())
        importlib.import_module("django.db").connections.close_all()
        peers = read_peers(Bench(house, seconds=0), sizes[-1], chosen)
    found = verdicts(rows, peers)
    if chosen.json:
        said = {"sizes": rows, "peers": peers, "targets": found}
        sys.stdout.write(json.dumps(said, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(_table(rows, peers, found))
    return 0 if all(one["is_reached"] for one in found) else 1


def _table(
    rows: list[dict[str, Any]], peers: dict[str, dict[str, float]], found: list[dict[str, Any]]
) -> str:
    columns = {f"{row['entries']:,}": row["ms"] for row in rows} | peers
    text = "| ms (median) | " + " | ".join(columns) + " |\n|---|" + "---|" * len(columns) + "\n"
    for name in rows[0]["ms"]:
        cells = [f"{ms[name]:.2f}" if name in ms else "" for ms in columns.values()]
        text += f"| {name} | " + " | ".join(cells) + " |\n"
    for one in found:
        word = "reached" if one["is_reached"] else "MISSED"
        text += f"{one['what']}: {one['ratio']} (goal {one['goal']}) {word}\n"
    return text


if __name__ == "__main__":
    sys.exit(main())

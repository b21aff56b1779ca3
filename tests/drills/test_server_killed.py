"""PostgreSQL killed with signal 9 under eight writers: what was acknowledged is there, once.

The oracle stands outside: for each strike a writer notes key and amount in a file of its own,
flushed to disk after the answer. What was sent and never answered is sent again with its key.
"""

import multiprocessing
import os
import random
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.drills import rounds
from tests.drills.cluster import Cluster, own_cluster, post

WRITERS = 8
KILLS = rounds(30, 1000)
# So many acknowledged entries at least before each strike.
BETWEEN_KILLS = 100
# An asynchronous commit is lost only when the kill comes before the log writer: some do.
CONTROL_KILLS = 4
SEGMENT = 1


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with own_cluster() as made:
        with psycopg.connect(made.superuser.url(), autocommit=True) as server:
            server.execute("CREATE TABLE careless (key text PRIMARY KEY, yen bigint NOT NULL)")
            server.execute("GRANT INSERT, SELECT ON careless TO fund_app")
        yield made


def _write(url: str, place: Path, number: int, is_careful: bool) -> None:
    """Post until the server is gone; note every acknowledged key, and the one that was asked."""
    chance = random.Random(os.urandom(8))  # noqa: S311 - amounts of a drill
    asked, told = (os.open(place / f"{name}{number}", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
                   for name in ("asked", "told"))  # fmt: skip
    try:
        with psycopg.connect(url, autocommit=True) as line:
            if not is_careful:
                line.execute("SET synchronous_commit = off")
            while True:
                key, yen = str(uuid.uuid4()), chance.randint(1, 1000)
                os.write(asked, f"{key} {yen}\n".encode())
                if is_careful:
                    post(line, SEGMENT, key, yen)
                else:
                    line.execute("INSERT INTO careless VALUES (%s, %s)", [key, yen])
                os.write(told, f"{key} {yen}\n".encode())
                os.fsync(told)
    except psycopg.Error:
        os._exit(0)


def _read(place: Path, name: str) -> dict[str, int]:
    rows = [
        line.split() for path in place.glob(f"{name}*") for line in path.read_text().splitlines()
    ]
    return {key: int(yen) for key, yen in rows}


def _one_kill(cluster: Cluster, place: Path, is_careful: bool) -> None:
    """Writers of this strike, their notes in a place of their own; then the strike."""
    place.mkdir()
    context = multiprocessing.get_context("fork")
    writers = [
        context.Process(target=_write, args=(cluster.app.url(), place, n, is_careful))
        for n in range(WRITERS)
    ]
    for writer in writers:
        writer.start()
    while len(_read(place, "told")) < BETWEEN_KILLS:
        time.sleep(0.05)
    time.sleep(random.random() * 0.1)  # noqa: S311 - when to strike
    cluster.kill()
    for writer in writers:
        writer.join(timeout=20)
        assert writer.exitcode == 0
    cluster.start()


def _kept(cluster: Cluster, sql: str, *given: object) -> dict[str, int]:
    with psycopg.connect(cluster.superuser.url()) as connection:
        return dict(connection.execute(sql.encode(), given).fetchall())


ENTRIES = f"SELECT idem_key, total FROM ledger.entry WHERE segment_id = {SEGMENT}"
HOW_MANY = f"SELECT 'entries', count(*) FROM ledger.entry WHERE segment_id = {SEGMENT}"


def test_what_was_acknowledged_is_there_once_after_every_kill(
    cluster: Cluster, tmp_path: Path
) -> None:
    asked: dict[str, int] = {}
    known = 0
    for number in range(KILLS):
        place = tmp_path / str(number)
        _one_kill(cluster, place, is_careful=True)
        told, now = _read(place, "told"), _read(place, "asked")
        kept = _kept(cluster, f"{ENTRIES} AND idem_key = ANY(%s)", list(now))
        assert {key: kept.get(key) for key in told} == told, "an acknowledged entry is lost"
        assert kept.items() <= now.items(), "an entry of another amount"
        known += len(kept)
        there = _kept(cluster, HOW_MANY)["entries"]
        assert there == known, "an entry of before is lost, or one is there that nobody asked for"
        asked |= now
    assert _kept(cluster, ENTRIES).items() <= asked.items()
    with psycopg.connect(cluster.app.url(), autocommit=True) as line:
        for key, yen in asked.items():
            post(line, SEGMENT, key, yen)
    assert _kept(cluster, ENTRIES) == asked
    assert cluster.broken() == []


def test_control_with_a_careless_commit_the_drill_sees_the_loss(
    cluster: Cluster, tmp_path: Path
) -> None:
    lost: set[str] = set()
    for number in range(CONTROL_KILLS):
        place = tmp_path / str(number)
        _one_kill(cluster, place, is_careful=False)
        kept = _kept(cluster, "SELECT key, yen FROM careless")
        lost |= _read(place, "told").keys() - kept.keys()
    assert lost

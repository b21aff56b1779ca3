"""PostgreSQL killed with signal 9 under eight writers: what was acknowledged is there, once.

The oracle stands outside: each writer notes key and amount in a file of its own, flushed to disk
after the answer. What was sent and never answered is sent again with its key.
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
    context = multiprocessing.get_context("fork")
    writers = [
        context.Process(target=_write, args=(cluster.app.url(), place, n, is_careful))
        for n in range(WRITERS)
    ]
    for writer in writers:
        writer.start()
    wanted = len(_read(place, "told")) + BETWEEN_KILLS
    while len(_read(place, "told")) < wanted:
        time.sleep(0.05)
    time.sleep(random.random() * 0.1)  # noqa: S311 - when to strike
    cluster.kill()
    for writer in writers:
        writer.join(timeout=20)
        assert writer.exitcode == 0
    cluster.start()


def _kept(cluster: Cluster, sql: str) -> dict[str, int]:
    with psycopg.connect(cluster.superuser.url()) as connection:
        return dict(connection.execute(sql.encode()).fetchall())


ENTRIES = f"SELECT idem_key, total FROM ledger.entry WHERE segment_id = {SEGMENT}"


def test_what_was_acknowledged_is_there_once_after_every_kill(
    cluster: Cluster, tmp_path: Path
) -> None:
    for _ in range(KILLS):
        _one_kill(cluster, tmp_path, is_careful=True)
        kept, told, asked = (
            _kept(cluster, ENTRIES), _read(tmp_path, "told"), _read(tmp_path, "asked"),
        )  # fmt: skip
        assert {key: kept.get(key) for key in told} == told, "an acknowledged entry is lost"
        assert kept.items() <= asked.items(), "an entry nobody asked for"
    with psycopg.connect(cluster.app.url(), autocommit=True) as line:
        for key, yen in asked.items():
            post(line, SEGMENT, key, yen)
    assert _kept(cluster, ENTRIES) == asked
    assert cluster.broken() == []


def test_control_with_a_careless_commit_the_drill_sees_the_loss(
    cluster: Cluster, tmp_path: Path
) -> None:
    lost: set[str] = set()
    for _ in range(CONTROL_KILLS):
        _one_kill(cluster, tmp_path, is_careful=False)
        kept = _kept(cluster, "SELECT key, yen FROM careless")
        lost |= _read(tmp_path, "told").keys() - kept.keys()
    assert lost

"""Sealing while eight write: a record that commits late is taken late, never passed over."""

import random
import threading
import time
from typing import Any

import psycopg

from fund.sealer import seal_now
from tests.drills import rounds
from tests.fund.conftest import Login
from tests.fund.test_seals import a_person, leaves_of, record

WRITERS = 8
RECORDS = rounds(15, 250)


class Careless:
    """A reader of "what is newer than the last one seen"."""

    def __init__(self) -> None:
        """Nothing was seen yet."""
        self.last = 0
        self.seen: set[str] = set()

    def read(self, line: psycopg.Connection[Any]) -> None:
        """Take what has a greater number."""
        rows = line.execute(
            "SELECT number, id::text FROM workflow_actrecord WHERE number > %s ORDER BY number",
            [self.last],
        ).fetchall()
        for number, row_id in rows:
            self.last = number
            self.seen.add(row_id)


def test_every_record_of_eight_writers_is_sealed_once_and_the_control_misses_some(
    segment: int, login: Login
) -> None:
    lines = [login("fund_app") for _ in range(WRITERS)]
    reading = login("fund_app")
    person = a_person(lines[0])
    written: list[str] = []

    def write(line: psycopg.Connection[Any]) -> None:
        chance = random.Random(id(line))  # noqa: S311 - how long a transaction stays open
        for _ in range(RECORDS):
            with line.transaction():
                row = record(line, person)
                # The number is drawn; who drew a later one may commit before.
                time.sleep(chance.random() * 0.02)
            written.append(str(row))

    careless = Careless()
    careless.read(reading)
    writers = [threading.Thread(target=write, args=(line,)) for line in lines]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        careless.read(reading)
        seal_now()
    careless.read(reading)
    seal_now()
    assert len(written) == WRITERS * RECORDS
    assert all(len(leaves_of(row)) == 1 for row in written)
    assert set(written) - careless.seen, "control: the careless reader was lucky, so was the drill"

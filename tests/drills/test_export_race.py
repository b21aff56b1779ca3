"""An export while eight write: every bundle is whole up to its seal, whatever came meanwhile."""

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from fund import queries
from fund.audit.bundle import Wanted, write_bundle
from fund.audit.reading import Sealed, Snapshot
from fund.sealer import seal_now
from tests.drills import rounds
from tests.drills.cluster import post
from tests.fund.audit.books import NOW
from tests.fund.audit.conftest import verify
from tests.fund.conftest import Login
from tests.fund.test_seals import a_person, record

WRITERS, PAUSE_SECONDS = 8, 0.02
EXPORTS = rounds(4, 40)
Connection = psycopg.Connection[Any]


@dataclass
class Writers:
    """Eight who write until they are told to stop: an act's record and an entry at a time.

    acknowledged: the keys of the entries whose commit was confirmed; records likewise.
    """

    segment: int
    acknowledged: list[str] = field(default_factory=list)
    records: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def write(self, line: Connection, person: Any) -> None:
        """One of them. The record's number is drawn before the wait for the books' lock."""
        for count in range(1, sys.maxsize):
            if self.stop.wait(PAUSE_SECONDS):
                return
            key = f"{line.info.backend_pid}-{count}"
            with line.transaction():
                row = record(line, person)
                post(line, self.segment, key, 1)
            self.records.append(str(row))
            self.acknowledged.append(key)


@contextmanager
def eight_writers(segment: int, login: Login) -> Iterator[Writers]:
    """They write while what is inside is done."""
    lines = [login("fund_app") for _ in range(WRITERS)]
    writers, person = Writers(segment), a_person(lines[0])
    threads = [threading.Thread(target=writers.write, args=(line, person)) for line in lines]
    for thread in threads:
        thread.start()
    try:
        yield writers
    finally:
        writers.stop.set()
        for thread in threads:
            thread.join()


def keys_in(bundle: Path, code: str) -> list[str]:
    """The keys of the entries in a bundle, in their order."""
    lines = (bundle / code / "chain.ndjson").read_text("utf-8").splitlines()
    return [json.loads(line)["fields"][7] for line in lines]


def records_in(bundle: Path) -> set[str]:
    """The ids of the act records in a bundle."""
    lines = (bundle / "records" / "act.ndjson").read_text("utf-8").splitlines()
    return {json.loads(line)[3] for line in lines}


def test_every_bundle_written_under_eight_writers_is_whole(
    segment: int, login: Login, tmp_path: Path
) -> None:
    code, before, overtaken = f"TEST_{segment}", list[str](), 0
    with eight_writers(segment, login) as writers:
        while overtaken < EXPORTS:
            known = list(writers.acknowledged)
            (tmp_path / "anchor").write_text(seal_now().line() + "\n", "ascii")
            began = queries.head(segment).seq
            shutil.rmtree(tmp_path / "bundle", ignore_errors=True)
            write_bundle(tmp_path / "bundle", Wanted(code), NOW)
            overtaken += queries.head(segment).seq > began
            keys = keys_in(tmp_path / "bundle", code)
            assert keys[: len(before)] == before
            assert set(known) <= set(keys)
            verdict = verify(tmp_path / "bundle", "--anchor", tmp_path / "anchor")
            assert (verdict.status, verdict.report["entries"]) == (0, len(keys)), verdict.report
            before = keys
    seal_now()
    write_bundle(tmp_path / "last", Wanted(code), NOW)
    keys = keys_in(tmp_path / "last", code)
    assert keys[: len(before)] == before
    assert sorted(keys) == sorted(writers.acknowledged)
    assert set(writers.records) <= records_in(tmp_path / "last")
    done = subprocess.run(
        [sys.executable, "-I", "-S", tmp_path / "last" / "verify_ledger.py", tmp_path / "last"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_control_an_export_of_what_stands_there_meanwhile_is_found(
    segment: int, login: Login, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The careless export reads up to the newest entry, not up to the seal's."""
    sealed = Snapshot.segments

    def as_they_stand(snapshot: Snapshot, code: str | None) -> list[Sealed]:
        (found,) = sealed(snapshot, code)
        head = queries.head(segment)
        return [
            replace(found, at=replace(found.at, entries=head.seq, head=bytes.fromhex(head.hash)))
        ]

    monkeypatch.setattr(Snapshot, "segments", as_they_stand)
    with eight_writers(segment, login) as writers:
        while not writers.acknowledged:
            writers.stop.wait(PAUSE_SECONDS)
        seal_now()
        begun = len(writers.acknowledged)
        while len(writers.acknowledged) < begun + 2 * WRITERS:
            writers.stop.wait(PAUSE_SECONDS)
        write_bundle(tmp_path / "bundle", Wanted(f"TEST_{segment}"), NOW)
    assert verify(tmp_path / "bundle").status == 1

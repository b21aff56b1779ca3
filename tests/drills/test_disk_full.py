"""The disk fills up under the writers: refused cleanly, and nothing acknowledged is lost."""

import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config.stack.house import ROOT
from tests.drills.cluster import Cluster, own_cluster, post

SIZE_MEGABYTES = 260
SEGMENT = 1


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A file system of its own in memory; where we are not root, in a user namespace of ours."""
    assert os.geteuid() == 0, "a file system is mounted by root, be it of a namespace"
    place = Path(tempfile.mkdtemp(prefix="fund-disk-"))
    options = f"size={SIZE_MEGABYTES}m,mode=0755"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", place], check=True)
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)
    shutil.rmtree(place)


def fill(place: Path, leave_megabytes: int) -> Path:
    """A ballast that leaves so much room."""
    ballast = place / "ballast"
    free = shutil.disk_usage(place).free
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(1, free - leave_megabytes * 2**20))
    return ballast


def write_until_refused(cluster: Cluster) -> tuple[dict[str, int], str]:
    """What was acknowledged until the database gave up, and its SQLSTATE ('' when it went)."""
    told: dict[str, int] = {}
    try:
        with psycopg.connect(cluster.app.url(), autocommit=True) as line:
            while len(told) < 200_000:
                key = str(uuid.uuid4())
                post(line, SEGMENT, key, 7)
                told[key] = 7
    except psycopg.Error as error:
        return told, error.sqlstate or ""
    raise AssertionError("the disk never filled")


def kept(cluster: Cluster) -> dict[str, int]:
    """What is there."""
    with psycopg.connect(cluster.superuser.url()) as connection:
        rows = connection.execute(
            f"SELECT idem_key, total FROM ledger.entry WHERE segment_id = {SEGMENT}".encode()
        )
        return dict(rows.fetchall())


def drill(place: Path) -> None:
    """Fill, write, be refused, make room, and compare."""
    house = place / "house"
    house.mkdir()
    with own_cluster(house) as cluster:
        ballast = fill(place, leave_megabytes=6)
        told, sqlstate = write_until_refused(cluster)
        assert told, "too little room to write at all"
        # 53100 is "disk full"; a full pg_wal ends the server, which then says nothing more.
        assert sqlstate in {"53100", "57P02", "57P01", ""}, sqlstate
        ballast.unlink()
        cluster.kill()
        cluster.start()
        found = kept(cluster)
        assert {key: found.get(key) for key in told} == told
        with psycopg.connect(cluster.app.url(), autocommit=True) as line:
            assert post(line, SEGMENT, "room again", 7)
        assert cluster.broken() == []
        # Control: the same comparison sees one acknowledged entry that is missing.
        told["never written"] = 7
        assert {key: found.get(key) for key in told} != told


def test_a_full_disk_refuses_and_loses_nothing(request: pytest.FixtureRequest) -> None:
    if os.geteuid() == 0:
        drill(request.getfixturevalue("small_disk"))
        return
    inside = [sys.executable, "-m", "pytest", "-q", __file__]
    subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", *inside], cwd=ROOT, check=True
    )

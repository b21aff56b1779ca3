"""A base backup restored to a named point before the damage: verified, and held to the anchors."""

import shutil
import subprocess
import uuid
from pathlib import Path

import psycopg

from config.stack.binaries import postgres_programs
from tests.drills.cluster import Cluster, own_cluster, post

SEGMENT = 1


def archive_into(cluster: Cluster, place: Path) -> None:
    """Let the server keep every piece of its log in a folder."""
    cluster.house.postgres.account.own(place)
    with psycopg.connect(cluster.superuser.url(), autocommit=True) as server:
        server.execute("ALTER SYSTEM SET archive_mode = 'on'")
        server.execute(f"ALTER SYSTEM SET archive_command = 'cp %p {place}/%f'".encode())
    cluster.house.postgres.stop()
    cluster.start()


def back_up(cluster: Cluster, place: Path) -> None:
    """A base backup of the running server."""
    programs = postgres_programs(cluster.house.account, cluster.house.postgres.place)
    admin = cluster.house.postgres.admin
    subprocess.run(
        [programs / "pg_basebackup", "-D", place, "-X", "none", "--checkpoint=fast", "-w"],
        env={"PGHOST": admin.host, "PGPORT": str(admin.port), "PGUSER": admin.user,
             "PGPASSWORD": admin.password},
        check=True, capture_output=True,
    )  # fmt: skip


def restore(cluster: Cluster, backup: Path, archive: Path, target: str) -> None:
    """The backup in the cluster's place, its log played up to the target."""
    data = cluster.house.postgres.data
    cluster.house.postgres.stop()
    shutil.rmtree(data)
    shutil.copytree(backup, data)
    data.chmod(0o700)
    with (data / "postgresql.auto.conf").open("a") as settings:
        settings.write(
            f"restore_command = 'cp {archive}/%f %p'\n"
            f"{target}\nrecovery_target_action = 'promote'\nrecovery_target_timeline = '1'\n"
        )
    (data / "recovery.signal").touch()
    account = cluster.house.postgres.account
    for path in [data, *data.rglob("*")]:
        account.own(path)
    cluster.start()
    while cluster.value("SELECT pg_is_in_recovery()"):
        pass


DAMAGE = """
DO $$ DECLARE t record; BEGIN
    FOR t IN SELECT tgname FROM pg_trigger
              WHERE tgrelid = 'ledger.posting'::regclass AND NOT tgisinternal LOOP
        EXECUTE format('ALTER TABLE ledger.posting DISABLE TRIGGER %I', t.tgname);
    END LOOP;
    UPDATE ledger.posting SET amount = amount + 1 WHERE segment_id = 1 AND seq = 3;
    FOR t IN SELECT tgname FROM pg_trigger
              WHERE tgrelid = 'ledger.posting'::regclass AND NOT tgisinternal LOOP
        EXECUTE format('ALTER TABLE ledger.posting ENABLE ALWAYS TRIGGER %I', t.tgname);
    END LOOP;
END $$
"""


def damage(cluster: Cluster) -> None:
    """A superuser takes the guards away, alters an amount, and puts the guards back."""
    with psycopg.connect(cluster.superuser.url(), autocommit=True) as server:
        server.execute(DAMAGE)


HEAD = "SELECT last_seq || ' ' || encode(head_hash, 'hex') FROM ledger.segment_head"
HEAD_OF_OURS = f"{HEAD} WHERE segment_id = {SEGMENT}"


def test_restored_to_the_point_before_the_damage_everything_verifies() -> None:
    with own_cluster() as cluster:
        place = cluster.house.postgres.place / "drill"
        archive, backup = place / "archive", place / "backup"
        archive.mkdir(parents=True)
        archive_into(cluster, archive)
        with psycopg.connect(cluster.app.url(), autocommit=True) as line:
            for yen in range(1, 21):
                post(line, SEGMENT, str(uuid.uuid4()), yen)
            back_up(cluster, backup)
            for yen in range(21, 41):
                post(line, SEGMENT, str(uuid.uuid4()), yen)
        assert cluster.manage("seal").returncode == 0
        head = cluster.value(HEAD_OF_OURS)
        with psycopg.connect(cluster.superuser.url(), autocommit=True) as server:
            server.execute("SELECT pg_create_restore_point('before the damage')")
            damage(cluster)
            server.execute("SELECT pg_switch_wal()")
        # Control: what is damaged does not verify.
        assert cluster.broken()
        restore(cluster, backup, archive, "recovery_target_name = 'before the damage'")
        assert cluster.value(HEAD_OF_OURS) == head
        assert head.startswith("40 ")
        assert cluster.broken() == []
        # The anchors outside know the newest seal, and sealing goes on from it.
        sealed = cluster.manage("seal")
        assert sealed.returncode == 0, sealed.stdout + sealed.stderr
        # Control: books restored to before the last anchor look whole, but the anchors tell.
        restore(cluster, backup, archive, "recovery_target = 'immediate'")
        assert cluster.value(HEAD_OF_OURS) != head
        assert cluster.manage("seal").returncode != 0

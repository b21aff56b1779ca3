"""One PostgreSQL cluster of our own: made once, started and stopped at will."""

import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from config.stack.address import Address
from config.stack.binaries import Account, NoServer, major_version, postgres_programs
from config.stack.endings import dies_with_parent, stop_by_pid_file
from config.stack.ports import LOOPBACK

ADMIN = "postgres"
_PATIENCE_SECONDS = 60.0


@dataclass
class Postgres:
    """A cluster in `<place>/postgres`, reached over loopback TCP with passwords only."""

    place: Path
    port: int
    password: str = field(repr=False)
    account: Account
    log: Path
    ends_with_us: bool = False
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.place / "postgres"

    @property
    def admin(self) -> Address:
        """The superuser's address, for provisioning only."""
        return Address(ADMIN, self.password, LOOPBACK, self.port, "postgres")

    def exists(self) -> bool:
        """Say whether the cluster was made, and made completely."""
        return (self.data / "PG_VERSION").exists()

    def initialise(self) -> None:
        """Make the cluster: checksums on, one collation that sorts alike everywhere, SCRAM only."""
        programs = postgres_programs(self.account, self.place)
        fresh = self.place / "postgres.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        self.account.own(fresh)
        secret = self.place / "postgres.password"
        secret.touch(mode=0o600)
        secret.write_text(self.password)
        self.account.own(secret)
        try:
            self._run(
                [
                    programs / "initdb",
                    *("-D", fresh, "-U", ADMIN, "-A", "scram-sha-256", "--pwfile", secret),
                    *("--data-checksums", "--encoding=UTF8", *_collation(programs)),
                ]
            )
        finally:
            secret.unlink()
        # A half-made cluster must never look like a whole one.
        fresh.rename(self.data)

    def start(self) -> None:
        """Start the server and wait until it lets the superuser in."""
        programs = postgres_programs(self.account, self.place)
        settings = {
            "listen_addresses": LOOPBACK,
            "port": self.port,
            "unix_socket_directories": "",
            "max_connections": 120,
            "log_line_prefix": "%m [%p] %q%u@%d ",
        }
        arguments = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [programs / "postgres", "-D", self.data, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                # Ctrl-C reaches the whole foreground group: the database must outlive its clients.
                start_new_session=True,
                preexec_fn=dies_with_parent(signal.SIGINT) if self.ends_with_us else None,
                user=self.account.user,
                group=self.account.group,
                extra_groups=self.account.extra_groups,
            )
        self._wait_until_ready()

    def _wait_until_ready(self) -> None:
        end = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < end:
            if self.is_ready():
                return
            if self._process is not None and self._process.poll() is not None:
                break
            time.sleep(0.03)
        raise NoServer(f"PostgreSQL did not start; the reason is in {self.log}")

    def is_ready(self) -> bool:
        """Say whether this very cluster answers on the port (its password tells it from others)."""
        try:
            psycopg.connect(self.admin.url(), connect_timeout=2).close()
        except psycopg.Error:
            return False
        return True

    def stop(self) -> None:
        """Stop the server, ending its sessions; return when it has written all and is gone."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(timeout=_PATIENCE_SECONDS)
            self._process = None
            return
        stop_by_pid_file(self.data / "postmaster.pid", signal.SIGINT, _PATIENCE_SECONDS)

    def _run(self, command: list[str | Path]) -> None:
        with self.log.open("ab") as log:
            done = subprocess.run(
                command,
                stdout=log,
                stderr=log,
                cwd="/",
                user=self.account.user,
                group=self.account.group,
                extra_groups=self.account.extra_groups,
                check=False,
            )
        if done.returncode:
            raise NoServer(f"{command[0]} failed; the reason is in {self.log}")


def _collation(programs: Path) -> list[str]:
    # Code-point order is the same on every machine and version; PostgreSQL 17 has it built in.
    if major_version(programs) >= 17:
        return ["--locale-provider=builtin", "--locale=C.UTF-8"]
    return ["--locale=C"]

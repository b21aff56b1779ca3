"""The database roles: one table from which the URLs, the settings and the provisioning are made."""

from dataclasses import dataclass

OWNER_OF_LEDGER = "ledger_owner"
DATABASE = "fund"


@dataclass(frozen=True)
class Role:
    """A login role, the environment variable with its URL and its alias in `settings.DATABASES`.

    The guards are PostgreSQL parameters. A web request that waits for a lock or idles inside a
    transaction holds up a whole segment of the ledger, so the doors have short ones.
    """

    name: str
    variable: str
    alias: str
    guards: tuple[tuple[str, str], ...]

    @property
    def options(self) -> str:
        """The guards as libpq connection options."""
        return " ".join(f"-c {name}={value}" for name, value in self.guards)


def _guards(statement: str, lock: str, idle: str) -> tuple[tuple[str, str], ...]:
    return (
        ("statement_timeout", statement),
        ("lock_timeout", lock),
        ("idle_in_transaction_session_timeout", idle),
        ("synchronous_commit", "on"),
    )


APP = Role("fund_app", "DATABASE_URL", "default", _guards("15s", "3s", "10s"))
RECIPIENT = Role(
    "fund_recipient", "RECIPIENT_DATABASE_URL", "recipient", _guards("15s", "3s", "10s")
)
# A migration may run long, but must give up at once rather than queue every request behind it.
MIGRATE = Role("fund_migrate", "MIGRATE_DATABASE_URL", "owner", _guards("0", "5s", "60s"))
AUDITOR = Role(
    "fund_auditor",
    "AUDITOR_DATABASE_URL",
    "auditor",
    (*_guards("60s", "3s", "60s"), ("default_transaction_read_only", "on")),
)
SEALER = Role("fund_sealer", "SEALER_DATABASE_URL", "sealer", _guards("60s", "3s", "30s"))

ROLES = (APP, RECIPIENT, MIGRATE, AUDITOR, SEALER)

"""Database URLs: written by the launcher, read by the settings and by the provisioning."""

from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, unquote, urlsplit


@dataclass(frozen=True)
class Address:
    """Where a PostgreSQL database is and who asks; `options` are libpq's (`sslmode`, ...)."""

    user: str
    password: str = field(repr=False)
    host: str
    port: int
    database: str
    options: tuple[tuple[str, str], ...] = ()

    def url(self) -> str:
        """Write the address as a URL."""
        who = f"{quote(self.user, safe='')}:{quote(self.password, safe='')}"
        return f"postgresql://{who}@{self.host}:{self.port}/{quote(self.database, safe='')}"


def read_address(url: str) -> Address:
    """Read `postgresql://user:password@host:port/database?option=value`, or raise ValueError."""
    parts = urlsplit(url)
    database = unquote(parts.path.lstrip("/"))
    if parts.scheme not in {"postgresql", "postgres"} or not parts.hostname or not database:
        raise ValueError("a database URL reads postgresql://user:password@host:port/database")
    return Address(
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        host=parts.hostname,
        port=parts.port or 5432,
        database=database,
        options=tuple(parse_qsl(parts.query)),
    )

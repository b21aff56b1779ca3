"""How papers write what the money and calendar modules do not: headlines, moments, hashes."""

from datetime import datetime

from fund.money import format_yen
from workflow.calendar import JST


def headline_yen(amount_yen: int) -> str:
    """An amount as the law's papers head it: 金1,234円."""
    return f"金{format_yen(amount_yen)}"


def moment_text(moment: datetime) -> str:
    """A moment in Japan time to the second: 2026-11-01 09:30:00 JST."""
    return f"{moment.astimezone(JST):%Y-%m-%d %H:%M:%S} JST"


def hex_groups(digest_hex: str, size: int = 8) -> tuple[str, ...]:
    """A hexadecimal digest cut into groups that can be read aloud and compared."""
    return tuple(digest_hex[start : start + size] for start in range(0, len(digest_hex), size))

"""What an entry is: an event with lines, each of one book. Yen are whole and positive."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class Line:
    """One posting: debit one account, credit another of the same book, by a positive amount."""

    book: str
    debit: str
    credit: str
    yen: int
    grant: UUID | None = None
    budget_year: int | None = None
    item: str | None = None
    party: UUID | None = None

    def __post_init__(self) -> None:
        assert type(self.yen) is int, f"yen must be an int: {self.yen!r}"
        assert self.yen > 0, f"yen must be positive: {self.yen}"
        assert self.debit != self.credit
        assert self.book in {"P", "B"}


@dataclass(frozen=True)
class Entry:
    """A 仕訳: an event, its lines, its day, and the document it rests on.

    memo holds no personal name. original_on: the day a correction of a closed month belongs to.
    """

    event: str
    effective_on: date
    lines: tuple[Line, ...]
    memo: str
    original_on: date | None = None
    is_adjusting: bool = False
    document: UUID | None = None
    document_sha: bytes | None = None

    def __post_init__(self) -> None:
        assert self.lines, "an entry has lines"
        assert (self.document is None) == (self.document_sha is None)

    def resting_on(self, document: UUID, sha: bytes) -> "Entry":
        """The same entry with the document it rests on and that document's SHA-256."""
        return replace(self, document=document, document_sha=sha)


def lines_of(*lines: Line | None) -> tuple[Line, ...]:
    """The lines that exist; rules give None for an amount of zero."""
    return tuple(line for line in lines if line is not None)

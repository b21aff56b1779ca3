"""What the bundle's writers are given: entries as they were hashed, accounts, sums. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, Protocol


class Head(NamedTuple):
    """The fields of an entry before its lines, as texts, in the order they are hashed."""

    form: str
    seq: str
    entry_id: str
    recorded_at: str
    period: str
    previous: str
    segment: str
    key: str
    event: str
    effective_on: str
    original_on: str | None
    reverses: str | None
    actor: str
    approver: str | None
    document: str | None
    document_sha: str | None
    memo: str
    line_count: str


class Line(NamedTuple):
    """The fields of a line, as texts, in the order they are hashed."""

    line: str
    book: str
    debit: str
    credit: str
    yen: str
    grant: str | None
    budget_year: str | None
    item: str | None
    party: str | None


@dataclass(frozen=True)
class ChainEntry:
    """An entry of the chain. document_kind: draft, evidence, or "" for one in no sealed record."""

    hash: str
    head: Head
    lines: tuple[Line, ...]
    document_kind: str = ""

    @property
    def fields(self) -> list[str | None]:
        """Everything that was hashed, in order."""
        return [*self.head, *(value for line in self.lines for value in line)]

    @property
    def document_path(self) -> str:
        """Where in the bundle the document lies that the entry rests on."""
        return f"documents/{self.head.document}.json" if self.document_kind == "draft" else ""


class Account(NamedTuple):
    """A row of the account table, as texts, in the order it is hashed. group: "1" or "0"."""

    book: str
    code: str
    name: str
    kind: str
    side: str
    bound: str
    group: str
    parent: str | None
    grant: str | None
    party: str | None
    opened_at: str


@dataclass
class Sum:
    """What an account was debited and credited, yen."""

    debits_yen: int = 0
    credits_yen: int = 0

    @property
    def over_yen(self) -> int:
        """Debits less credits."""
        return self.debits_yen - self.credits_yen


@dataclass
class View:
    """Which entries of a segment are shown for reading, its accounts, and their sums so far.

    as_of: up to that effective date; known_to: up to that number.
    """

    segment: int
    code: str
    name: str
    accounts: tuple[Account, ...]
    as_of: date | None
    known_to: int
    sums: dict[str, Sum] = field(default_factory=dict)
    last_on: str = "2000-01-01"

    def shows(self, entry: ChainEntry) -> bool:
        """Whether an entry belongs to it."""
        is_known = int(entry.head.seq) <= self.known_to
        return is_known and (self.as_of is None or entry.head.effective_on <= str(self.as_of))

    def add(self, entry: ChainEntry) -> None:
        """Add an entry's lines to the sums."""
        self.last_on = max(self.last_on, entry.head.effective_on)
        for line in entry.lines:
            self.sums.setdefault(line.debit, Sum()).debits_yen += int(line.yen)
            self.sums.setdefault(line.credit, Sum()).credits_yen += int(line.yen)

    @property
    def closing_on(self) -> date:
        """The day for which the balances stand."""
        return self.as_of or date.fromisoformat(self.last_on)

    def balances(self) -> Iterator[tuple[Account, Sum]]:
        """Every account that can be posted to, book P first, by code."""
        posted = (account for account in self.accounts if account.group == "0")
        for account in sorted(posted, key=lambda a: (a.book != "P", a.code)):
            yield account, self.sums.get(account.code, Sum())


class Form(Protocol):
    """A file made from a view: text before the entries, of each entry, after them."""

    path: str

    def begin(self) -> str:
        """The text before the first entry."""

    def entry(self, entry: ChainEntry) -> str:
        """The text of one entry."""

    def end(self) -> str:
        """The text after the last entry, when the view holds the sums of all."""

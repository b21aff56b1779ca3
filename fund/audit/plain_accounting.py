"""The books for beancount and hledger, two independent programs that add everything up again.

Pure. An entry is a transaction, each of its lines a pair of postings, and every balance stands at
the end as an assertion, so that either program refuses a file whose figures do not add up.
"""

import re
from datetime import timedelta

from fund.audit.rows import Account, ChainEntry, View
from fund.audit.texts import moment_text, one_line

_ROOTS = {"A": "Assets", "L": "Liabilities", "N": "Equity", "R": "Income", "X": "Expenses"}
# X begins only what had to be spelt in hex, so that no two codes share a name.
_COMPONENT = re.compile(r"[A-WYZ0-9][A-Za-z0-9-]*")
OPENED_ON = "2000-01-01"


def account_name(segment: int, account: Account) -> str:
    """The account's name in both programs, for instance Equity:Budget:S1:B300:G2023-0003."""
    root = "Equity:Budget" if account.kind == "B" else _ROOTS[account.kind]
    return ":".join([root, f"S{segment}", *map(_component, account.code.split(":"))])


class _Named:
    """What both forms know of a view."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.title = one_line(f"{view.code} {view.name}")
        self.names = {a.code: account_name(view.segment, a) for a in view.accounts}

    def pairs(self, entry: ChainEntry, indent: str) -> str:
        """The postings of an entry."""
        return "".join(
            f"{indent}{self._name(x.debit)}  {x.yen} JPY\n"
            f"{indent}{self._name(x.credit)}  -{x.yen} JPY\n"
            for x in entry.lines
        )

    def _name(self, code: str) -> str:
        # Books that name an account they do not have are written as they are, for verifiers to see.
        return self.names.get(code, code)


class Beancount(_Named):
    """CODE.beancount."""

    def __init__(self, view: View) -> None:
        """Remember the view, whose sums grow."""
        super().__init__(view)
        self.path = f"{view.code}.beancount"

    def begin(self) -> str:
        """Options, currency and accounts."""
        opened = "".join(
            f'{OPENED_ON} open {self.names[a.code]} JPY\n  name: "{_escaped(a.name)}"\n'
            for a in self.view.accounts
            if a.group == "0"
        )
        return (
            f'option "title" "{_escaped(self.title)}"\noption "operating_currency" "JPY"\n'
            f"{OPENED_ON} commodity JPY\n{opened}"
        )

    def entry(self, entry: ChainEntry) -> str:
        """A transaction."""
        h = entry.head
        return (
            f'\n{h.effective_on} * "{h.event}" "{_escaped(h.memo)}"\n  seq: "{h.seq}"\n'
            f'  hash: "{entry.hash}"\n  recorded_at: "{moment_text(h.recorded_at)}"\n'
            + self.pairs(entry, "  ")
        )

    def end(self) -> str:
        """The balances: beancount asserts them at the beginning of a day."""
        after = self.view.closing_on + timedelta(days=1)
        return "".join(
            f"\n{after} balance {self.names[a.code]}  {found.over_yen} JPY\n"
            for a, found in self.view.balances()
        )


class Hledger(_Named):
    """CODE.journal."""

    def __init__(self, view: View) -> None:
        """Remember the view, whose sums grow."""
        super().__init__(view)
        self.path = f"{view.code}.journal"

    def begin(self) -> str:
        """Commodity and accounts; in an account's comment `type:` and its like would be a tag."""
        declared = "".join(
            f"account {self.names[a.code]}  ; {one_line(a.name).replace(':', '：')}\n"
            for a in self.view.accounts
            if a.group == "0"
        )
        return f"; {self.title}\ncommodity 1000. JPY\n{declared}"

    def entry(self, entry: ChainEntry) -> str:
        """A transaction; a semicolon would begin a comment."""
        h = entry.head
        memo = one_line(h.memo).replace(";", "；")
        said = f"{h.event} | {memo}" if memo else h.event
        first = f"\n{h.effective_on} * ({h.seq}) {said}\n    ; hash:{entry.hash}\n"
        return first + self.pairs(entry, "    ")

    def end(self) -> str:
        """A last transaction of nothing that asserts the balances."""
        return f"\n{self.view.closing_on} * closing balances\n" + "".join(
            f"    {self.names[a.code]}  0 JPY = {found.over_yen} JPY\n"
            for a, found in self.view.balances()
        )


def _component(part: str) -> str:
    return part if _COMPONENT.fullmatch(part) else "X" + part.encode().hex().upper()


def _escaped(text: str) -> str:
    return one_line(text).replace("\\", "\\\\").replace('"', '\\"')

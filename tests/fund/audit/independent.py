"""Two independent programs add the exported books up again: beancount and hledger."""

import csv
import io
import json
import os
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

from beancount.core.data import Transaction
from beancount.loader import load_file

from fund.audit.plain_accounting import account_name
from fund.audit.rows import Account

Balances = dict[str, int]


def names_in(folder: Path, segment: int) -> dict[str, str]:
    """Account codes by the names they have there, from a 勘定's folder of a bundle."""
    lines = (folder / "accounts.ndjson").read_text("utf-8").splitlines()
    accounts = (Account(*json.loads(line)) for line in lines)
    return {account_name(segment, account): account.code for account in accounts}


class Rejected(Exception):
    """The program refuses the file. The message is the program's."""


def by_beancount(path: Path) -> Balances:
    """What beancount's accounts stand at; those at zero are left out. Raises Rejected."""
    entries, errors, _ = load_file(str(path))
    if errors:
        raise Rejected(str(errors[0]))
    sums: dict[str, Decimal] = {}
    for entry in entries:
        if isinstance(entry, Transaction):
            for posting in entry.postings:
                assert posting.units is not None
                assert posting.units.currency == "JPY"
                number = posting.units.number
                assert isinstance(number, Decimal)
                sums[posting.account] = sums.get(posting.account, Decimal(0)) + number
    return {name: int(number) for name, number in sums.items() if number}


def by_hledger(path: Path) -> Balances | None:
    """The same from hledger, after its strict checks; None where a private machine has none."""
    program = shutil.which("hledger")
    if program is None:
        # Where every change is judged it is installed: there its absence is a fault.
        assert "CI" not in os.environ, "hledger is missing"
        return None
    _hledger(program, path, "check", "--strict")
    found = _hledger(program, path, "balance", "--flat", "--no-total", "--output-format", "csv")
    rows = list(csv.reader(io.StringIO(found)))[1:]
    assert all(amount.endswith(" JPY") or amount == "0" for _, amount in rows)
    return {name: int(amount.removesuffix(" JPY")) for name, amount in rows if amount != "0"}


def _hledger(program: str, path: Path, *arguments: str) -> str:
    done = subprocess.run(
        [program, "--file", str(path), *arguments],
        capture_output=True, text=True, encoding="utf-8", check=False,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    if done.returncode:
        raise Rejected(done.stderr)
    return done.stdout

"""The invariants: what must hold in the books, the catalog and the server, and how to ask.

`run_checks()` is the one way: the command `verify`, the nightly task and the auditors' page all
call it. A layer further right adds invariants of its own in its module `checks` (`@invariant`).
"""

from fund.checks import (
    acts,
    additions,
    balances,
    catalog,
    chain,
    entries,
    functions,
    grants,
    periods,
    seals,
    server,
    treasury,
)
from fund.checks.registry import Books, Finding, invariant
from fund.checks.run import Report, Result, examine, run_checks
from fund.checks.standing import Standing

__all__ = [
    "Books",
    "Finding",
    "Report",
    "Result",
    "Standing",
    "acts",
    "additions",
    "balances",
    "catalog",
    "chain",
    "entries",
    "examine",
    "functions",
    "grants",
    "invariant",
    "periods",
    "run_checks",
    "seals",
    "server",
    "treasury",
]

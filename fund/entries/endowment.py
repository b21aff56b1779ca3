"""Pure posting rule of the fund's beginning: the State's subsidy."""

from datetime import date

from fund.chart import AVAILABLE, CASH
from fund.entries.lines import Entry, Line


def endowment_entry(yen: int, budget_year: int, on: date, memo: str) -> Entry:
    """JE01 基金造成: the State's subsidy received (機構法16条の6)."""
    return Entry(
        "ENDOWMENT",
        on,
        (
            Line("P", CASH, "2151", yen, budget_year=budget_year),
            Line("B", "B100", AVAILABLE, yen, budget_year=budget_year),
        ),
        memo,
    )

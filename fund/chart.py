"""The chart of accounts, read from chart.csv: a new account is a new row, not code."""

import csv
from dataclasses import dataclass
from pathlib import Path

CHART_FILE = Path(__file__).with_name("chart.csv")


@dataclass(frozen=True)
class ChartAccount:
    """One 勘定科目.

    book: P proprietary or B budgetary. kind: A asset, L liability, N net assets, R revenue,
    X expense, B budget. side: the normal side. bound: the side the balance must keep, or "-".
    is_group: carries sub-accounts (one a grant) and is never posted to itself.
    """

    book: str
    code: str
    name: str
    kind: str
    side: str
    bound: str
    is_group: bool
    line: str


def read_chart(path: Path = CHART_FILE) -> tuple[ChartAccount, ...]:
    """Every account of the chart, in the order of its codes within each book."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            ChartAccount(
                row["book"], row["code"], row["name"], row["kind"], row["side"], row["bound"],
                row["group"] == "1", row["line"],
            )
            for row in csv.DictReader(file)
        )  # fmt: skip


CHART = read_chart()
CASH = "1101"
AVAILABLE = "B200"
ACCRUED = "1134"
# Between 勘定: what one owes another. Every entry on them stands in a link.
OWED_BY_OTHERS, KEPT_FOR_OTHERS, OWED_TO_OTHERS = "1141", "2302", "2303"
BETWEEN_SEGMENTS = (OWED_BY_OTHERS, KEPT_FOR_OTHERS, OWED_TO_OTHERS)
# What the fund consists of: what lies on its account, and what is placed.
PLACEMENTS = tuple(account.code for account in CHART if account.line == "placement")
FUND_ACCOUNTS = (CASH, *PLACEMENTS)
BY_CODE = {account.code: account for account in CHART}
assert len(BY_CODE) == len(CHART), "an account code occurs twice in chart.csv"


def sub_account(group: str, suffix: str) -> str:
    """Code of a group's sub-account, e.g. B300:P23-0001."""
    assert BY_CODE[group].is_group
    return f"{group}:{suffix}"

"""Pure posting rules of what leaves the fund besides grants, and of the year's end."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from fund.chart import AVAILABLE, CASH, OWED_BY_OTHERS, OWED_TO_OTHERS
from fund.entries.lines import Entry, Line, lines_of

FUND_BODY, FUND_OF_RETURNS = "2151", "2153"


def admin_cost_entry(yen: int, item: str, on: date, memo: str) -> Entry:
    """JE22 管理費の発生: expense, the liability released as much, the budget gone for good."""
    lines = (
        Line("P", "5201", "2202", yen, item=item),
        Line("P", FUND_BODY, "4101", yen, item=item),
        Line("B", AVAILABLE, "B800", yen, item=item),
    )
    return Entry("ADMIN_COST", on, lines, memo)


def admin_payment_entry(yen: int, item: str, on: date, memo: str) -> Entry:
    """JE22 管理費の支払."""
    return Entry("ADMIN_COST_PAID", on, (Line("P", "2202", CASH, yen, item=item),), memo)


def allocation_entries(yen: int, on: date, memo: str) -> tuple[Entry, Entry, Entry]:
    """JE23 共通経費の配賦: here owed to the other 勘定, here released from the fund, there a claim.

    The first and the third are linked: they carry the same amount.
    """
    owed = Entry("COST_ALLOCATED", on, (Line("P", "5202", OWED_TO_OTHERS, yen),), memo)
    released = Entry(
        "COST_FUNDED", on,
        (Line("P", FUND_BODY, "4101", yen), Line("B", AVAILABLE, "B800", yen)), memo,
    )  # fmt: skip
    claim = Entry("COST_ALLOCATED", on, (Line("P", OWED_BY_OTHERS, "5202", yen),), memo)
    return owed, released, claim


def lowered_entries(yen: int, on: date, memo: str) -> tuple[Entry, Entry, Entry]:
    """JE23 corrected, too much was allocated: here claimed back, here back in the fund, there owed.

    The first and the third are linked: they carry the same amount.
    """
    claim = Entry("COST_LOWERED", on, (Line("P", OWED_BY_OTHERS, "5202", yen),), memo)
    released = Entry("COST_RELEASED", on, (Line("P", "4101", FUND_BODY, yen),), memo)
    owed = Entry("COST_LOWERED", on, (Line("P", "5202", OWED_TO_OTHERS, yen),), memo)
    return claim, released, owed


def lowered_payment_entries(yen: int, on: date, memo: str) -> tuple[Entry, Entry, Entry]:
    """JE23 corrected, the money comes back: there paid, here received, and it may be decided again.

    The first two are linked. Until now the budget had gone with the money.
    """
    pays, receives = transfer_entries(OWED_TO_OTHERS, yen, on, memo)
    budget = Entry("COST_RELEASED", on, (Line("B", "B800", AVAILABLE, yen),), memo)
    return pays, replace(receives, event="COST_CAME_BACK"), budget


def transfer_entries(debt: str, yen: int, on: date, memo: str) -> tuple[Entry, Entry]:
    """A debt between 勘定 is paid: (the one that pays, the one that receives)."""
    pays = Entry("SEGMENT_PAID", on, (Line("P", debt, CASH, yen),), memo)
    receives = Entry("SEGMENT_RECEIVED", on, (Line("P", CASH, OWED_BY_OTHERS, yen),), memo)
    return pays, receives


def treasury_entry(body: int, income: int, returns: int, on: date, memo: str) -> Entry:
    """JE24 国庫納付: owed to the Treasury from each part of the fund, and gone from the budget."""
    lines = lines_of(
        Line("P", FUND_BODY, "2203", body) if body else None,
        Line("P", "2152", "2203", income) if income else None,
        Line("P", FUND_OF_RETURNS, "2203", returns) if returns else None,
        Line("B", AVAILABLE, "B900", body + income + returns),
    )
    return Entry("TREASURY_RETURN", on, lines, memo)


def treasury_payment_entry(yen: int, on: date, memo: str) -> Entry:
    """JE24 the payment to the Treasury."""
    return Entry("TREASURY_PAID", on, (Line("P", "2203", CASH, yen),), memo)


def allowance_entry(
    yen: int, from_returns: int, grant: UUID, party: UUID, on: date, memo: str
) -> Entry:
    """JE31 貸倒引当金: expense, released from 2153 as far as it reaches, the rest from 2151."""
    rest = yen - from_returns
    lines = lines_of(
        Line("P", "5301", "1139", yen, grant, party=party),
        Line("P", FUND_OF_RETURNS, "4101", from_returns, grant, party=party)
        if from_returns else None,
        Line("P", FUND_BODY, "4101", rest, grant, party=party) if rest else None,
    )  # fmt: skip
    return Entry("ALLOWANCE", on, lines, memo)


def allowance_release_entry(
    yen: int, to_body: int, grant: UUID, party: UUID, on: date, memo: str
) -> Entry:
    """JE31 戻入: an allowance no longer needed lowers the expense; the fund gets back its part.

    The body (2151) gave last and gets back first, up to to_body; the rest is for 2153.
    """
    rest = yen - to_body
    lines = lines_of(
        Line("P", "1139", "5301", yen, grant, party=party),
        Line("P", "4101", FUND_BODY, to_body, grant, party=party) if to_body else None,
        Line("P", "4101", FUND_OF_RETURNS, rest, grant, party=party) if rest else None,
    )
    return Entry("ALLOWANCE_RELEASED", on, lines, memo)


def write_off_entry(yen: int, grant: UUID, party: UUID, on: date, memo: str) -> Entry:
    """JE31 貸倒れ: the receivable goes against the allowance made for it."""
    return Entry("WRITTEN_OFF", on, (Line("P", "1139", "1131", yen, grant, party=party),), memo)


def within_a_year_entries(wanted: int, standing: int, on: date, memo: str) -> tuple[Entry, ...]:
    """JE29 1年内使用見込: 2101 is brought to what is expected on a year's last day, and back.

    The day after it stands in 2151 again, which all that is used of the fund is taken from. Empty
    if it is there. In the order to be posted in: 2101 never gives what it does not hold.
    """
    if wanted == standing:
        return ()
    debit, credit = (FUND_BODY, "2101") if wanted > standing else ("2101", FUND_BODY)
    yen = abs(wanted - standing)
    moved = Entry("WITHIN_A_YEAR", on, (Line("P", debit, credit, yen),), memo, is_adjusting=True)
    back = Entry(
        "WITHIN_A_YEAR", on + timedelta(days=1), (Line("P", credit, debit, yen),), f"{memo} 振戻し"
    )
    return (moved, back) if wanted > standing else (back, moved)

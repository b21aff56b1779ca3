"""Pure posting rules of money that came without a payer or into the wrong 勘定 (JE25–JE27)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from fund.chart import AVAILABLE, CASH, KEPT_FOR_OTHERS, OWED_BY_OTHERS
from fund.entries.lines import Entry, Line, lines_of

SUSPENSE = "2301"
NOT_HERE = "RETURN_ASTRAY"


def unknown_entry(yen: int, on: date, memo: str) -> Entry:
    """JE27 不明入金."""
    return Entry("UNKNOWN_RECEIPT", on, (Line("P", CASH, SUSPENSE, yen),), memo)


def misdeposit_entries(yen: int, credit: str, on: date, memo: str) -> tuple[Entry, Entry]:
    """JE25/JE26 money in the wrong 勘定's account: (where it came, whose it is). Linked.

    credit: what it really is in the books of the one whose money it is.
    """
    here = Entry("STRAY_RECEIPT", on, (Line("P", CASH, KEPT_FOR_OTHERS, yen),), memo)
    theirs = Entry("STRAY_CLAIM", on, (Line("P", OWED_BY_OTHERS, credit, yen),), memo)
    return here, theirs


def joins_fund_entry(yen: int, on: date, memo: str) -> Entry:
    """返還金 that came astray joins the fund as any other does."""
    return Entry("RETURN_ADDED", on, (Line("P", "5401", "2153", yen),), memo)


def may_be_decided_entry(yen: int, on: date, memo: str) -> Entry:
    """Its money is here now: it enters what may be decided."""
    return arrived_entry((Line("B", "B100", AVAILABLE, yen),), on, memo)


def arrived_entry(lines: tuple[Line, ...], on: date, memo: str) -> Entry:
    """The money is here now: these lines bring into B200 what was held back, or never in it."""
    return Entry("RETURN_ARRIVED", on, lines, memo)


def from_suspense(entry: Entry) -> Entry:
    """JE26, JE27 what a case receives, paid by money in suspense: 2301 where it says 1101."""
    lines = (replace(x, debit=SUSPENSE) if x.debit == CASH else x for x in entry.lines)
    return replace(entry, lines=tuple(lines))


def not_here_entry(entries: Iterable[Entry]) -> Entry | None:
    """JE26 what entries of one day put into B200 waits until its money is here. None: nothing."""
    paid = list(entries)
    lines = tuple(
        replace(line, debit=AVAILABLE, credit="B100")
        for entry in paid
        for line in entry.lines
        if line.credit == AVAILABLE
    )
    if not lines:
        return None
    return replace(paid[0], event=NOT_HERE, lines=lines, memo=f"{paid[0].memo} 未着")


def reclassified_entry(wrong: str, right: str, yen: int, on: date, memo: str) -> Entry:
    """JE25 corrected: another account in the books of the 勘定 whose money it is."""
    return Entry("STRAY_CORRECTED", on, (Line("P", wrong, right, yen),), memo)


def became_return_entry(yen: int, added: int, on: date, memo: str) -> Entry:
    """JE26 corrected: interest was 返還金, which joins the fund; added: of it, what had joined."""
    lines = lines_of(
        Line("P", "4201", "4301", yen),
        Line("P", "2152", "5401", added) if added else None,
        Line("P", "5401", "2153", yen),
    )
    return Entry("STRAY_CORRECTED", on, lines, memo)


def became_interest_entry(yen: int, on: date, memo: str) -> Entry:
    """JE26 corrected: 返還金 was interest, which joins the fund with all other (JE07)."""
    lines = (Line("P", "4301", "4201", yen), Line("P", "2153", "5401", yen))
    return Entry("STRAY_CORRECTED", on, lines, memo)


def rebudgeted_entry(yen: int, on: date, memo: str) -> Entry:
    """JE26 corrected: what the interest had not brought into B200 yet, the 返還金 brings."""
    return Entry("STRAY_REBUDGETED", on, (Line("B", "B100", AVAILABLE, yen),), memo)


def booked_as_interest_entry(yen: int, on: date, memo: str) -> Entry:
    """JE27 the unknown receipt was interest."""
    return Entry("UNKNOWN_CLEARED", on, (Line("P", SUSPENSE, "4201", yen),), memo)


def booked_as_return_entry(yen: int, on: date, memo: str) -> Entry:
    """JE27 the unknown receipt was 返還金: income that joins the fund, its money is here."""
    lines = (
        Line("P", SUSPENSE, "4301", yen),
        Line("P", "5401", "2153", yen),
        Line("B", "B100", AVAILABLE, yen),
    )
    return Entry("UNKNOWN_CLEARED", on, lines, memo)


def sent_back_entry(yen: int, on: date, memo: str) -> Entry:
    """JE27 the unknown receipt goes back to who sent it."""
    return Entry("UNKNOWN_RETURNED", on, (Line("P", SUSPENSE, CASH, yen),), memo)

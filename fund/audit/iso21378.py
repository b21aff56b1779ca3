"""Tables after ISO 21378 (Audit data collection): the base tables and the general ledger. Pure.

The 勘定 is a segment value, a grant a project. One file for each table, under iso21378/.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from fund.audit.rows import ChainEntry, Sum, View
from fund.audit.texts import BOM, csv_row, free_text, moment_text
from workflow.calendar import month_end

FOLDER = "iso21378"
BUNDLE_FORM = "fund-audit-2"


@dataclass
class _Seen:
    """What the entries mentioned."""

    events: set[str] = field(default_factory=set)
    users: set[str] = field(default_factory=set)
    grants: set[str] = field(default_factory=set)
    periods: dict[str, dict[str, Sum]] = field(default_factory=dict)


Rows = Callable[[View, _Seen], Iterator[str]]


class Details:
    """GL_Details: each side of each line."""

    path = f"{FOLDER}/GL_Details.csv"

    def __init__(self, view: View, seen: _Seen) -> None:
        """Remember the segment, and where what was seen is noted."""
        self._code, self._seen = view.code, seen

    def begin(self) -> str:
        """The heading."""
        return BOM + csv_row(
            "Journal_ID", "Journal_Line_Number", "Journal_Number", "JE_Type_Code",
            "JE_Header_Description", "Effective_Date", "Entered_DateTime", "Entered_By",
            "Approved_By", "Fiscal_Year", "Accounting_Period", "GL_Account_Number", "Amount",
            "Amount_Currency", "Amount_Credit_Debit_Indicator", "Segment_Value_Code", "Project_ID",
        )  # fmt: skip

    def entry(self, entry: ChainEntry) -> str:
        """A debit row and a credit row for each line."""
        h = entry.head
        year, month = divmod(int(h.period), 100)
        said = (
            h.entry_id, h.event, free_text(h.memo), h.effective_on, moment_text(h.recorded_at),
            h.actor, h.approver, year, month,
        )  # fmt: skip
        self._note(entry)
        return "".join(
            csv_row(h.seq, number, *said, account, x.yen, "JPY", side, self._code, x.grant)
            for x in entry.lines
            for number, side, account in (
                (2 * int(x.line) - 1, "D", x.debit),
                (2 * int(x.line), "C", x.credit),
            )
        )

    def end(self) -> str:
        """Nothing."""
        return ""

    def _note(self, entry: ChainEntry) -> None:
        h, seen = entry.head, self._seen
        seen.events.add(h.event)
        seen.users.update(person for person in (h.actor, h.approver) if person)
        sums = seen.periods.setdefault(h.period, {})
        for x in entry.lines:
            sums.setdefault(x.debit, Sum()).debits_yen += int(x.yen)
            sums.setdefault(x.credit, Sum()).credits_yen += int(x.yen)
            if x.grant:
                seen.grants.add(x.grant)


class Table:
    """A table that is filled when all entries were seen."""

    def __init__(self, view: View, seen: _Seen, name: str, heading: str, rows: Rows) -> None:
        """Name it; heading: the names of its columns, comma-separated."""
        self.path = f"{FOLDER}/{name}.csv"
        self._view, self._seen, self._heading, self._rows = view, seen, heading, rows

    def begin(self) -> str:
        """The heading."""
        return f"{BOM}{self._heading}\r\n"

    def entry(self, entry: ChainEntry) -> str:
        """Nothing yet."""
        return ""

    def end(self) -> str:
        """The rows."""
        return "".join(self._rows(self._view, self._seen))


def tables(view: View) -> list[Details | Table]:
    """Every table of a view."""
    seen = _Seen()
    rest = (Table(view, seen, name, heading, rows) for name, heading, rows in _TABLES)
    return [Details(view, seen), *rest]


def _profile(view: View, seen: _Seen) -> Iterator[str]:
    yield csv_row("Form", BUNDLE_FORM)
    yield csv_row("Segment", view.code)
    yield csv_row("Currency", "JPY")
    yield csv_row("As_Of", str(view.as_of) if view.as_of else None)
    yield csv_row("Known_To", view.known_to)


def _currency(view: View, seen: _Seen) -> Iterator[str]:
    yield csv_row("JPY", "Japanese yen", 0)


def _segment(view: View, seen: _Seen) -> Iterator[str]:
    yield csv_row(1, "勘定")


def _segment_value(view: View, seen: _Seen) -> Iterator[str]:
    yield csv_row(1, view.code, free_text(view.name))


def _accounts(view: View, seen: _Seen) -> Iterator[str]:
    for a in view.accounts:
        yield csv_row(a.code, free_text(a.name), a.kind, a.book, a.side, a.parent)


def _periods(view: View, seen: _Seen) -> Iterator[str]:
    for period in sorted(seen.periods):
        year, month = divmod(int(period), 100)
        yield csv_row(year, month, *map(str, period_days(year, month)))


def period_days(year: int, month: int) -> tuple[date, date]:
    """First and last day of the n-th month of a fiscal year; of the 13th only 31 March."""
    if month == 13:
        return date(year + 1, 3, 31), date(year + 1, 3, 31)
    first = date(year, month + 3, 1) if month <= 9 else date(year + 1, month - 9, 1)
    return first, month_end(first)


def _events(view: View, seen: _Seen) -> Iterator[str]:
    yield from map(csv_row, sorted(seen.events))


def _users(view: View, seen: _Seen) -> Iterator[str]:
    yield from map(csv_row, sorted(seen.users))


def _projects(view: View, seen: _Seen) -> Iterator[str]:
    yield from map(csv_row, sorted(seen.grants))


def _trial_balance(view: View, seen: _Seen) -> Iterator[str]:
    carried: dict[str, int] = {}
    for period, sums in sorted(seen.periods.items()):
        year, month = divmod(int(period), 100)
        for account in sorted({*carried, *sums}):
            found, before = sums.get(account, Sum()), carried.get(account, 0)
            carried[account] = before + found.over_yen
            yield csv_row(
                year, month, account, before, found.debits_yen, found.credits_yen, carried[account]
            )


_TABLES: tuple[tuple[str, str, Rows], ...] = (
    ("BAS_Profile", "Name,Value", _profile),
    ("BAS_Currency", "Currency_Code,Currency_Name,Decimal_Places", _currency),
    ("BAS_Customized_ACC_Segment", "Segment_ID,Segment_Name", _segment),
    (
        "BAS_Customized_ACC_Segment_Value",
        "Segment_ID,Segment_Value_Code,Segment_Value_Name",
        _segment_value,
    ),
    (
        "BAS_Chart_Of_Accounts",
        "GL_Account_Number,GL_Account_Name,Account_Type,Book,Balance_Side,Parent_GL_Account_Number",
        _accounts,
    ),
    (
        "BAS_Accounting_Period",
        "Fiscal_Year,Accounting_Period,Period_Start_Date,Period_End_Date",
        _periods,
    ),
    ("BAS_Journal_Entry_Type", "JE_Type_Code", _events),
    ("BAS_User", "User_ID", _users),
    ("BAS_Project", "Project_ID", _projects),
    (
        "GL_Trial_Balance",
        "Fiscal_Year,Accounting_Period,GL_Account_Number,Beginning_Balance,Amount_Debit,"
        "Amount_Credit,Ending_Balance",
        _trial_balance,
    ),
)

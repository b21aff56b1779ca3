"""Plan against actual: what the year's plan said, and what the ledger says happened."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection

from fund.chart import AVAILABLE, CASH, FUND_ACCOUNTS
from fund.entries.strays import SUSPENSE
from fund.models import FundPlan
from fund.queries import Movement, head, movements
from workflow.calendar import fiscal_year_end, fiscal_year_start


@dataclass(frozen=True)
class PlanLine:
    """A line of the plan: its field, its name, its side, and the accounts cash moves against."""

    field: str
    name: str
    is_income: bool
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Compared:
    """A line with what was planned (None: no plan) and what happened, in yen; code leads there."""

    line: PlanLine
    planned_yen: int | None
    actual_yen: int

    @property
    def difference_yen(self) -> int | None:
        """Actual less plan."""
        return None if self.planned_yen is None else self.actual_yen - self.planned_yen

    @property
    def code(self) -> str:
        """The account its figure is looked up in first."""
        return self.line.codes[0]


DECISIONS = PlanLine("decisions_yen", "交付決定", False, ("B200",))
# Besides: what came back of a shared cost, which 1141 does not tell from money astray.
ADMIN = PlanLine("admin_yen", "管理費の支払", False, ("2202", "2303", "5201", "5202"))
LINES = (
    PlanLine("subsidy_yen", "国からの補助金の受入れ", True, ("2151", "2101")),
    PlanLine("income_yen", "運用収入", True, ("4202", "4201", "1134")),
    PlanLine("returns_yen", "返還金・加算金等の収入", True,
             ("1131", "1132", "1133", "4301", "4302", "2204")),
    PlanLine("grants_yen", "助成金の支払", False, ("2201", "1121", "5101")),
    ADMIN,
    PlanLine("treasury_yen", "国庫への納付", False, ("2203",)),
)  # fmt: skip
OTHER = PlanLine("", "整理中の入出金・その他", True, (SUSPENSE,))


def compare(
    segment: int, year: int, plan: FundPlan | None, known_seq: int | None = None
) -> list[Compared]:
    """The plan's lines in order, each net of what was taken back; what no line names comes last.

    The cash lines together are exactly what the fund (cash and placements) grew or shrank by. Money
    from nobody known is no line's until it is cleared; the clearing tells what it was.
    known_seq None: everything written so far.
    """
    days = (fiscal_year_start(year), fiscal_year_end(year))
    known = head(segment).seq if known_seq is None else known_seq
    rest = sum(_net(movements(segment, FUND_ACCOUNTS, *days, known)).values())
    net = _net(movements(segment, (*FUND_ACCOUNTS, SUSPENSE), *days, known))
    decided_yen = _booked(segment, days, known, "GRANT_DECISION", AVAILABLE)
    found = [Compared(DECISIONS, _planned(plan, DECISIONS), decided_yen)]
    back_yen = _booked(segment, days, known, "COST_CAME_BACK", CASH)
    for line in LINES:
        yen = sum(net.get(code, 0) for code in line.codes) + (back_yen if line is ADMIN else 0)
        rest -= yen
        found.append(Compared(line, _planned(plan, line), yen if line.is_income else -yen))
    return [*found, Compared(OTHER, None, rest)]


def _net(moved: Iterable[Movement]) -> dict[str, int]:
    return {movement.code: movement.in_yen - movement.out_yen for movement in moved}


def grown_yen(compared: list[Compared]) -> Mapping[str, int]:
    """In, out and the difference of what really moved, in yen."""
    cash = compared[1:]
    came = sum(row.actual_yen for row in cash if row.line.is_income)
    went = sum(row.actual_yen for row in cash if not row.line.is_income)
    return {"in": came, "out": went, "net": came - went}


def _planned(plan: FundPlan | None, line: PlanLine) -> int | None:
    return None if plan is None else int(getattr(plan, line.field))


def _booked(segment: int, days: tuple[date, date], known: int, event: str, debit: str) -> int:
    """What an event debited to an account in some days, yen."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(p.amount), 0)::bigint FROM ledger.posting p "
            "JOIN ledger.entry e USING (segment_id, seq) WHERE p.segment_id = %s "
            "AND p.dr_account = %s AND e.event_type = %s "
            "AND e.effective_date BETWEEN %s AND %s AND e.seq <= %s",
            [segment, debit, event, *days, known],
        )
        return int(cursor.fetchone()[0])

"""財源の見通し: whether the fund can bear a decision now, and if not, what would cure it and when.

A decision is bounded by B200 未交付決定残 alone; cash is told beside it, since it bounds payments.
"""

from dataclasses import dataclass
from datetime import date

from fund.chart import AVAILABLE, CASH
from fund.forecast import vouchers_to_be_paid
from fund.maturing import movements_of, received_not_joined_yen
from fund.money import format_yen
from fund.queries import balance
from fund.strays import transfers_to_come
from grants.models import Demand, Grant, Payment, RefundOrder
from grants.write_offs import lost_yen, owed_yen
from workflow.calendar import day_text, month_end
from workflow.machines.demand import DemandState
from workflow.machines.grant import GrantState
from workflow.machines.payment import PaymentState
from workflow.machines.refund import UNPAID
from workflow.problems import Problem


@dataclass(frozen=True)
class Flow:
    """What is expected on a day: how it moves B200 and cash, in yen. on None: day unknown."""

    on: date | None
    what: str
    budget_yen: int
    cash_yen: int


@dataclass(frozen=True)
class Row:
    """A flow with what stands after it."""

    flow: Flow
    available_yen: int
    cash_yen: int


@dataclass(frozen=True)
class Forecast:
    """wanted_yen: the decision asked about. waiting_yen: other decisions put up meanwhile."""

    wanted_yen: int
    available_yen: int
    cash_yen: int
    waiting_yen: int
    rows: tuple[Row, ...]

    @property
    def short_yen(self) -> int:
        """By how much B200 falls short now; 0 when it suffices."""
        return max(self.wanted_yen - self.available_yen, 0)

    @property
    def cured_by(self) -> Row | None:
        """The first expected flow after which B200 would suffice; None if none does."""
        return next(
            (r for r in self.rows if r.flow.on and r.available_yen >= self.wanted_yen), None
        )

    @property
    def dry(self) -> Row | None:
        """The first expected flow after which cash would not suffice; None if it always does."""
        return next((r for r in self.rows if r.flow.on and r.cash_yen < 0), None)

    @property
    def refilled(self) -> Row | None:
        """The first flow after that with which cash suffices again."""
        dry = self.dry
        later = self.rows[self.rows.index(dry) + 1 :] if dry else ()
        return next((r for r in later if r.flow.on and r.cash_yen >= 0), None)

    @property
    def options(self) -> str:
        """What may be done about a shortage, in words."""
        found = []
        if self.available_yen:
            found.append(f"決定額を {format_yen(self.available_yen)} 以下に減らす")
        cure = self.cured_by
        if cure is not None and cure.flow.on is not None:
            found.append(f"{day_text(cure.flow.on)} の{cure.flow.what}を待つ")
        else:
            found.append("追加の造成又は運用満期による運用益の組入れを待つ")
        return "、".join([*found, "又は不交付とする。"])


def forecast_of(grant: Grant, wanted_yen: int, today: date) -> Forecast:
    """The forecast for one case, from the ledger and from what is owed and approved."""
    segment = grant.plan.segment
    available, cash = balance(segment, AVAILABLE), balance(segment, CASH)
    rows, left, money = [], available, cash
    for flow in expected(segment, today):
        left, money = left + flow.budget_yen, money + flow.cash_yen
        rows.append(Row(flow, left, money))
    others = Grant.objects.filter(plan__segment=segment, state=GrantState.APPROVAL)
    waiting = sum(other.requested_yen for other in others.exclude(pk=grant.pk))
    return Forecast(wanted_yen, available, cash, waiting, tuple(rows))


def expected(segment: int, today: date) -> list[Flow]:
    """Refunds and returns due, payments under way, what placements bring: by day, overdue today."""
    flows = [
        *_refunds(segment), *_demands(segment), *_payments(segment), *_vouchers(segment, today),
        *_placements(segment, today), *_transfers(segment),
    ]  # fmt: skip
    dated = [
        Flow(max(f.on, today) if f.on else None, f.what, f.budget_yen, f.cash_yen) for f in flows
    ]
    return sorted(dated, key=lambda flow: (flow.on is None, flow.on or today, flow.what))


def problems_affording(grant: Grant, wanted_yen: int, today: date) -> list[Problem]:
    """Why the fund cannot bear the decision, by how much, and what would cure it.

    The ledger refuses besides, whatever happens between this look and the entry.
    """
    if balance(grant.plan.segment, AVAILABLE) >= wanted_yen:
        return []
    found = forecast_of(grant, wanted_yen, today)
    return [
        Problem(
            "short",
            f"基金の未交付決定残が不足しています（不足額 {format_yen(found.short_yen)}）。",
            found.options,
            short_yen=found.short_yen,
        )
    ]


def _placements(segment: int, today: date) -> list[Flow]:
    """Placing moves cash alone; what it earns may be decided once it has joined the fund."""
    found = []
    arrived = received_not_joined_yen(segment, today)
    if arrived:
        found.append(Flow(month_end(today), "受領済みの運用益の組入れ", arrived, 0))
    for move in movements_of(segment, today):
        found.append(Flow(move.on, move.what, 0, move.cash_yen))
        if move.income_yen > 0:
            found.append(Flow(move.joins_on, f"運用益の組入れ・{move.what}", move.income_yen, 0))
    return found


def _refunds(segment: int) -> list[Flow]:
    orders = RefundOrder.objects.filter(grant__plan__segment=segment, state__in=UNPAID)
    rows = orders.select_related("grant").prefetch_related("receipts", "reductions")
    return [
        Flow(order.due_on, f"返還（{order.grant.number}）", yen, yen)
        for order in rows
        if (yen := owed_yen(order) - lost_yen(order)) > 0
    ]


def _demands(segment: int) -> list[Flow]:
    rows = Demand.objects.filter(grant__plan__segment=segment, state=DemandState.DEMANDED)
    return [
        Flow(row.due_on, f"納付（{row.grant.number}）", row.amount_yen, row.amount_yen)
        for row in rows.select_related("grant")
    ]


def _payments(segment: int) -> list[Flow]:
    # A payment moves B300 or B400, never B200: what was decided is bound already.
    rows = Payment.objects.filter(
        grant__plan__segment=segment,
        state__in=(PaymentState.REQUESTED, PaymentState.CHECKED, PaymentState.APPROVED,
                   PaymentState.FILE_SENT),
    )  # fmt: skip
    return [
        Flow(row.pay_on, f"支払（{row.grant.number} 第{row.number}回）", 0, -row.amount_yen)
        for row in rows.select_related("grant")
    ]


def _transfers(segment: int) -> list[Flow]:
    # What a case took from another 勘定's account may be decided once it is here.
    return [
        Flow(money.on, f"他勘定からの送金（{money.reference}）", money.budget_yen, money.yen)
        for money in transfers_to_come(segment)
    ]


def _vouchers(segment: int, today: date) -> list[Flow]:
    # What they cost left B200 when they were approved.
    return [
        Flow(flow.on, f"出納（{flow.what}）", 0, -flow.yen)
        for flow in vouchers_to_be_paid(segment, today)
    ]

"""納付金の収納: a demand without 加算金 is paid, whole.

Who: accounting_clerk
State: demand DEMANDED → PAID; asset APPROVED → DISPOSED when it was for a disposal
Ledger: JE15 (1101 / 1131) and B100 → B200; out of suspense 2301 for 1101
Paper: 納付金領収書
Deadline: 納付 met; the yearly report on assets ends with the last one; 入金の整理 met
"""

from datetime import date, datetime
from uuid import UUID

from fund import ledger
from fund.bank_lines import problems_with_reference
from fund.entries import demand_receipt_entry
from fund.models import StrayReceipt
from fund.money import format_yen
from fund.strays import in_suspense, paid_by, problems_taking, take
from grants.case import books_of
from grants.models import Asset, Demand, Grant
from grants.series import date_asset_reports
from workflow import duties
from workflow.act import PART, act, lock
from workflow.advance import advance
from workflow.calendar import jst_day
from workflow.machines.asset import AssetState
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if


def problems_receiving(
    demand: Demand, paid_on: date, amount_yen: int, bank_reference: str, today: date,
    stray: StrayReceipt | None = None,
) -> list[Problem]:  # fmt: skip
    """Every reason why the bank's line does not settle this demand.

    stray: the line as it stands in suspense.
    """
    problems = problems_taking(stray, paid_on, amount_yen)
    if not demand.demanded_on <= paid_on <= today:
        cure = "仮受金のうち、請求の前に入金された額は、払込人に返してください。" if stray else ""
        problems.append(
            Problem(
                "paid_on",
                "納付日は請求日から本日までの日です。",
                f"明細を確認してください。{cure}",
                "paid_on",
            )
        )
    if amount_yen != demand.amount_yen:
        problems.append(
            Problem(
                "amount",
                f"請求額 {format_yen(demand.amount_yen)} と一致しません。",
                "差額は不明入金として扱ってください。",
                "amount_yen",
            )
        )
    booked = Demand.objects.filter(bank_reference=bank_reference)
    problems += problems_with_reference(bank_reference, booked, stray)
    return problems


@act
def receive_return(
    demand_id: UUID,
    paid_on: date,
    amount_yen: int,
    bank_reference: str,
    *,
    actor: Person,
    now: datetime,
    key: str,
) -> ActRecord:
    """Take the payment and book it."""
    demand = lock(Demand, demand_id)
    grant = lock(Grant, demand.grant_id)
    segment, today = grant.plan.segment, jst_day(now)
    stray = in_suspense(bank_reference, segment)
    refuse_if(problems_receiving(demand, paid_on, amount_yen, bank_reference, today, stray))
    demand.paid_on, demand.bank_reference = paid_on, bank_reference
    record = advance(
        demand, "to_paid", columns=("paid_on", "bank_reference"), amount_yen=amount_yen
    )
    duties.meet(record, demand, "DEMANDED", paid_on)
    if demand.kind == Demand.Kind.DISPOSAL:
        asset = Asset.objects.get(grant=grant, number=demand.reckoning["asset"])
        if asset.state == AssetState.APPROVED:
            advance(lock(Asset, asset.pk), "to_disposed")
            date_asset_reports(record, grant)
    if stray:
        take(stray, record)
    received = demand_receipt_entry(books_of(grant), amount_yen, paid_on, f"{demand} 収納")
    for part, entry in paid_by(stray, {"": received}).items():
        dated = ledger.in_open_month(segment, entry, today)
        ledger.post(segment, dated, key=f"{key}{PART}{part}" if part else key, actor=actor.pk)
    return record

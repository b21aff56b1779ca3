"""What is held now: each placement with its book value and accrued interest from the ledger."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from fund.chart import ACCRUED, FUND_ACCOUNTS, PLACEMENTS
from fund.entries.placements import HoldingBooks
from fund.models import MarketValue, Placement
from fund.queries import period_of
from workflow.calendar import fiscal_year, fiscal_year_end

INCOME = ("4201", "4202")


@dataclass(frozen=True)
class Holding:
    """A settled placement that has not matured yet. Sums in whole yen, from the ledger's lines.

    account: where it stands now (one maturing within a year has moved to 1111). income_yen: all
    that was booked as its income. market: the newest recorded value, shown only.
    """

    placement: Placement
    account: str
    book_yen: int
    accrued_yen: int
    income_yen: int
    market: MarketValue | None = None

    @property
    def books(self) -> HoldingBooks:
        """What its entries need to know of it."""
        return HoldingBooks(self.placement.number, self.account, self.placement.instrument.income)

    @property
    def earned_yen(self) -> int:
        """The amortisation booked so far: book value less price; negative for a premium."""
        return self.book_yen - self.placement.price_yen

    @property
    def interest_yen(self) -> int:
        """The interest booked as income so far, received or accrued."""
        return self.income_yen - self.earned_yen

    @property
    def unrealised_yen(self) -> int | None:
        """Market value less book value (negative: 含み損), or None where none was recorded."""
        return None if self.market is None else self.market.value_yen - self.book_yen


def holdings_of(segment: int, on: date | None = None) -> list[Holding]:
    """Everything held in a segment, by maturity; as of a day by effective date, or now."""
    rows = Placement.objects.filter(segment=segment, settled_on__isnull=False)
    if on is None:
        rows = rows.filter(redeemed_on__isnull=True)
    else:
        rows = rows.filter(settled_on__lte=on).exclude(redeemed_on__lte=on)
    found = list(rows.select_related("instrument").order_by("matures_on", "number"))
    sums = item_sums(segment, on)
    values = newest_values([placement.pk for placement in found])
    return [_holding(placement, sums, values.get(placement.pk)) for placement in found]


def holding_of(placement: Placement) -> Holding:
    """One settled placement as it stands."""
    sums = item_sums(placement.segment)
    return _holding(placement, sums, newest_values([placement.pk]).get(placement.pk))


def lock_holdings(segment: int) -> None:
    """Lock everything held, as interest and redemption lock theirs; before the segment's lock.

    Who books on several holdings and who books on one never read a value that the other changes.
    """
    rows = Placement.objects.filter(segment=segment, settled_on__isnull=False, redeemed_on=None)
    list(rows.order_by("pk").select_for_update())


def may_adjust(segment: int, on: date) -> bool:
    """Whether a day is a year end whose 13th period (決算整理) is still open."""
    year = fiscal_year(on)
    period = period_of(segment, year * 100 + 13)
    return on == fiscal_year_end(year) and period is not None and not period.is_closed


def newest_values(placements: list[UUID]) -> dict[UUID, MarketValue]:
    """The newest market value of each placement that has one."""
    rows = MarketValue.objects.filter(placement__in=placements).order_by("valued_on")
    return {row.placement_id: row for row in rows}


def item_sums(segment: int, on: date | None = None) -> dict[tuple[str, str], int]:
    """(holding's number, account) → debits − credits of placements, accrued interest, income."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT cost_item, code, sum(yen)::bigint
              FROM (SELECT seq, cost_item, dr_account AS code, amount AS yen FROM ledger.posting
                     WHERE segment_id = %(s)s AND dr_account = ANY(%(c)s)
                    UNION ALL
                    SELECT seq, cost_item, cr_account, -amount FROM ledger.posting
                     WHERE segment_id = %(s)s AND cr_account = ANY(%(c)s)) legs
              JOIN ledger.entry e ON e.segment_id = %(s)s AND e.seq = legs.seq
             WHERE cost_item IS NOT NULL AND (%(d)s::date IS NULL OR e.effective_date <= %(d)s)
             GROUP BY cost_item, code
            """,
            {"s": segment, "c": [*PLACEMENTS, ACCRUED, *INCOME], "d": on},
        )
        return {(item, code): yen for item, code, yen in cursor.fetchall()}


def fund_yen(segment: int) -> int:
    """Cash and placements at book value: what the limits of a share are reckoned from."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(debits - credits), 0)::bigint FROM ledger.account_balance "
            "WHERE segment_id = %s AND code = ANY(%s)",
            [segment, list(FUND_ACCOUNTS)],
        )
        return int(cursor.fetchone()[0])


def approved_unsettled(segment: int) -> list[Placement]:
    """What is approved but not settled yet: its cash is spoken for."""
    rows = Placement.objects.filter(
        segment=segment, approved_on__isnull=False, returned_on=None, settled_on=None
    )
    return list(rows.select_related("instrument"))


def _holding(
    placement: Placement, sums: dict[tuple[str, str], int], market: MarketValue | None
) -> Holding:
    number = placement.number
    at = {code: sums.get((number, code), 0) for code in PLACEMENTS}
    account = next((code for code, yen in at.items() if yen), placement.instrument.account)
    income = -sum(sums.get((number, code), 0) for code in INCOME)
    accrued = sums.get((number, ACCRUED), 0)
    return Holding(placement, account, sum(at.values()), accrued, income, market)

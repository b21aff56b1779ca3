"""What the fund's money has earned, what of it has joined the fund, and what of it has arrived."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from fund.chart import ACCRUED, CASH
from fund.holdings import holdings_of
from fund.models import StrayReceipt
from fund.queries import trial_balance
from fund.strays import standing_account
from workflow.calendar import fiscal_year, fiscal_year_end

EVENT = "INCOME_ADDED"


@dataclass(frozen=True)
class Income:
    """Whole yen since the books began.

    earned: interest booked as income. received: of it what has arrived as money; interest that is
    only accrued, a discount that is paid back at maturity and interest that went to another 勘定's
    account have not. Interest bought with a paper was never earned. added, released: what
    joined the fund (2152) and what of it may be decided (B200) by now.
    """

    earned_yen: int
    received_yen: int
    added_yen: int
    released_yen: int

    @property
    def to_add_yen(self) -> int:
        """What is still to join the fund; negative when a correction took income back."""
        return self.earned_yen - self.added_yen

    @property
    def to_release_yen(self) -> int:
        """What may be decided besides; never taken back, set against later income instead."""
        return max(self.received_yen - self.released_yen, 0)


def income_of(segment: int, on: date) -> Income:
    """A segment's income up to a day, by effective date; added: by the end of the day's year.

    A month's income may join the fund in a later month, a year's only in that year.
    """
    at = {row.code: row.balance_yen for row in trial_balance(segment, on)}
    earned = at["4201"] + at["4202"]
    unpaid = at[ACCRUED] - _bought_yen(segment, on)
    unpaid += sum(max(held.earned_yen, 0) for held in holdings_of(segment, on))
    astray = StrayReceipt.objects.filter(
        segment=segment, kind=StrayReceipt.Kind.ELSEWHERE, received_on__lte=on
    ).exclude(cleared_on__lte=on)
    unpaid += sum(row.amount_yen for row in astray if standing_account(row) == "4201")
    joined_until = fiscal_year_end(fiscal_year(on))
    return Income(
        earned, earned - unpaid, _added_yen(segment, joined_until), _released_yen(segment)
    )


def to_add_from(segment: int, day: date) -> int:
    """What is still to join the fund on every day from this one on, whole yen.

    Income that is taken back on the day up to this sum had not joined; of more the rest had.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH moved AS (
                SELECT e.effective_date AS day, p.amount * (
                       (p.cr_account IN ('4201', '4202'))::int
                       - (p.dr_account IN ('4201', '4202'))::int
                       + ((p.dr_account, p.cr_account) = ('2152', '5401'))::int
                       - ((p.dr_account, p.cr_account) = ('5401', '2152'))::int) AS yen
                  FROM ledger.posting p JOIN ledger.entry e USING (segment_id, seq)
                 WHERE p.segment_id = %(s)s AND (p.dr_account IN ('4201', '4202', '2152')
                                                 OR p.cr_account IN ('4201', '4202', '2152'))),
            days AS (
                SELECT day, sum(yen) AS yen, sum(sum(yen)) OVER (ORDER BY day) AS to_add
                  FROM moved GROUP BY day)
            SELECT least(coalesce(sum(yen) FILTER (WHERE day <= %(d)s), 0),
                         min(to_add) FILTER (WHERE day > %(d)s))::bigint FROM days
            """,
            {"s": segment, "d": day},
        )
        return int(cursor.fetchone()[0])


def _added_yen(segment: int, until: date) -> int:
    """What joined the fund up to a day, less what corrections took back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(CASE WHEN p.cr_account = '2152' THEN p.amount "
            "ELSE -p.amount END), 0)::bigint "
            "FROM ledger.posting p JOIN ledger.entry e USING (segment_id, seq) "
            "WHERE p.segment_id = %s AND e.effective_date <= %s "
            "AND (p.dr_account, p.cr_account) IN (('5401', '2152'), ('2152', '5401'))",
            [segment, until],
        )
        return int(cursor.fetchone()[0])


def _released_yen(segment: int) -> int:
    """What JE07 brought into B200, with what receipts corrected to or from interest brought.

    One that was no interest takes its sum along, but for what it brought itself then.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT coalesce(sum(CASE p.dr_account WHEN '4201' THEN -p.amount ELSE p.amount END), 0)
                   ::bigint
              FROM ledger.entry e JOIN ledger.posting p USING (segment_id, seq)
             WHERE e.segment_id = %(s)s
               AND (e.event_type IN (%(added)s, 'STRAY_REBUDGETED') AND p.book = 'B'
                    OR e.event_type = 'STRAY_CORRECTED' AND '4201' IN (p.dr_account, p.cr_account))
               AND NOT EXISTS (SELECT FROM ledger.entry r
                                WHERE r.segment_id = e.segment_id AND r.reverses_seq = e.seq)
            """,
            {"s": segment, "added": EVENT},
        )
        return int(cursor.fetchone()[0])


def _bought_yen(segment: int, on: date) -> int:
    """Of what has accrued, what was bought with the papers and has not come back with a coupon."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT coalesce(sum(greatest(least(bought, stands), 0)), 0)::bigint
              FROM (SELECT sum(yen) FILTER (WHERE other = %(cash)s) AS bought, sum(yen) AS stands
                      FROM (SELECT seq, cost_item, cr_account AS other, amount AS yen
                              FROM ledger.posting WHERE segment_id = %(s)s AND dr_account = %(c)s
                            UNION ALL
                            SELECT seq, cost_item, dr_account, -amount
                              FROM ledger.posting WHERE segment_id = %(s)s AND cr_account = %(c)s
                           ) legs
                      JOIN ledger.entry e ON e.segment_id = %(s)s AND e.seq = legs.seq
                     WHERE e.effective_date <= %(d)s GROUP BY cost_item) holdings
            """,
            {"s": segment, "c": ACCRUED, "cash": CASH, "d": on},
        )
        return int(cursor.fetchone()[0])

"""What the ledger says each case still owes of refunds ordered, and what of it is in doubt."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection


@dataclass(frozen=True)
class Receivable:
    """A case's 未収返還金 (1131) and the allowance made for it (1139), in whole yen."""

    number: str
    grant: UUID
    party: UUID
    yen: int
    allowed_yen: int

    @property
    def doubtful_yen(self) -> int:
        """What may be written off: of what is owed, what has an allowance."""
        return min(self.yen, self.allowed_yen)


def receivables_of(segment: int, on: date | None = None) -> dict[str, Receivable]:
    """Every case with something open, by its number (which names its accounts).

    As of a day by effective date, or now. A 相殺 settles in a line of the case that is paid what
    another owes: its budget that comes back says which.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH owing AS (
                 SELECT DISTINCT seq, grant_ref
                   FROM ledger.posting JOIN ledger.entry USING (segment_id, seq)
                  WHERE segment_id = %(s)s AND event_type = 'SET_OFF' AND cr_account = 'B200')
            SELECT split_part(a.code, ':', 2), a.grant_ref, a.party,
                   coalesce(sum(l.yen) FILTER (WHERE l.code = '1131'), 0)::bigint,
                   coalesce(-sum(l.yen) FILTER (WHERE l.code = '1139'), 0)::bigint
              FROM ledger.account a JOIN (
                   SELECT seq, grant_ref, dr_account AS code, amount AS yen FROM ledger.posting
                    WHERE segment_id = %(s)s AND dr_account IN ('1131', '1139')
                    UNION ALL
                   SELECT seq, coalesce(o.grant_ref, p.grant_ref), cr_account, -amount
                     FROM ledger.posting p LEFT JOIN owing o USING (seq)
                    WHERE segment_id = %(s)s AND cr_account IN ('1131', '1139')) l
                ON l.grant_ref = a.grant_ref
              JOIN ledger.entry e ON e.segment_id = %(s)s AND e.seq = l.seq
             WHERE a.segment_id = %(s)s AND a.parent_code = 'B300'
               AND (%(d)s::date IS NULL OR e.effective_date <= %(d)s)
             GROUP BY 1, 2, 3 ORDER BY 1
            """,
            {"s": segment, "d": on},
        )
        found = [Receivable(*row) for row in cursor.fetchall()]
    return {row.number: row for row in found if row.yen or row.allowed_yen}


def allowance_of_body_yen(segment: int, grant: UUID) -> int:
    """What the fund's body (2151) bears of the allowances of a case, less what it got back."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT coalesce(sum(CASE WHEN p.dr_account = '2151' THEN p.amount ELSE -p.amount END),
                            0)::bigint
              FROM ledger.posting p JOIN ledger.entry e USING (segment_id, seq)
             WHERE p.segment_id = %s AND p.grant_ref = %s
               AND '2151' IN (p.dr_account, p.cr_account)
               AND e.event_type IN ('ALLOWANCE', 'ALLOWANCE_RELEASED')
            """,
            [segment, grant],
        )
        return int(cursor.fetchone()[0])


def write_offs_of(segment: int, grant: UUID) -> list[tuple[date, int]]:
    """What was written off of a case's refunds (JE31): day and yen, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT e.effective_date, p.amount FROM ledger.posting p
              JOIN ledger.entry e USING (segment_id, seq)
             WHERE p.segment_id = %s AND p.grant_ref = %s AND e.event_type = 'WRITTEN_OFF'
               AND NOT EXISTS (SELECT FROM ledger.entry r WHERE r.segment_id = e.segment_id
                                  AND r.reverses_seq = e.seq)
             ORDER BY e.effective_date, e.seq
            """,
            [segment, grant],
        )
        return [(on, int(yen)) for on, yen in cursor.fetchall()]

"""Where each segment stands: counts, head, cash, and what may be decided beside what is liquid."""

from dataclasses import asdict, dataclass
from typing import Any

from fund.chart import FUND_ACCOUNTS
from fund.checks.registry import Books


@dataclass(frozen=True)
class Standing:
    """A segment's figures in yen.

    available_yen is B200. liquid_yen is cash and securities less everything decided or owed. They
    differ by three causes that add up to the difference exactly: receivables_yen, advances and
    receivables beyond the budget they used; liabilities_yen, budget not covered by the funds held
    for use (21xx); result_yen, expenses not yet matched by revenue. late_entries were recorded more
    days after the day they count for than `late_entry_days` allows: told, not a failure.
    """

    entries: int
    head_seq: int
    head_hash: str
    cash_yen: int
    available_yen: int
    liquid_yen: int
    receivables_yen: int
    liabilities_yen: int
    result_yen: int
    late_entries: int

    @property
    def difference_yen(self) -> int:
        """B200 less what is liquid."""
        return self.available_yen - self.liquid_yen

    def as_dict(self) -> dict[str, Any]:
        """The figures by name."""
        return {**asdict(self), "difference_yen": self.difference_yen}


def standings(books: Books) -> dict[str, Standing]:
    """Every examined segment's standing, by its code."""
    rows = books.rows(
        """
        WITH sums AS (
            SELECT b.segment_id, a.kind, coalesce(a.parent_code, a.code) AS code,
                   sum(b.debits - b.credits)::bigint AS yen
              FROM ledger.account_balance b JOIN ledger.account a USING (segment_id, book, code)
             WHERE b.segment_id = ANY(%(segments)s) GROUP BY 1, 2, 3),
        figures AS (
            SELECT segment_id, coalesce(sum(yen) FILTER (WHERE code = '1101'), 0) AS cash,
                   -coalesce(sum(yen) FILTER (WHERE code = 'B200'), 0) AS available,
                   coalesce(sum(yen) FILTER (WHERE code = 'B300' OR code = ANY(%(fund)s)
                       OR code ~ '^2[23]'), 0) AS liquid,
                   coalesce(sum(yen) FILTER (WHERE code = 'B310' OR kind = 'A'
                       AND code <> ALL(%(fund)s)), 0) AS receivables,
                   coalesce(sum(yen) FILTER (WHERE code IN ('B100', 'B400', 'B500', 'B800', 'B900')
                       OR code ~ '^21'), 0) AS liabilities,
                   coalesce(sum(yen) FILTER (WHERE kind IN ('N', 'R', 'X')), 0) AS result
              FROM sums GROUP BY segment_id)
        SELECT h.segment_id,
               (SELECT count(*) FROM ledger.entry e WHERE e.segment_id = h.segment_id),
               h.last_seq, encode(h.head_hash, 'hex'), f.cash::bigint, f.available::bigint,
               f.liquid::bigint, f.receivables::bigint, f.liabilities::bigint, f.result::bigint,
               (SELECT count(*) FROM ledger.entry e WHERE e.segment_id = h.segment_id
                   AND CASE WHEN isfinite(e.recorded_at) THEN
                   (e.recorded_at AT TIME ZONE 'Asia/Tokyo')::date - e.effective_date END > (
                       SELECT value::int FROM workflow_legalrule WHERE code = 'late_entry_days'
                          AND valid_from <= CURRENT_DATE ORDER BY valid_from DESC LIMIT 1))
          FROM ledger.segment_head h JOIN figures f USING (segment_id) ORDER BY 1
        """,
        fund=list(FUND_ACCOUNTS),
    )
    return {books.segments[number]: Standing(*figures) for number, *figures in rows}

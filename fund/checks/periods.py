"""Periods: every entry inside its own, closed ones for good, snapshots that add up again."""

from collections.abc import Iterable

from fund.books import SEGMENTS
from fund.checks.registry import Books, Finding, invariant


@invariant("発生日は会計期間の中にある")
def dates_lie_in_their_periods(books: Books) -> Iterable[Finding]:
    """effective_date lies within the entry's period; an original date is not later."""
    return books.find(
        """
        SELECT e.segment_id, e.seq, NULL, e.effective_date || ' is not in period ' || e.period_id
          FROM ledger.entry e LEFT JOIN ledger.fiscal_period f USING (segment_id, period_id)
         WHERE e.segment_id = ANY(%(segments)s)
           AND (f.period_id IS NULL OR e.effective_date NOT BETWEEN f.starts AND f.ends
                OR e.original_date > e.effective_date)
         ORDER BY e.segment_id, e.seq
        """
    )


@invariant("会計期間は番号のとおりに年度ごとに13そろい、締めには別の二人が立つ")
def periods_are_as_numbered(books: Books) -> Iterable[Finding]:
    """Month n of the fiscal year, the 13th 31 March, all of a year; closed by one and another."""
    return books.find(
        """
        WITH stored AS (
            SELECT * FROM ledger.fiscal_period WHERE segment_id = ANY(%(segments)s)),
        wanted AS (
            SELECT segment_id, year * 100 + n AS period_id, 'M' AS kind,
                   (make_date(year, 4, 1) + make_interval(months => n - 1))::date AS starts,
                   (make_date(year, 4, 1) + make_interval(months => n, days => -1))::date AS ends
              FROM (SELECT DISTINCT segment_id, period_id / 100 AS year FROM stored) opened
             CROSS JOIN generate_series(1, 12) AS n
             UNION ALL
            SELECT DISTINCT segment_id, period_id / 100 * 100 + 13, 'A',
                   make_date(period_id / 100 + 1, 3, 31), make_date(period_id / 100 + 1, 3, 31)
              FROM stored)
        SELECT segment_id, NULL, NULL, 'period ' || period_id || CASE
                   WHEN s.kind IS NULL THEN ' is missing'
                   ELSE ' (' || s.kind || ') from ' || s.starts || ' to ' || s.ends
                        || ' is not as numbered' END
          FROM wanted w FULL JOIN stored s USING (segment_id, period_id)
         WHERE (w.kind, w.starts, w.ends) IS DISTINCT FROM (s.kind, s.starts, s.ends)
         UNION ALL
        SELECT segment_id, close_seq, NULL, 'period ' || period_id || ' was not closed by two'
          FROM stored WHERE status = 'closed' AND (closed_by = close_approved_by) IS NOT FALSE
         ORDER BY 1, 4
        """
    )


@invariant("締めた期間に後からの仕訳はなく、締めの記録は当時のまま")
def closed_periods_stay_closed(books: Books) -> Iterable[Finding]:
    """No entry of a closed period is newer than its close; the close names its entry's hash."""
    return books.find(
        """
        SELECT e.segment_id, e.seq, NULL,
               'written after period ' || e.period_id || ' was closed at ' || f.close_seq
          FROM ledger.entry e JOIN ledger.fiscal_period f USING (segment_id, period_id)
         WHERE e.segment_id = ANY(%(segments)s) AND f.status = 'closed' AND e.seq > f.close_seq
         UNION ALL
        SELECT f.segment_id, f.close_seq, NULL,
               'period ' || f.period_id || ' was closed on another hash'
          FROM ledger.fiscal_period f
          LEFT JOIN ledger.entry e ON e.segment_id = f.segment_id AND e.seq = f.close_seq
         WHERE f.segment_id = ANY(%(segments)s) AND f.status = 'closed'
           AND f.close_hash IS DISTINCT FROM
               CASE f.close_seq WHEN 0 THEN decode(repeat('00', 32), 'hex') ELSE e.hash END
         ORDER BY 1, 2
        """
    )


@invariant("期間は古い順に締められ、整理期間は3月の後に締められる")
def periods_close_in_order(books: Books) -> Iterable[Finding]:
    """Before a closed month no month is open; before a closed 13th period none up to its March."""
    return books.find(
        """
        SELECT o.segment_id, NULL, NULL, 'period ' || o.period_id || ' is open, '
               || min(c.period_id) || ' is closed'
          FROM ledger.fiscal_period o JOIN ledger.fiscal_period c USING (segment_id)
         WHERE o.segment_id = ANY(%(segments)s) AND o.status = 'open' AND c.status = 'closed'
           AND o.kind = 'M' AND o.starts < CASE c.kind WHEN 'M' THEN c.starts ELSE c.ends END
         GROUP BY o.segment_id, o.period_id
         UNION ALL
        SELECT a.segment_id, b.close_seq, NULL, 'period ' || b.period_id || ' closed before '
               || a.period_id
          FROM ledger.fiscal_period a JOIN ledger.fiscal_period b USING (segment_id, kind)
         WHERE a.segment_id = ANY(%(segments)s) AND a.starts < b.starts
           AND a.kind = 'M' AND a.close_seq > b.close_seq
         ORDER BY 1, 4
        """
    )


@invariant("締めは起案と承認に基づき、銀行の証明額は締めの現金残高に等しい")
def closes_stand_on_their_checklist(books: Books) -> Iterable[Finding]:
    """A close and its period name one entry; the bank's figure approved is the snapshot's cash.

    Where the draft names the bank's paper, that very file is kept. In a 勘定 set up by law no
    period is closed but by its act.
    """
    return books.find(
        """
        WITH made AS (
            SELECT c.segment, c.period, c.close_seq, d.content,
                   (d.content->>'certified_yen')::bigint AS certified_yen
              FROM fund_periodclose c LEFT JOIN (
                   workflow_draft d JOIN workflow_approval a
                   ON a.draft_id = d.id AND a.outcome = 'approved')
                ON d.document = 'CLOSE' AND d.subject_id = c.id
             WHERE c.segment = ANY(%(segments)s) AND c.close_seq IS NOT NULL)
        SELECT m.segment, m.close_seq, '1101', 'period ' || m.period || ': the bank certified '
               || coalesce(m.certified_yen::text, 'nothing') || ', the books held '
               || coalesce(b.debits - b.credits, 0)
          FROM made m LEFT JOIN ledger.period_balance b
            ON (b.segment_id, b.period_id, b.book, b.code) = (m.segment, m.period, 'P', '1101')
         WHERE m.certified_yen IS DISTINCT FROM coalesce(b.debits - b.credits, 0)
         UNION ALL
        SELECT m.segment, m.close_seq, NULL, 'period ' || m.period
               || ': the bank''s paper named is not the one kept'
          FROM made m WHERE m.content ? 'certificate_file' AND NOT EXISTS (
               SELECT FROM workflow_evidence e
                WHERE e.id::text = m.content->>'certificate_file_id'
                  AND encode(e.sha256, 'hex') = m.content->>'certificate_sha256')
         UNION ALL
        SELECT coalesce(f.segment_id, m.segment), coalesce(f.close_seq, m.close_seq), NULL,
               'period ' || coalesce(f.period_id, m.period) || ' and its act say different things'
          FROM made m FULL JOIN (
               SELECT f.segment_id, f.period_id, f.close_seq, s.code FROM ledger.fiscal_period f
                 JOIN ledger.segment s USING (segment_id)
                WHERE f.segment_id = ANY(%(segments)s) AND f.status = 'closed') f
            ON (f.segment_id, f.period_id) = (m.segment, m.period)
         WHERE f.close_seq IS DISTINCT FROM m.close_seq
           AND (m.period IS NOT NULL OR f.code = ANY(%(lawful)s))
         ORDER BY 1, 2, 4
        """,
        lawful=[code for _, code, _ in SEGMENTS],
    )


@invariant("締めの残高は締めた時点の仕訳から再計算できる")
def snapshots_equal_their_entries(books: Books) -> Iterable[Finding]:
    """A closed period's balances are the sums of what was effective by its end, known at its close.

    What the 13th period adds after a later month was closed is thus in its own snapshot and not in
    that month's. An open period has no snapshot.
    """
    return books.find(
        """
        WITH closes AS (
            SELECT segment_id, array_agg(DISTINCT close_seq ORDER BY close_seq) AS seqs,
                   array_agg(DISTINCT ends ORDER BY ends) AS ends
              FROM ledger.fiscal_period
             WHERE segment_id = ANY(%(segments)s) AND status = 'closed' GROUP BY segment_id),
        -- Of the closes in order: how many ends are before the day, how many before the number.
        parts AS (
            SELECT p.segment_id, width_bucket(e.effective_date - 1, c.ends) AS ended,
                   width_bucket(e.seq - 1, c.seqs) AS missed,
                   p.book, leg.code, sum(leg.debit) AS debits, sum(leg.credit) AS credits
              FROM ledger.posting p JOIN ledger.entry e USING (segment_id, seq)
              JOIN closes c USING (segment_id)
             CROSS JOIN LATERAL (VALUES (p.dr_account, p.amount, 0), (p.cr_account, 0, p.amount))
                   AS leg(code, debit, credit)
             GROUP BY 1, 2, 3, 4, 5),
        sums AS (
            SELECT f.segment_id, f.period_id, d.book, d.code, sum(d.debits) AS debits,
                   sum(d.credits) AS credits
              FROM ledger.fiscal_period f JOIN closes c USING (segment_id)
              JOIN parts d ON d.segment_id = f.segment_id
                   AND d.ended < array_position(c.ends, f.ends)
                   AND d.missed < array_position(c.seqs, f.close_seq)
             WHERE f.status = 'closed' GROUP BY 1, 2, 3, 4),
        stored AS (
            SELECT segment_id, period_id, book, code, debits, credits FROM ledger.period_balance
             WHERE segment_id = ANY(%(segments)s))
        SELECT segment_id, NULL, code, 'period ' || period_id || ': stored '
               || coalesce(s.debits, 0) || ' / ' || coalesce(s.credits, 0)
               || ', entries add up to ' || coalesce(r.debits, 0)
               || ' / ' || coalesce(r.credits, 0)
          FROM stored s FULL JOIN sums r USING (segment_id, period_id, book, code)
         WHERE (s.debits, s.credits) IS DISTINCT FROM (r.debits, r.credits)
         ORDER BY segment_id, period_id, code
        """
    )

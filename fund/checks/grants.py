"""What the ledger alone can say about each grant; states and decisions are asked elsewhere."""

from collections.abc import Iterable

from fund.checks.registry import Books, Finding, invariant


@invariant("交付決定ごとの予算科目はいずれも負にならない")
def grant_accounts_are_never_negative(books: Books) -> Iterable[Finding]:
    """B300, B310, B400 and B500 of every grant are zero or more."""
    return books.find(
        """
        SELECT b.segment_id, b.last_seq, b.code, 'stands at ' || (b.credits - b.debits)
          FROM ledger.account_balance b JOIN ledger.account a USING (segment_id, book, code)
         WHERE b.segment_id = ANY(%(segments)s) AND a.book = 'B' AND a.parent_code IS NOT NULL
           AND b.credits < b.debits ORDER BY b.segment_id, b.code
        """
    )


@invariant("交付決定の科目への明細はその交付決定と相手先を示す")
def lines_name_the_grant_of_their_account(books: Books) -> Iterable[Finding]:
    """A line on a grant's sub-account carries that grant and its recipient as dimensions."""
    return books.find_legs(
        """
        SELECT l.segment_id, l.seq, l.code, 'line ' || l.line || ' names another grant or party'
          FROM legs l JOIN ledger.account a USING (segment_id, book, code)
          JOIN ledger.posting p USING (segment_id, seq, line)
         WHERE a.grant_ref IS NOT NULL
           AND (p.grant_ref, p.party) IS DISTINCT FROM (a.grant_ref, a.party)
         ORDER BY l.segment_id, l.seq, l.line
        """
    )


@invariant("交付決定ごとに 支払−返還 ≤ 確定額＋前払金＋未収返還金")
def paid_stays_within_fixed(books: Books) -> Iterable[Finding]:
    """B310 + B500 of a grant never exceed what was expensed, advanced, claimed or written off.

    A 相殺 settles the receivable of the grant that owes, in a line of the one that is paid.
    """
    return books.find_legs(
        """
        SELECT l.segment_id, max(l.seq), NULL, 'grant ' || p.grant_ref || ': paid '
               || coalesce(sum(l.credit - l.debit) FILTER (WHERE a.book = 'B'), 0) || ', covered '
               || coalesce(sum(l.debit - l.credit) FILTER (WHERE a.book = 'P'), 0)
          FROM legs l JOIN ledger.posting p USING (segment_id, seq, line)
          JOIN ledger.account a ON (a.segment_id, a.book, a.code) = (l.segment_id, l.book, l.code)
         WHERE p.grant_ref IS NOT NULL AND coalesce(a.parent_code, a.code)
               IN ('B310', 'B500', '5101', '1121', '1131', '5301')
           AND NOT (l.code = '1131' AND (l.segment_id, l.seq) IN (
                    SELECT segment_id, seq FROM ledger.entry WHERE event_type = 'SET_OFF'))
         GROUP BY l.segment_id, p.grant_ref
        HAVING coalesce(sum(l.credit - l.debit) FILTER (WHERE a.book = 'B'), 0)
               > coalesce(sum(l.debit - l.credit) FILTER (WHERE a.book = 'P'), 0)
         ORDER BY 1, 2
        """
    )

"""Balances: stored and added up anew, now and after every line, within their bounds."""

from collections.abc import Iterable

from fund.checks.registry import Books, Finding, invariant


@invariant("残高は明細の合計と両方向に一致する")
def balances_equal_postings(books: Books) -> Iterable[Finding]:
    """Every account has the balance its lines add up to; no balance lacks account or lines."""
    return books.find_legs(
        """
        , sums AS (
            SELECT segment_id, book, code, sum(debit) AS debits, sum(credit) AS credits,
                   max(seq) AS seq
              FROM legs GROUP BY segment_id, book, code),
        stored AS (
            SELECT segment_id, book, code, debits, credits, last_seq, bound_sign
              FROM ledger.account_balance WHERE segment_id = ANY(%(segments)s)),
        wanted AS (
            SELECT segment_id, book, code, bound_sign FROM ledger.account
             WHERE segment_id = ANY(%(segments)s) AND NOT is_group)
        SELECT segment_id, coalesce(p.seq, s.last_seq), code, CASE
                   WHEN w.code IS NULL THEN 'there is no such account to post to'
                   WHEN s.code IS NULL THEN 'the account has no balance'
                   ELSE 'stored ' || s.debits || ' / ' || s.credits || ', lines add up to '
                        || coalesce(p.debits, 0) || ' / ' || coalesce(p.credits, 0) END
          FROM sums p FULL JOIN stored s USING (segment_id, book, code)
          FULL JOIN wanted w USING (segment_id, book, code)
         WHERE w.code IS NULL OR s.code IS NULL OR w.bound_sign <> s.bound_sign
            OR (s.debits, s.credits, s.last_seq) IS DISTINCT FROM
               (coalesce(p.debits, 0), coalesce(p.credits, 0), coalesce(p.seq, 0))
         ORDER BY segment_id, code
        """
    )


@invariant("各行の残高は累計と一致する")
def running_balances_are_sums(books: Books) -> Iterable[Finding]:
    """dr_after and cr_after are the sums of all lines of that account up to this one."""
    return books.find_legs(
        """
        SELECT segment_id, seq, code,
               'line ' || line || ': stored ' || after || ', added up ' || total
          FROM (SELECT *, sum(debit - credit) OVER (PARTITION BY segment_id, book, code
                                                    ORDER BY seq, line) AS total FROM legs) summed
         WHERE after <> total ORDER BY segment_id, seq, line
        """
    )


@invariant("勘定と帳簿ごとに借方合計と貸方合計が等しい")
def books_balance(books: Books) -> Iterable[Finding]:
    """Σ (debits − credits) over each segment and book is zero; so assets = liabilities + result."""
    return books.find(
        """
        SELECT segment_id, NULL, NULL, 'book ' || book || ' is out by ' || sum(debits - credits)
          FROM ledger.account_balance WHERE segment_id = ANY(%(segments)s)
         GROUP BY segment_id, book HAVING sum(debits - credits) <> 0 ORDER BY segment_id, book
        """
    )


@invariant("残高は現在も各時点でも許された側にある")
def bounds_hold_at_every_line(books: Books) -> Iterable[Finding]:
    """No account bound to a side ever stood on the other, summed anew after every single line."""
    return books.find_legs(
        """
        , ever AS (
            SELECT segment_id, book, code, min(total) AS lowest, max(total) AS highest,
                   min(seq) FILTER (WHERE total < 0) AS under,
                   min(seq) FILTER (WHERE total > 0) AS over
              FROM (SELECT *, sum(debit - credit) OVER (PARTITION BY segment_id, book, code
                                                        ORDER BY seq, line) AS total FROM legs) s
             GROUP BY segment_id, book, code)
        SELECT s.segment_id, CASE a.bound WHEN 'D' THEN s.under ELSE s.over END, s.code,
               'from here it stood as far as ' || CASE a.bound WHEN 'D' THEN s.lowest
                                                  ELSE s.highest END
          FROM ever s JOIN ledger.account a USING (segment_id, book, code)
         WHERE (a.bound = 'D' AND s.lowest < 0) OR (a.bound = 'C' AND s.highest > 0)
         UNION ALL
        SELECT b.segment_id, b.last_seq, b.code, 'the balance is ' || (b.debits - b.credits)
          FROM ledger.account_balance b JOIN ledger.account a USING (segment_id, book, code)
         WHERE b.segment_id = ANY(%(segments)s) AND ((a.bound = 'D' AND b.debits < b.credits)
               OR (a.bound = 'C' AND b.credits < b.debits))
         ORDER BY 1, 2
        """
    )


@invariant("明細の科目は同じ勘定・同じ帳簿にあり、集合科目ではない")
def accounts_belong_to_the_line(books: Books) -> Iterable[Finding]:
    """Both accounts of a line stand in its segment and book and carry no sub-accounts."""
    return books.find_legs(
        """
        SELECT l.segment_id, l.seq, l.code, 'line ' || l.line || ': no account of book ' || l.book
          FROM legs l LEFT JOIN ledger.account a USING (segment_id, book, code)
         WHERE a.code IS NULL OR a.is_group ORDER BY l.segment_id, l.seq, l.line
        """
    )


@invariant("予算の等式: 財源配分は未決定・決定・支払・管理費・納付の合計に等しい")
def budget_is_all_accounted_for(books: Books) -> Iterable[Finding]:
    """B100 = B200 + Σ(B300 + B310 + B400 + B500) + B800 + B900, each on its normal side."""
    return books.find(
        """
        WITH figures AS (
            SELECT b.segment_id,
                   coalesce(sum(b.debits - b.credits) FILTER (WHERE a.code = 'B100'), 0) AS given,
                   coalesce(sum(b.credits - b.debits) FILTER (
                       WHERE coalesce(a.parent_code, a.code)
                          IN ('B200', 'B300', 'B310', 'B400', 'B500', 'B800', 'B900')), 0) AS placed
              FROM ledger.account_balance b JOIN ledger.account a USING (segment_id, book, code)
             WHERE b.segment_id = ANY(%(segments)s) AND b.book = 'B' GROUP BY b.segment_id)
        SELECT segment_id, NULL, 'B100', given || ' given, ' || placed || ' accounted for'
          FROM figures WHERE given <> placed OR given < 0 ORDER BY segment_id
        """
    )

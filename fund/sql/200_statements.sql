-- The lines of an account and its parts in the order of their days.
--
-- The plan is kept, so it must not depend on how large the tables were when it was made. Each table is
-- asked in a form that one index alone can answer: two columns are compared as one row, which no index
-- without the first of them serves, and scans that need no index are off.

-- First one row with what was held at the end of the last period closed before p_from, as known at entry
-- p_known, then each line since that day and until p_until. yen: what the row adds to the balance, in
-- whole yen, positive on the account's normal side.
CREATE FUNCTION ledger.dated_lines(
    p_segment int, p_code text, p_from date, p_until date, p_known bigint)
RETURNS TABLE (effective_date date, seq bigint, line int, account text, other text, event text,
    memo text, debit bigint, credit bigint, yen bigint)
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off AS $$
#variable_conflict use_column
DECLARE
    v_codes text[];
    v_signs int[];
    v_period int;
    v_ends date;  -- of the snapshot
    v_closed bigint;  -- the last entry the snapshot knows
    v_held bigint;
    v_first bigint;
    v_last bigint;
BEGIN
    SELECT period_id, ends, close_seq INTO v_period, v_ends, v_closed FROM ledger.fiscal_period
     WHERE segment_id = p_segment AND status = 'closed' AND ends < p_from AND close_seq <= p_known
     ORDER BY ends DESC, close_seq DESC LIMIT 1;
    v_ends := coalesce(v_ends, DATE '0001-01-01');

    SELECT array_agg(code), array_agg(sign), coalesce(sum(sign * (debits - credits)), 0)
      INTO v_codes, v_signs, v_held
      FROM (SELECT book, code, CASE normal_side WHEN 'D' THEN 1 ELSE -1 END AS sign FROM (
                SELECT book, code, normal_side FROM ledger.account
                 WHERE segment_id = p_segment AND code = p_code
                UNION ALL
                SELECT book, code, normal_side FROM ledger.account
                 WHERE segment_id = p_segment AND parent_code = p_code) a) own
      LEFT JOIN LATERAL (
           SELECT debits, credits FROM ledger.period_balance
            WHERE segment_id = p_segment AND period_id = v_period
              AND book = own.book AND code = own.code OFFSET 0) held ON true;
    -- Of the snapshot's days, what a 13th period took in after it.
    SELECT v_held + coalesce(sum(sign * CASE own.code WHEN dr_account THEN amount ELSE -amount END), 0)
      INTO v_held
      FROM ledger.fiscal_period f
     CROSS JOIN LATERAL (
           SELECT seq FROM ledger.entry
            WHERE segment_id = p_segment AND (period_id, seq) > (f.period_id, v_closed)
              AND (period_id, seq) <= (f.period_id, p_known) AND effective_date = f.ends OFFSET 0) e
     CROSS JOIN LATERAL (
           SELECT dr_account, cr_account, amount FROM ledger.posting
            WHERE segment_id = p_segment AND seq = e.seq OFFSET 0) p
      JOIN unnest(v_codes, v_signs) AS own(code, sign) ON own.code IN (dr_account, cr_account)
     WHERE f.segment_id = p_segment AND f.kind = 'A' AND f.ends <= v_ends
       AND coalesce(f.close_seq, p_known) > v_closed;
    RETURN QUERY
    SELECT v_ends, 0::bigint, 0, p_code, ''::text, ''::text, ''::text, 0::bigint, 0::bigint, v_held;

    -- A closed period has no entry above the one it closed at. The dates say no more here than that the
    -- index by period, which holds dated entries, serves.
    SELECT min((SELECT seq FROM ledger.entry
                 WHERE segment_id = p_segment AND (period_id, seq) >= (f.period_id, 1)
                   AND (period_id, seq) <= (f.period_id, p_known) AND effective_date <= f.ends
                 ORDER BY period_id, seq LIMIT 1)),
           least(p_known, max(CASE WHEN close_seq IS NOT NULL THEN close_seq ELSE (
                SELECT seq FROM ledger.entry
                 WHERE segment_id = p_segment AND (period_id, seq) >= (f.period_id, 1)
                   AND (period_id, seq) <= (f.period_id, p_known) AND effective_date <= f.ends
                 ORDER BY period_id DESC, seq DESC LIMIT 1) END))
      INTO v_first, v_last FROM ledger.fiscal_period f
     WHERE f.segment_id = p_segment AND f.ends > v_ends AND f.starts <= p_until;
    RETURN QUERY
    SELECT e.effective_date, leg.seq, leg.line::int, own.code, leg.other, e.event_type::text, e.memo::text,
           leg.debit, leg.credit, own.sign * (leg.debit - leg.credit)
      FROM unnest(v_codes, v_signs) AS own(code, sign)
     CROSS JOIN LATERAL (
           SELECT seq, line, cr_account AS other, amount AS debit, 0::bigint AS credit
             FROM ledger.posting
            WHERE segment_id = p_segment AND (dr_account, seq) >= (own.code, v_first)
              AND (dr_account, seq) <= (own.code, v_last)
           UNION ALL
           SELECT seq, line, dr_account, 0, amount FROM ledger.posting
            WHERE segment_id = p_segment AND (cr_account, seq) >= (own.code, v_first)
              AND (cr_account, seq) <= (own.code, v_last)) leg
     CROSS JOIN LATERAL (
           SELECT effective_date, event_type, memo FROM ledger.entry
            WHERE segment_id = p_segment AND seq = leg.seq OFFSET 0) e
     WHERE e.effective_date > v_ends AND e.effective_date <= p_until
     ORDER BY e.effective_date, leg.seq, leg.line, own.code;
END $$;

REVOKE ALL ON FUNCTION ledger.dated_lines FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.dated_lines TO fund_migrate, fund_app, fund_auditor;

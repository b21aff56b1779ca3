-- Opening books and closing periods. Closing takes the same lock as posting.

-- Owner only: a new 勘定 exists by law, not by an officer's wish.
CREATE OR REPLACE FUNCTION ledger.open_segment(p_segment int, p_code text, p_name text) RETURNS void
LANGUAGE plpgsql SET search_path = ledger, pg_temp AS $$
BEGIN
    INSERT INTO ledger.segment (segment_id, code, name) VALUES (p_segment, p_code, p_name);
    INSERT INTO ledger.segment_head (segment_id) VALUES (p_segment);
END $$;

-- Owner only: an account of the chart. A group account carries sub-accounts and is never posted to.
-- The row joins the table under the segment's lock, so that the accounts of a seal are the first n by
-- id for ever.
CREATE OR REPLACE FUNCTION ledger.open_chart_account(
    p_segment int, p_book text, p_code text, p_name text, p_kind text, p_side text, p_bound text,
    p_group boolean)
RETURNS void LANGUAGE plpgsql SET search_path = ledger, pg_temp AS $$
DECLARE v_sign smallint;
BEGIN
    PERFORM ledger.lock_head(p_segment);
    INSERT INTO ledger.account (segment_id, book, code, name, kind, normal_side, bound, is_group)
    VALUES (p_segment, p_book, p_code, p_name, p_kind, p_side, p_bound, p_group)
    RETURNING bound_sign INTO v_sign;
    IF NOT p_group THEN
        INSERT INTO ledger.account_balance (segment_id, book, code, bound_sign)
        VALUES (p_segment, p_book, p_code, v_sign);
    END IF;
END $$;

-- A sub-account of a group, e.g. B300:G2023-0003. Opening it twice the same way is one effect.
CREATE OR REPLACE FUNCTION ledger.open_sub_account(
    p_segment int, p_parent text, p_suffix text, p_name text, p_grant uuid, p_party uuid)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
DECLARE parent ledger.account; known ledger.account; v_code text := p_parent || ':' || p_suffix;
BEGIN
    PERFORM ledger.lock_head(p_segment);
    SELECT * INTO known FROM ledger.account WHERE segment_id = p_segment AND code = v_code;
    IF FOUND THEN
        IF (known.grant_ref, known.party) IS DISTINCT FROM (p_grant, p_party) THEN
            RAISE EXCEPTION 'account % belongs to another', v_code USING ERRCODE = 'unique_violation';
        END IF;
        RETURN v_code;
    END IF;
    SELECT * INTO parent FROM ledger.account
     WHERE segment_id = p_segment AND code = p_parent AND is_group;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'segment % has no group account %', p_segment, p_parent
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    INSERT INTO ledger.account (segment_id, book, code, name, kind, normal_side, bound, parent_code,
                                grant_ref, party)
    VALUES (p_segment, parent.book, v_code, p_name, parent.kind, parent.normal_side, parent.bound,
            p_parent, p_grant, p_party);
    INSERT INTO ledger.account_balance (segment_id, book, code, bound_sign)
    VALUES (p_segment, parent.book, v_code, parent.bound_sign);
    RETURN v_code;
END $$;

-- Twelve months and the 13th period (決算整理, dated 31 March). Doing it twice is one effect.
CREATE OR REPLACE FUNCTION ledger.open_fiscal_year(p_segment int, p_year int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
DECLARE v_starts date := make_date(p_year, 4, 1);
BEGIN
    PERFORM ledger.lock_head(p_segment);
    -- A month opened before a closed one would change balances that were already reported.
    IF EXISTS (SELECT FROM ledger.fiscal_period WHERE segment_id = p_segment AND status = 'closed'
               AND starts > v_starts)
       AND NOT EXISTS (SELECT FROM ledger.fiscal_period WHERE segment_id = p_segment
                       AND period_id = p_year * 100 + 1) THEN
        RAISE EXCEPTION 'segment %: a year before a closed month is not opened', p_segment
            USING ERRCODE = 'check_violation', CONSTRAINT = 'years_open_forward', DETAIL = p_year::text;
    END IF;
    FOR n IN 0..11 LOOP
        v_starts := (make_date(p_year, 4, 1) + make_interval(months => n))::date;
        INSERT INTO ledger.fiscal_period (segment_id, period_id, kind, starts, ends)
        VALUES (p_segment, p_year * 100 + n + 1, 'M', v_starts,
                (v_starts + interval '1 month' - interval '1 day')::date)
        ON CONFLICT (segment_id, period_id) DO NOTHING;
    END LOOP;
    INSERT INTO ledger.fiscal_period (segment_id, period_id, kind, starts, ends)
    VALUES (p_segment, p_year * 100 + 13, 'A', make_date(p_year + 1, 3, 31), make_date(p_year + 1, 3, 31))
    ON CONFLICT (segment_id, period_id) DO NOTHING;
END $$;

-- Months close in order; the 13th period after its March. There is no way back.
-- It starts from the snapshot of the last period closed by its end, so that its cost grows with
-- the period and not with the books. After that close nothing is dated before its end but what a
-- 13th period still takes in. Whether it adds up from the lines alone is asked by `verify`, and within
-- every close.
CREATE OR REPLACE FUNCTION ledger.close_period(p_segment int, p_period int, p_actor uuid, p_approver uuid)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
DECLARE h ledger.segment_head; f ledger.fiscal_period; b ledger.fiscal_period; v_open int; v_since date;
BEGIN
    h := ledger.lock_head(p_segment);
    SELECT * INTO f FROM ledger.fiscal_period
     WHERE segment_id = p_segment AND period_id = p_period FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'segment % has no period %', p_segment, p_period
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    IF f.status = 'closed' THEN
        RETURN f.close_seq;
    END IF;
    SELECT min(period_id) INTO v_open FROM ledger.fiscal_period
     WHERE segment_id = p_segment AND status = 'open' AND kind = 'M'
       AND starts < CASE f.kind WHEN 'M' THEN f.starts ELSE f.ends END;
    IF v_open IS NOT NULL THEN
        RAISE EXCEPTION 'period % of segment % closes first', v_open, p_segment
            USING ERRCODE = 'check_violation', CONSTRAINT = 'periods_close_in_order',
                  DETAIL = v_open::text;
    END IF;
    IF (p_actor = p_approver) IS NOT FALSE THEN
        RAISE EXCEPTION 'a close needs two people' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'four_eyes_on_the_close';
    END IF;
    SELECT * INTO b FROM ledger.fiscal_period
     WHERE segment_id = p_segment AND status = 'closed' AND ends <= f.ends
     ORDER BY ends DESC, close_seq DESC LIMIT 1;
    v_since := coalesce(b.ends, '-infinity');
    INSERT INTO ledger.period_balance (segment_id, period_id, book, code, debits, credits)
    SELECT p_segment, p_period, book, code, sum(debit)::bigint, sum(credit)::bigint
      FROM (SELECT s.book, s.code, s.debits AS debit, s.credits AS credit
              FROM ledger.period_balance s
             WHERE s.segment_id = p_segment AND s.period_id = b.period_id
            UNION ALL
            SELECT p.book, leg.code, leg.debit, leg.credit
              FROM (SELECT e.seq FROM ledger.fiscal_period m JOIN ledger.entry e
                        ON e.segment_id = m.segment_id AND e.period_id = m.period_id
                     WHERE m.segment_id = p_segment AND m.ends > v_since AND m.ends <= f.ends
                       AND e.effective_date > v_since
                    UNION ALL
                    SELECT e.seq FROM ledger.fiscal_period a JOIN ledger.entry e
                        ON e.segment_id = a.segment_id AND e.effective_date = a.ends
                       AND e.period_id = a.period_id
                     WHERE a.segment_id = p_segment AND a.kind = 'A' AND a.ends <= v_since
                       AND e.seq > b.close_seq) late
              JOIN ledger.posting p ON p.segment_id = p_segment AND p.seq = late.seq
             CROSS JOIN LATERAL (VALUES (p.dr_account, p.amount, 0::bigint),
                                        (p.cr_account, 0, p.amount)) AS leg(code, debit, credit)
           ) parts
     GROUP BY book, code;
    UPDATE ledger.fiscal_period
       SET status = 'closed', close_seq = h.last_seq, close_hash = h.head_hash,
           closed_at = clock_timestamp(), closed_by = p_actor, close_approved_by = p_approver
     WHERE segment_id = p_segment AND period_id = p_period;
    RETURN h.last_seq;
END $$;

-- Ties the two entries of one movement between 勘定; both must carry the same total.
CREATE OR REPLACE FUNCTION ledger.link_entries(
    p_segment_a int, p_seq_a bigint, p_segment_b int, p_seq_b bigint, p_actor uuid)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
DECLARE a ledger.entry; b ledger.entry;
BEGIN
    SELECT * INTO a FROM ledger.entry WHERE segment_id = p_segment_a AND seq = p_seq_a;
    SELECT * INTO b FROM ledger.entry WHERE segment_id = p_segment_b AND seq = p_seq_b;
    IF a.seq IS NULL OR b.seq IS NULL OR a.total <> b.total THEN
        RAISE EXCEPTION 'a link joins two entries of one amount' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'linked_entries_carry_one_amount';
    END IF;
    INSERT INTO ledger.intersegment_link (segment_a, seq_a, segment_b, seq_b, amount, linked_by)
    VALUES (p_segment_a, p_seq_a, p_segment_b, p_seq_b, a.total, p_actor);
END $$;

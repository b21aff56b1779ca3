-- Many entries in one call: one lock, one head update, running balances and chain computed here.
-- All or nothing. p_entry names, for each line, the entry (1-based) it belongs to.
-- Each entry keeps its own key: those already written are answered as replays.
-- OFFSET 0 and enable_seqscan keep a lookup by key a lookup: a plan made while the tables were small
-- would otherwise read them whole, and a session keeps its plans.
CREATE FUNCTION ledger.post_batch(
    p_segment int, p_actor uuid, p_approver uuid, p_adjusting boolean,
    p_keys text[], p_events text[], p_effectives date[], p_originals date[], p_docs uuid[],
    p_doc_shas bytea[], p_memos text[],
    p_entry int[], p_books text[], p_debits text[], p_credits text[], p_amounts bigint[],
    p_grants uuid[], p_years int[], p_items text[], p_parties uuid[])
RETURNS SETOF ledger.receipt LANGUAGE plpgsql SECURITY DEFINER
SET enable_seqscan = off SET search_path = ledger, pg_temp AS $$
DECLARE
    h ledger.segment_head; r ledger.receipt; v_receipts ledger.receipt[]; bad record; moved record;
    v_count int := cardinality(p_keys); v_lines int := cardinality(p_entry); v_seq bigint; v_hash bytea; v_prev bytea[]; v_at timestamptz;
    v_payloads text[]; v_shas bytea[]; v_sizes int[]; v_totals bigint[]; v_periods int[];
    v_fresh int[] := '{}'; v_written bigint;
BEGIN
    IF NOT (ledger.is_list(p_keys, v_count) AND ledger.is_list(p_events, v_count)
            AND ledger.is_list(p_effectives, v_count) AND ledger.is_list(p_originals, v_count)
            AND ledger.is_list(p_docs, v_count) AND ledger.is_list(p_doc_shas, v_count)
            AND ledger.is_list(p_memos, v_count) AND ledger.is_list(p_entry, v_lines)
            AND ledger.is_list(p_books, v_lines) AND ledger.is_list(p_debits, v_lines)
            AND ledger.is_list(p_credits, v_lines) AND ledger.is_list(p_amounts, v_lines)
            AND ledger.is_list(p_grants, v_lines) AND ledger.is_list(p_years, v_lines)
            AND ledger.is_list(p_items, v_lines) AND ledger.is_list(p_parties, v_lines)) THEN
        RAISE EXCEPTION 'a batch needs entries and lines, each given whole'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    SELECT array_agg(ledger.payload_head(p_segment, e.key, e.event, e.effective, e.original, NULL,
                         p_actor, p_approver, e.doc, e.doc_sha, e.memo, l.n) || l.body ORDER BY e.k),
           array_agg(l.n ORDER BY e.k), array_agg(l.total ORDER BY e.k)
      INTO v_payloads, v_sizes, v_totals
      FROM unnest(p_keys, p_events, p_effectives, p_originals, p_docs, p_doc_shas, p_memos)
           WITH ORDINALITY AS e(key, event, effective, original, doc, doc_sha, memo, k)
      JOIN (SELECT entry, count(*)::int AS n, sum(amount)::bigint AS total,
                   string_agg(ledger.payload_line(line::int, book, dr, cr, amount, grant_ref,
                       budget_year, cost_item, party), '' ORDER BY line) AS body
              FROM (SELECT u.*, row_number() OVER (PARTITION BY entry ORDER BY ord) AS line
                      FROM unnest(p_entry, p_books, p_debits, p_credits, p_amounts, p_grants,
                                  p_years, p_items, p_parties) WITH ORDINALITY
                           AS u(entry, book, dr, cr, amount, grant_ref, budget_year, cost_item,
                                party, ord)) numbered
             GROUP BY entry) l ON l.entry = e.k;
    IF cardinality(v_payloads) IS DISTINCT FROM v_count
       OR (SELECT count(DISTINCT x) FROM unnest(p_keys) x) <> v_count
       OR (SELECT count(*) FROM unnest(p_entry) x WHERE x BETWEEN 1 AND v_count) <> v_lines THEN
        RAISE EXCEPTION 'a batch needs distinct keys and one or more lines for each entry'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    SELECT array_agg(sha256(convert_to(x, 'UTF8')) ORDER BY k) INTO v_shas
      FROM unnest(v_payloads) WITH ORDINALITY AS u(x, k);

    h := ledger.lock_head(p_segment);
    SELECT array_agg(f.period_id ORDER BY e.k) INTO v_periods
      FROM unnest(p_effectives) WITH ORDINALITY AS e(day, k)
      LEFT JOIN ledger.fiscal_period f ON f.segment_id = p_segment AND e.day BETWEEN f.starts AND f.ends
           AND f.status = 'open' AND f.kind = CASE WHEN p_adjusting THEN 'A' ELSE 'M' END;
    SELECT array_agg(ROW(e.seq, e.entry_id, e.hash, e.recorded_at, e.seq IS NOT NULL)::ledger.receipt
                     ORDER BY u.k)
      INTO v_receipts FROM unnest(p_keys) WITH ORDINALITY AS u(key, k)
      LEFT JOIN LATERAL (SELECT * FROM ledger.entry e
                          WHERE e.idem_key = u.key AND e.segment_id + 0 = p_segment OFFSET 0) e ON true;
    SELECT u.key, e.seq INTO bad FROM unnest(p_keys, v_shas) AS u(key, sha)
     CROSS JOIN LATERAL (SELECT * FROM ledger.entry e
                          WHERE e.idem_key = u.key AND e.segment_id + 0 = p_segment OFFSET 0) e
     WHERE (e.payload_sha, e.period_id % 100 = 13) IS DISTINCT FROM (u.sha, p_adjusting IS TRUE);
    IF FOUND THEN
        RAISE EXCEPTION 'key % was used for another payload (entry %)', bad.key, bad.seq
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'key_names_one_payload',
                  DETAIL = bad.seq::text;
    END IF;

    v_seq := h.last_seq; v_hash := h.head_hash; v_at := h.last_recorded_at;
    FOR k IN 1..v_count LOOP
        CONTINUE WHEN v_receipts[k].replay;
        IF v_periods[k] IS NULL THEN
            PERFORM ledger.open_period_on(p_segment, p_effectives[k], p_adjusting);
        END IF;
        v_seq := v_seq + 1; v_prev[k] := v_hash; v_fresh := v_fresh || k;
        v_at := greatest(clock_timestamp(), v_at + interval '1 microsecond');
        r := (v_seq, gen_random_uuid(), NULL, v_at, false);
        v_hash := sha256(convert_to(ledger.entry_text(
            r.seq, r.entry_id, r.recorded_at, v_periods[k], v_hash, v_payloads[k]), 'UTF8'));
        r.hash := v_hash; v_receipts[k] := r;
    END LOOP;

    IF cardinality(v_fresh) > 0 THEN
        INSERT INTO ledger.entry (segment_id, seq, entry_id, idem_key, payload_sha, event_type,
            effective_date, original_date, recorded_at, period_id, actor, approver, doc_ref, doc_sha,
            memo, n_posts, total, prev_hash, hash)
        SELECT p_segment, (v_receipts[k]).seq, (v_receipts[k]).entry_id, p_keys[k], v_shas[k],
               p_events[k], p_effectives[k], p_originals[k], (v_receipts[k]).recorded_at, v_periods[k],
               p_actor, p_approver, p_docs[k], p_doc_shas[k], p_memos[k], v_sizes[k], v_totals[k],
               v_prev[k], (v_receipts[k]).hash
          FROM unnest(v_fresh) AS k ORDER BY 2;

        WITH line AS (
            SELECT (v_receipts[u.entry]).seq AS seq, u.*,
                   row_number() OVER (PARTITION BY u.entry ORDER BY u.ord) AS line
              FROM unnest(p_entry, p_books, p_debits, p_credits, p_amounts, p_grants, p_years, p_items,
                          p_parties) WITH ORDINALITY
                   AS u(entry, book, dr, cr, amount, grant_ref, budget_year, cost_item, party, ord)
             WHERE NOT (v_receipts[u.entry]).replay
        ), leg AS (
            SELECT true AS is_debit, dr AS code, amount AS delta, line.* FROM line
            UNION ALL SELECT false, cr, -amount, line.* FROM line
        ), running AS (
            SELECT g.*, b.debits - b.credits + sum(g.delta) OVER (
                       PARTITION BY g.book, g.code ORDER BY g.seq, g.line) AS after
              FROM leg g CROSS JOIN LATERAL (
                   SELECT * FROM ledger.account_balance b
                    WHERE b.segment_id = p_segment AND b.book = g.book AND b.code = g.code OFFSET 0) b
        )
        -- Two legs make a line again; grouping, because a join of row estimates this poor is quadratic.
        INSERT INTO ledger.posting
        SELECT p_segment, seq, line, book, dr, cr, amount, grant_ref, budget_year, cost_item, party,
               (max(after) FILTER (WHERE is_debit))::bigint,
               (max(after) FILTER (WHERE NOT is_debit))::bigint
          FROM running
         GROUP BY seq, line, book, dr, cr, amount, grant_ref, budget_year, cost_item, party
        HAVING count(*) = 2 ORDER BY seq, line;
        GET DIAGNOSTICS v_written = ROW_COUNT;
        IF v_written <> (SELECT sum(v_sizes[k]) FROM unnest(v_fresh) AS k) THEN
            RAISE EXCEPTION 'segment %: a line names an account that cannot be posted to', p_segment
                USING ERRCODE = 'foreign_key_violation';
        END IF;

        -- The bound must hold after every line, not only at the end of the batch.
        SELECT x.code, abs(x.after) AS short INTO bad
          FROM (SELECT p.seq, p.line, p.book, p.dr_account AS code, p.dr_after AS after FROM ledger.posting p
                 WHERE p.segment_id = p_segment AND p.seq > h.last_seq
                UNION ALL
                SELECT p.seq, p.line, p.book, p.cr_account, p.cr_after FROM ledger.posting p
                 WHERE p.segment_id = p_segment AND p.seq > h.last_seq) x
         CROSS JOIN LATERAL (
               SELECT b.bound FROM ledger.account_balance b
                WHERE b.segment_id = p_segment AND b.book = x.book AND b.code = x.code OFFSET 0) b
         WHERE (b.bound = 'D' AND x.after < 0) OR (b.bound = 'C' AND x.after > 0)
         ORDER BY x.seq, x.line LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'account % of segment % would pass its bound by %', bad.code, p_segment, bad.short
                USING ERRCODE = 'check_violation', CONSTRAINT = 'account_within_bound',
                      TABLE = 'account_balance', DETAIL = bad.code || ' ' || bad.short;
        END IF;

        FOR moved IN
            SELECT book, code, sum(debit)::bigint AS debits, sum(credit)::bigint AS credits,
                   max(seq) AS seq
              FROM (SELECT seq, book, dr_account AS code, amount AS debit, 0 AS credit
                      FROM ledger.posting WHERE segment_id = p_segment AND seq > h.last_seq
                    UNION ALL
                    SELECT seq, book, cr_account, 0, amount
                      FROM ledger.posting WHERE segment_id = p_segment AND seq > h.last_seq) legs
             GROUP BY book, code
        LOOP
            UPDATE ledger.account_balance b
               SET debits = b.debits + moved.debits, credits = b.credits + moved.credits,
                   last_seq = moved.seq
             WHERE b.segment_id = p_segment AND b.book = moved.book AND b.code = moved.code;
        END LOOP;
        UPDATE ledger.segment_head SET last_seq = v_seq, head_hash = v_hash, last_recorded_at = v_at
         WHERE segment_id = p_segment;
    END IF;
    RETURN QUERY SELECT u.seq, u.entry_id, u.hash, u.recorded_at, u.replay
      FROM unnest(v_receipts) WITH ORDINALITY AS u(seq, entry_id, hash, recorded_at, replay, k) ORDER BY k;
END $$;

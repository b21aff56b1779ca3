-- Many entries in one call: one lock, one head update, running balances and chain computed here.
-- All or nothing. p_entry names, for each line, the entry (1-based) it belongs to; lines may come in
-- any order. Each entry keeps its own key: those already written are answered as replays.
-- OFFSET 0 and the settings keep a lookup by key a lookup: a plan made while the tables were small
-- would otherwise read them whole, and a session keeps its plans.
CREATE OR REPLACE FUNCTION ledger.post_batch(
    p_segment int, p_actor uuid, p_approver uuid, p_adjusting boolean,
    p_keys text[], p_events text[], p_effectives date[], p_originals date[], p_docs uuid[],
    p_doc_shas bytea[], p_memos text[],
    p_entry int[], p_books text[], p_debits text[], p_credits text[], p_amounts bigint[],
    p_grants uuid[], p_years int[], p_items text[], p_parties uuid[])
RETURNS SETOF ledger.receipt LANGUAGE plpgsql SECURITY DEFINER
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET plan_cache_mode = force_generic_plan
SET search_path = ledger, pg_temp AS $$
DECLARE
    h ledger.segment_head; v_count int := cardinality(p_keys); v_lines int := cardinality(p_entry);
    -- By entry; then by line.
    v_payloads text[]; v_shas bytea[]; v_sizes int[]; v_totals bigint[]; v_new_ids uuid[];
    v_replays boolean[]; v_seqs bigint[]; v_ids uuid[]; v_hashes bytea[]; v_ats timestamptz[];
    v_periods int[]; v_prevs bytea[];
    v_numbers int[]; v_dr_afters bigint[]; v_cr_afters bigint[];
    v_seq bigint; v_hash bytea; v_at timestamptz; v_day date; v_period int;
    v_bad int; v_is_missing boolean; v_passed int[]; v_code text; v_short bigint;
BEGIN
    IF ('[1:' || v_count::text || ']' = ALL (ARRAY[
            array_dims(p_keys), array_dims(p_events), array_dims(p_effectives),
            array_dims(p_originals), array_dims(p_docs), array_dims(p_doc_shas),
            array_dims(p_memos)])
        AND '[1:' || v_lines::text || ']' = ALL (ARRAY[
            array_dims(p_entry), array_dims(p_books), array_dims(p_debits), array_dims(p_credits),
            array_dims(p_amounts), array_dims(p_grants), array_dims(p_years), array_dims(p_items),
            array_dims(p_parties)])) IS NOT TRUE THEN
        RAISE EXCEPTION 'a batch needs entries and lines, each given whole'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF (SELECT count(DISTINCT x) FROM unnest(p_keys) x) <> v_count
       OR (SELECT count(DISTINCT x) FROM unnest(p_entry) x) <> v_count
       OR (SELECT count(*) FROM unnest(p_entry) x WHERE x BETWEEN 1 AND v_count) <> v_lines THEN
        RAISE EXCEPTION 'a batch needs distinct keys and one or more lines for each entry'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    SELECT array_agg(line ORDER BY i) INTO v_numbers
      FROM (SELECT i, row_number() OVER (PARTITION BY p_entry[i] ORDER BY i)::int AS line
              FROM generate_series(1, v_lines) AS i) numbered;
    SELECT array_agg(ledger.payload_head(p_segment, p_keys[k], p_events[k], p_effectives[k],
                         p_originals[k], NULL, p_actor, p_approver, p_docs[k], p_doc_shas[k],
                         p_memos[k], l.n) || l.body ORDER BY k),
           array_agg(l.n ORDER BY k), array_agg(l.total ORDER BY k), array_agg(uuidv7())
      INTO v_payloads, v_sizes, v_totals, v_new_ids
      FROM (SELECT p_entry[i] AS k, count(*)::int AS n, sum(p_amounts[i])::bigint AS total,
                   string_agg(ledger.payload_line(v_numbers[i], p_books[i], p_debits[i],
                       p_credits[i], p_amounts[i], p_grants[i], p_years[i], p_items[i],
                       p_parties[i]), '' ORDER BY i) AS body
              FROM generate_series(1, v_lines) AS i GROUP BY p_entry[i]) l;
    SELECT array_agg(sha256(convert_to(v_payloads[k], 'UTF8')) ORDER BY k) INTO v_shas
      FROM generate_series(1, v_count) AS k;

    h := ledger.lock_head(p_segment);
    SELECT array_agg(e.seq IS NOT NULL ORDER BY k), array_agg(e.seq ORDER BY k),
           array_agg(e.entry_id ORDER BY k), array_agg(e.hash ORDER BY k),
           array_agg(e.recorded_at ORDER BY k),
           min(k) FILTER (WHERE e.seq IS NOT NULL AND (e.payload_sha, e.period_id % 100 = 13)
                                IS DISTINCT FROM (v_shas[k], p_adjusting IS TRUE))
      INTO v_replays, v_seqs, v_ids, v_hashes, v_ats, v_bad
      FROM generate_series(1, v_count) AS k
      LEFT JOIN LATERAL (SELECT * FROM ledger.entry e
                          WHERE e.idem_key = p_keys[k] AND e.segment_id + 0 = p_segment
                         OFFSET 0) e ON true;
    IF v_bad IS NOT NULL THEN
        RAISE EXCEPTION 'key % was used for another payload (entry %)', p_keys[v_bad], v_seqs[v_bad]
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'key_names_one_payload',
                  DETAIL = v_seqs[v_bad]::text;
    END IF;

    v_seq := h.last_seq; v_hash := h.head_hash; v_at := h.last_recorded_at;
    FOR k IN 1..v_count LOOP
        CONTINUE WHEN v_replays[k];
        IF p_effectives[k] IS DISTINCT FROM v_day OR v_day IS NULL THEN
            v_day := p_effectives[k];
            v_period := ledger.open_period_on(p_segment, v_day, p_adjusting);
        END IF;
        v_seq := v_seq + 1;
        v_at := greatest(clock_timestamp(), v_at + interval '1 microsecond');
        v_prevs[k] := v_hash;
        v_hash := sha256(convert_to(ledger.entry_text(
            v_seq, v_new_ids[k], v_at, v_period, v_hash, v_payloads[k]), 'UTF8'));
        v_seqs[k] := v_seq; v_ids[k] := v_new_ids[k]; v_hashes[k] := v_hash; v_ats[k] := v_at;
        v_periods[k] := v_period;
    END LOOP;

    IF v_seq > h.last_seq THEN
        INSERT INTO ledger.entry (segment_id, seq, entry_id, idem_key, payload_sha, event_type,
            effective_date, original_date, recorded_at, period_id, actor, approver, doc_ref, doc_sha,
            memo, n_posts, total, prev_hash, hash)
        SELECT p_segment, v_seqs[k], v_ids[k], p_keys[k], v_shas[k], p_events[k], p_effectives[k],
               p_originals[k], v_ats[k], v_periods[k], p_actor, p_approver, p_docs[k],
               p_doc_shas[k], p_memos[k], v_sizes[k], v_totals[k], v_prevs[k], v_hashes[k]
          FROM generate_series(1, v_count) AS k WHERE NOT v_replays[k];

        -- Both balances after each line. The bound must hold there, not only at the batch's end.
        SELECT array_agg(after ORDER BY i) FILTER (WHERE side = 'D'),
               array_agg(after ORDER BY i) FILTER (WHERE side = 'C'), bool_or(after IS NULL),
               min(ARRAY[p_entry[i], i, (side = 'C')::int]) FILTER (
                   WHERE bound_sign * after < 0)
          INTO v_dr_afters, v_cr_afters, v_is_missing, v_passed
          FROM (SELECT leg.i, leg.side, b.bound_sign, (b.debits - b.credits + sum(leg.delta) OVER (
                           PARTITION BY leg.book, leg.code ORDER BY p_entry[leg.i], leg.i))::bigint AS after
                  FROM (SELECT i, side, p_books[i] AS book,
                               CASE side WHEN 'D' THEN p_debits[i] ELSE p_credits[i] END AS code,
                               CASE WHEN v_replays[p_entry[i]] THEN 0 WHEN side = 'D'
                                    THEN p_amounts[i] ELSE -p_amounts[i] END AS delta
                          FROM generate_series(1, v_lines) AS i, unnest('{D,C}'::text[]) AS side) leg
                  LEFT JOIN LATERAL (SELECT * FROM ledger.account_balance b
                         WHERE b.segment_id = p_segment AND b.book = leg.book AND b.code = leg.code
                        OFFSET 0) b ON true) reckoned;
        IF v_is_missing THEN
            RAISE EXCEPTION 'segment %: a line names an account that cannot be posted to', p_segment
                USING ERRCODE = 'foreign_key_violation';
        END IF;
        INSERT INTO ledger.posting
        SELECT p_segment, v_seqs[p_entry[i]], v_numbers[i], p_books[i], p_debits[i], p_credits[i],
               p_amounts[i], p_grants[i], p_years[i], p_items[i], p_parties[i], v_dr_afters[i],
               v_cr_afters[i]
          FROM generate_series(1, v_lines) AS i WHERE NOT v_replays[p_entry[i]];
        IF v_passed IS NOT NULL THEN
            v_code := CASE v_passed[3] WHEN 0 THEN p_debits[v_passed[2]] ELSE p_credits[v_passed[2]] END;
            v_short := abs(CASE v_passed[3] WHEN 0 THEN v_dr_afters[v_passed[2]]
                           ELSE v_cr_afters[v_passed[2]] END);
            RAISE EXCEPTION 'account % of segment % would pass its bound by %', v_code, p_segment, v_short
                USING ERRCODE = 'check_violation', CONSTRAINT = 'account_within_bound',
                      TABLE = 'account_balance', DETAIL = v_code || ' ' || v_short;
        END IF;

        UPDATE ledger.account_balance b
           SET debits = b.debits + m.debits, credits = b.credits + m.credits, last_seq = m.seq
          FROM (SELECT p_segment AS segment_id, p_books[i] AS book, code,
                       coalesce(sum(p_amounts[i]) FILTER (WHERE side = 'D'), 0)::bigint AS debits,
                       coalesce(sum(p_amounts[i]) FILTER (WHERE side = 'C'), 0)::bigint AS credits,
                       max(v_seqs[p_entry[i]]) AS seq
                  FROM generate_series(1, v_lines) AS i, unnest('{D,C}'::text[]) AS side,
                       LATERAL (SELECT CASE side WHEN 'D' THEN p_debits[i] ELSE p_credits[i] END) AS c(code)
                 WHERE NOT v_replays[p_entry[i]] GROUP BY p_books[i], code OFFSET 0) m
         WHERE b.segment_id = m.segment_id AND b.book = m.book AND b.code = m.code;
        UPDATE ledger.segment_head SET last_seq = v_seq, head_hash = v_hash, last_recorded_at = v_at
         WHERE segment_id = p_segment;
    END IF;
    RETURN QUERY SELECT v_seqs[k], v_ids[k], v_hashes[k], v_ats[k], v_replays[k]
                   FROM generate_series(1, v_count) AS k ORDER BY k;
END $$;

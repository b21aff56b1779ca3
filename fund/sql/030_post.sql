-- The posting functions: the only writers of entries, postings, balances and the chain.

-- Bodies are quoted text throughout, so that `verify` can compare them with these files.

-- A netstring: "<octets>:<text>," and "-," for NULL. Unambiguous when concatenated.
CREATE OR REPLACE FUNCTION ledger.ns(field text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT coalesce(octet_length(field)::text || ':' || field || ',', '-,')
$$;

-- A day as YYYY-MM-DD and a time as microseconds since 1970. Like all that hashes they are one plain
-- expression, which is taken into the statement that calls it.
CREATE OR REPLACE FUNCTION ledger.iso(d date) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT to_char(d::timestamp, 'YYYY-MM-DD')
$$;
CREATE OR REPLACE FUNCTION ledger.micros(t timestamptz) RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT (extract(epoch FROM t) * 1000000)::bigint
$$;

-- What the caller asked for, as text. Its SHA-256 decides whether a repeated key is the same call.
-- Netstrings written out with one format(): with ns() each field would be five functions, set up anew in
-- every transaction. Days have ten octets, ids thirty-six, digests sixty-four, periods six,
-- microseconds sixteen (until 2286).
CREATE OR REPLACE FUNCTION ledger.payload_head(
    segment_id int, idem_key text, event_type text, effective_date date, original_date date,
    reverses_seq bigint, actor uuid, approver uuid, doc_ref uuid, doc_sha bytea, memo text,
    n_posts int)
RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT format('%s:%s,%s:%s,%s:%s,10:%s,%s,%s,36:%s,%s,%s,%s,%s:%s,%s:%s,',
    length(segment_id::text), segment_id, octet_length(idem_key), idem_key,
    octet_length(event_type), event_type, ledger.iso(effective_date),
    coalesce('10:' || ledger.iso(original_date), '-'),
    coalesce(length(reverses_seq::text) || ':' || reverses_seq, '-'), actor,
    coalesce('36:' || approver, '-'), coalesce('36:' || doc_ref, '-'),
    coalesce('64:' || encode(doc_sha, 'hex'), '-'), octet_length(memo), memo,
    length(n_posts::text), n_posts)
$$;

CREATE OR REPLACE FUNCTION ledger.payload_line(
    line int, book text, dr_account text, cr_account text, amount bigint, grant_ref uuid,
    budget_year int, cost_item text, party uuid)
RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT format('%s:%s,%s:%s,%s:%s,%s:%s,%s:%s,%s,%s,%s,%s,',
    length(line::text), line, octet_length(book), book, octet_length(dr_account), dr_account,
    octet_length(cr_account), cr_account, length(amount::text), amount,
    coalesce('36:' || grant_ref, '-'),
    coalesce(length(budget_year::text) || ':' || budget_year, '-'),
    coalesce(octet_length(cost_item) || ':' || cost_item, '-'), coalesce('36:' || party, '-'))
$$;

-- The hashed text of an entry, hash version 1: what the database added, then the payload.
CREATE OR REPLACE FUNCTION ledger.entry_text(
    seq bigint, entry_id uuid, recorded_at timestamptz, period_id int, prev_hash bytea, payload text)
RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT format('6:NLEDG1,%s:%s,36:%s,16:%s,6:%s,64:%s,%s', length(seq::text), seq, entry_id,
    ledger.micros(recorded_at), period_id, encode(prev_hash, 'hex'), payload)
$$;

CREATE OR REPLACE FUNCTION ledger.open_period_on(p_segment int, p_date date, p_adjusting boolean)
RETURNS int LANGUAGE plpgsql STABLE AS $$
DECLARE v_period int; v_status text;
BEGIN
    SELECT period_id, status INTO v_period, v_status FROM ledger.fiscal_period
     WHERE segment_id = p_segment AND p_date BETWEEN starts AND ends
       AND kind = CASE WHEN p_adjusting THEN 'A' ELSE 'M' END;
    IF v_status IS DISTINCT FROM 'open' THEN
        RAISE EXCEPTION 'segment %: no open period holds %', p_segment, p_date
            USING ERRCODE = 'check_violation', CONSTRAINT = 'period_is_open',
                  DETAIL = coalesce(v_status, 'missing') || ' ' || p_date;
    END IF;
    RETURN v_period;
END $$;

-- Takes the segment's lock and answers when. READ COMMITTED only: there every later statement sees
-- what the previous holder of the lock wrote, so no retry is ever needed.
CREATE OR REPLACE FUNCTION ledger.lock_segment(p_segment int) RETURNS timestamptz
LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'post under READ COMMITTED only' USING ERRCODE = 'invalid_transaction_state';
    END IF;
    -- Who waits stands in line here; at the row itself all would be woken at once, and one served.
    PERFORM pg_advisory_xact_lock(x'4C444752'::int, p_segment);
    RETURN clock_timestamp();
END $$;

CREATE OR REPLACE FUNCTION ledger.lock_head(p_segment int) RETURNS ledger.segment_head
LANGUAGE plpgsql AS $$
DECLARE h ledger.segment_head;
BEGIN
    PERFORM ledger.lock_segment(p_segment);
    SELECT * INTO h FROM ledger.segment_head WHERE segment_id = p_segment FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no segment %', p_segment USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN h;
END $$;

-- Why the head did not move: the key is known (its receipt, if it was the same call), or there is no
-- such segment, or no open period. The caller holds the lock.
CREATE OR REPLACE FUNCTION ledger.known_or_refused(
    p_segment int, p_key text, p_sha bytea, p_effective date, p_adjusting boolean)
RETURNS ledger.receipt LANGUAGE plpgsql AS $$
DECLARE r ledger.receipt; v_is_same boolean;
BEGIN
    SELECT e.seq, e.entry_id, e.hash, e.recorded_at, true,
           (e.payload_sha, e.period_id % 100 = 13) = (p_sha, p_adjusting IS TRUE)
      INTO r.seq, r.entry_id, r.hash, r.recorded_at, r.replay, v_is_same
      FROM ledger.entry e WHERE e.idem_key = p_key AND e.segment_id + 0 = p_segment;
    IF v_is_same THEN
        RETURN r;
    ELSIF r.seq IS NOT NULL THEN
        RAISE EXCEPTION 'key % was used for another payload (entry %)', p_key, r.seq
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'key_names_one_payload',
                  DETAIL = r.seq::text;
    END IF;
    PERFORM ledger.lock_head(p_segment), ledger.open_period_on(p_segment, p_effective, p_adjusting);
    RAISE EXCEPTION 'segment %: the head did not move', p_segment;
END $$;

-- One statement moves the head and writes the entry; one moves both balances of a line and writes it.
-- Each statement pays for being set up, and all after the lock is what others wait for. Whether a bound is
-- passed is left to the CHECK of the balance, and by how much to the row it refuses.
-- A session keeps its plans, also those made while tables were small or a segment unknown to the
-- statistics. Without sequential scans (the callers' setting), and with `+ 0` leaving only the key's
-- own index, a lookup by key stays one.
CREATE OR REPLACE FUNCTION ledger.write_entry(
    p_segment int, p_key text, p_event text, p_effective date, p_original date, p_reverses bigint,
    p_actor uuid, p_approver uuid, p_doc uuid, p_doc_sha bytea, p_memo text, p_adjusting boolean,
    p_books text[], p_debits text[], p_credits text[], p_amounts bigint[], p_grants uuid[],
    p_years int[], p_items text[], p_parties uuid[])
RETURNS ledger.receipt LANGUAGE plpgsql AS $$
DECLARE
    r ledger.receipt; v_payload text; v_sha bytea; v_now timestamptz; v_period int;
    v_n int := cardinality(p_amounts); v_total bigint := 0; v_id uuid := uuidv7();
    v_book text; v_debit text; v_credit text; v_yen bigint;
BEGIN
    -- Plain lists of n elements, counted from 1: of any other shape a part would be passed over.
    IF v_n > 1000 OR ('[1:' || v_n::text || ']' = ALL (ARRAY[
           array_dims(p_amounts), array_dims(p_books), array_dims(p_debits), array_dims(p_credits),
           array_dims(p_grants), array_dims(p_years), array_dims(p_items), array_dims(p_parties)]))
           IS NOT TRUE THEN
        RAISE EXCEPTION 'an entry needs 1 to 1000 lines, each given whole'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    v_payload := ledger.payload_head(p_segment, p_key, p_event, p_effective, p_original, p_reverses,
                                     p_actor, p_approver, p_doc, p_doc_sha, p_memo, v_n);
    FOR i IN 1..v_n LOOP
        v_payload := v_payload || ledger.payload_line(i, p_books[i], p_debits[i], p_credits[i],
            p_amounts[i], p_grants[i], p_years[i], p_items[i], p_parties[i]);
        v_total := v_total + p_amounts[i];
    END LOOP;
    v_sha := sha256(convert_to(v_payload, 'UTF8'));
    v_period := to_char(p_effective - interval '3 months',
                        CASE WHEN p_adjusting THEN 'YYYY"13"' ELSE 'YYYYMM' END);

    v_now := ledger.lock_segment(p_segment);
    WITH head AS (
        UPDATE ledger.segment_head s
           SET last_seq = s.last_seq + 1,
               last_recorded_at = greatest(v_now, s.last_recorded_at + interval '1 microsecond'),
               head_hash = sha256(convert_to(ledger.entry_text(s.last_seq + 1, v_id,
                   greatest(v_now, s.last_recorded_at + interval '1 microsecond'),
                   v_period, s.head_hash, v_payload), 'UTF8'))
          FROM ledger.fiscal_period f
         WHERE s.segment_id = p_segment AND f.segment_id = p_segment AND f.period_id = v_period
           AND p_effective BETWEEN f.starts AND f.ends AND f.status = 'open'
           AND NOT EXISTS (SELECT FROM ledger.entry e
                            WHERE e.idem_key = p_key AND e.segment_id + 0 = p_segment)
        RETURNING s.last_seq, s.last_recorded_at, old.head_hash AS prev_hash, s.head_hash)
    INSERT INTO ledger.entry (segment_id, seq, entry_id, idem_key, payload_sha, event_type,
        effective_date, original_date, recorded_at, period_id, reverses_seq, actor, approver,
        doc_ref, doc_sha, memo, n_posts, total, prev_hash, hash)
    SELECT p_segment, last_seq, v_id, p_key, v_sha, p_event, p_effective, p_original,
        last_recorded_at, v_period, p_reverses, p_actor, p_approver, p_doc, p_doc_sha, p_memo, v_n,
        v_total, prev_hash, head_hash
      FROM head
    RETURNING seq, entry_id, hash, recorded_at, false INTO r;
    IF NOT FOUND THEN
        RETURN ledger.known_or_refused(p_segment, p_key, v_sha, p_effective, p_adjusting);
    END IF;

    FOR i IN 1..v_n LOOP
        v_book := p_books[i]; v_debit := p_debits[i]; v_credit := p_credits[i]; v_yen := p_amounts[i];
        WITH moved AS (
            UPDATE ledger.account_balance b
               SET debits = b.debits + CASE b.code WHEN v_debit THEN v_yen ELSE 0 END,
                   credits = b.credits + CASE b.code WHEN v_credit THEN v_yen ELSE 0 END,
                   last_seq = r.seq
             WHERE b.segment_id = p_segment AND b.book = v_book AND b.code IN (v_debit, v_credit)
            RETURNING b.code, b.debits - b.credits AS after)
        INSERT INTO ledger.posting
        SELECT p_segment, r.seq, i, v_book, v_debit, v_credit, v_yen,
               p_grants[i], p_years[i], p_items[i], p_parties[i], d.after, c.after
          FROM moved d, moved c WHERE d.code = v_debit AND c.code = v_credit;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'segment %: line % names an account that cannot be posted to', p_segment, i
                USING ERRCODE = 'foreign_key_violation';
        END IF;
    END LOOP;
    RETURN r;
END $$;

CREATE OR REPLACE FUNCTION ledger.post(
    p_segment int, p_key text, p_event text, p_effective date, p_original date,
    p_actor uuid, p_approver uuid, p_doc uuid, p_doc_sha bytea, p_memo text, p_adjusting boolean,
    p_books text[], p_debits text[], p_credits text[], p_amounts bigint[], p_grants uuid[],
    p_years int[], p_items text[], p_parties uuid[])
RETURNS ledger.receipt LANGUAGE plpgsql SECURITY DEFINER
SET enable_seqscan = off SET search_path = ledger, pg_temp AS $$
BEGIN
    RETURN ledger.write_entry(p_segment, p_key, p_event, p_effective, p_original, NULL, p_actor,
        p_approver, p_doc, p_doc_sha, p_memo, p_adjusting, p_books, p_debits, p_credits, p_amounts,
        p_grants, p_years, p_items, p_parties);
END $$;

-- The mirror of an entry: lines cannot be supplied, a target is mirrored once, a mirror never.
CREATE OR REPLACE FUNCTION ledger.reverse(
    p_segment int, p_key text, p_target bigint, p_effective date, p_actor uuid, p_approver uuid,
    p_doc uuid, p_doc_sha bytea, p_reason text, p_adjusting boolean)
RETURNS ledger.receipt LANGUAGE plpgsql SECURITY DEFINER
SET enable_seqscan = off SET search_path = ledger, pg_temp AS $$
DECLARE t ledger.entry; a record;
BEGIN
    SELECT * INTO t FROM ledger.entry WHERE segment_id = p_segment AND seq = p_target;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'segment % has no entry % to reverse', p_segment, p_target
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    IF t.reverses_seq IS NOT NULL THEN
        RAISE EXCEPTION 'entry % is itself a reversal: post anew instead', p_target
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reversal_is_final', DETAIL = p_target::text;
    END IF;
    SELECT array_agg(book ORDER BY line DESC) books, array_agg(cr_account ORDER BY line DESC) debits,
           array_agg(dr_account ORDER BY line DESC) credits, array_agg(amount ORDER BY line DESC) amounts,
           array_agg(grant_ref ORDER BY line DESC) grants, array_agg(budget_year ORDER BY line DESC) years,
           array_agg(cost_item ORDER BY line DESC) items, array_agg(party ORDER BY line DESC) parties
      INTO a FROM ledger.posting WHERE segment_id = p_segment AND seq = p_target;
    RETURN ledger.write_entry(p_segment, p_key, 'REVERSAL', p_effective, t.effective_date, p_target,
        p_actor, p_approver, p_doc, p_doc_sha, p_reason, p_adjusting, a.books, a.debits, a.credits,
        a.amounts, a.grants, a.years, a.items, a.parties);
END $$;

-- Seals: what the books held at a moment, signed by a key this database never sees.

-- body is the signed text (fund/README.md, "The form of a seal"); nobody needs to trust these rows,
-- because each is signed and copied outside as an anchor.
CREATE TABLE ledger.seal (
    number bigint PRIMARY KEY CHECK (number > 0),
    sealed_at timestamptz NOT NULL,
    prev_hash bytea NOT NULL UNIQUE CHECK (octet_length(prev_hash) = 32),
    hash bytea NOT NULL UNIQUE,
    public_key bytea NOT NULL CHECK (octet_length(public_key) = 32),
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    body text COLLATE "C" NOT NULL,
    written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT seal_hash_is_of_its_body CHECK (hash = sha256(convert_to(body, 'UTF8'))),
    CONSTRAINT seal_starts_as_its_row CHECK (starts_with(body, '6:NSEAL1,' || ledger.ns(number::text)
        || ledger.ns(ledger.micros(sealed_at)::text) || ledger.ns(encode(public_key, 'hex'))
        || ledger.ns(encode(prev_hash, 'hex'))))
);

-- The order in which rows without a gapless number of their own became leaves of a tree.
CREATE TABLE ledger.seal_leaf (
    tree text COLLATE "C" NOT NULL CHECK (tree IN ('act', 'approval', 'evidence')),
    leaf_no bigint NOT NULL CHECK (leaf_no > 0),
    row_id uuid NOT NULL,
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (tree, leaf_no),
    UNIQUE (tree, row_id)
);

-- Complete subtrees of 256 leaves (level 8) and more. Smaller ones are reckoned from their leaves:
-- a seal or a proof reads at most 255 rows besides, and the store stays below 1 % of the entries.
CREATE TABLE ledger.tree_node (
    tree text COLLATE "C" NOT NULL CHECK (tree ~ '^(act|approval|evidence|entry:[1-9][0-9]*)$'),
    level smallint NOT NULL CHECK (level BETWEEN 8 AND 60),
    place bigint NOT NULL CHECK (place >= 0),
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (tree, level, place)
);

DO $guards$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['seal', 'seal_leaf', 'tree_node'] LOOP
        EXECUTE format('CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON ledger.%I
            FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change()', t);
        EXECUTE format('ALTER TABLE ledger.%I ENABLE ALWAYS TRIGGER no_change', t);
        EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON ledger.%I
            FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change()', t);
        EXECUTE format('ALTER TABLE ledger.%I ENABLE ALWAYS TRIGGER no_truncate', t);
    END LOOP;
END $guards$;

-- The hashed text of the entries p_from to p_to, rebuilt from what is stored now.
CREATE FUNCTION ledger.hashed_texts(p_segment int, p_from bigint, p_to bigint)
RETURNS TABLE (seq bigint, body text, hash bytea, prev_hash bytea) LANGUAGE sql STABLE AS $$
SELECT e.seq, ledger.entry_text(e.seq, e.entry_id, e.recorded_at, e.period_id, e.prev_hash,
           ledger.payload_head(e.segment_id, e.idem_key, e.event_type, e.effective_date,
               e.original_date, e.reverses_seq, e.actor, e.approver, e.doc_ref, e.doc_sha, e.memo,
               e.n_posts) || l.lines), e.hash, e.prev_hash
  FROM ledger.entry e CROSS JOIN LATERAL (
       SELECT coalesce(string_agg(ledger.payload_line(p.line, p.book, p.dr_account, p.cr_account,
                  p.amount, p.grant_ref, p.budget_year, p.cost_item, p.party), '' ORDER BY p.line),
                  '') AS lines
         FROM ledger.posting p WHERE p.segment_id = e.segment_id AND p.seq = e.seq) l
 WHERE e.segment_id = p_segment AND e.seq BETWEEN p_from AND p_to
 ORDER BY e.seq
$$;

-- The sealer's only way to write. A seal follows the one before it in number, hash and time.
CREATE FUNCTION ledger.write_seal(
    p_number bigint, p_sealed_at timestamptz, p_prev_hash bytea, p_public_key bytea,
    p_signature bytea, p_body text,
    p_leaf_trees text[], p_leaf_numbers bigint[], p_leaf_rows uuid[], p_leaf_hashes bytea[],
    p_node_trees text[], p_node_levels smallint[], p_node_places bigint[], p_node_hashes bytea[])
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
DECLARE last ledger.seal;
BEGIN
    SELECT * INTO last FROM ledger.seal ORDER BY number DESC LIMIT 1;
    IF p_number <> coalesce(last.number, 0) + 1
       OR p_prev_hash <> coalesce(last.hash, decode(repeat('00', 32), 'hex'))
       OR p_sealed_at <= last.sealed_at OR p_sealed_at > clock_timestamp() THEN
        RAISE EXCEPTION 'seal % does not follow seal %', p_number, coalesce(last.number, 0)
            USING ERRCODE = 'check_violation', CONSTRAINT = 'seals_follow_one_another';
    END IF;
    INSERT INTO ledger.seal_leaf (tree, leaf_no, row_id, hash)
    SELECT * FROM unnest(p_leaf_trees, p_leaf_numbers, p_leaf_rows, p_leaf_hashes);
    IF EXISTS (SELECT FROM unnest(p_leaf_trees, p_leaf_numbers) AS l(tree, leaf_no)
                WHERE l.leaf_no > 1 AND NOT EXISTS (SELECT FROM ledger.seal_leaf b
                      WHERE b.tree = l.tree AND b.leaf_no = l.leaf_no - 1)) THEN
        RAISE EXCEPTION 'leaves are numbered without gap' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'leaves_follow_one_another';
    END IF;
    INSERT INTO ledger.tree_node (tree, level, place, hash)
    SELECT * FROM unnest(p_node_trees, p_node_levels, p_node_places, p_node_hashes);
    INSERT INTO ledger.seal (number, sealed_at, prev_hash, hash, public_key, signature, body)
    VALUES (p_number, p_sealed_at, p_prev_hash, sha256(convert_to(p_body, 'UTF8')), p_public_key,
            p_signature, p_body);
END $$;

REVOKE ALL ON FUNCTION ledger.hashed_texts, ledger.write_seal FROM PUBLIC;
GRANT SELECT ON ledger.seal, ledger.seal_leaf, ledger.tree_node
    TO fund_migrate, fund_app, fund_auditor, fund_sealer;
GRANT EXECUTE ON FUNCTION ledger.write_seal TO fund_sealer;
GRANT EXECUTE ON FUNCTION ledger.hashed_texts TO fund_migrate, fund_app, fund_auditor, fund_sealer;

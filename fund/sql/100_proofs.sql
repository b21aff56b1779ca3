-- What a proof for outsiders is made from: the seals, hashes of the tree, and one text of their own.

-- Leaf hashes of the entries p_from to p_to. Hashes alone: an entry's text holds an id nobody can
-- guess, so that no hash tells anything to who has not seen the entry.
CREATE FUNCTION ledger.leaf_hashes(p_segment int, p_from bigint, p_to bigint)
RETURNS TABLE (seq bigint, leaf bytea, hash bytea, prev_hash bytea, recomputes boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
SELECT t.seq, sha256('\x00'::bytea || convert_to(t.body, 'UTF8')), t.hash, t.prev_hash,
       sha256(convert_to(t.body, 'UTF8')) = t.hash
  FROM ledger.hashed_texts(p_segment, p_from, p_to) t ORDER BY t.seq
$$;

REVOKE ALL ON FUNCTION ledger.leaf_hashes FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.leaf_hashes
    TO fund_migrate, fund_app, fund_recipient, fund_auditor, fund_sealer;
-- Seals leave the house as anchors, and a node of the tree is a hash.
GRANT SELECT (number, sealed_at, body, signature) ON ledger.seal TO fund_recipient;
GRANT SELECT ON ledger.tree_node TO fund_recipient;

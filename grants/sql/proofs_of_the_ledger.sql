-- The hashed text of an entry, for the company whose own it is: every line that names a party is
-- the company's, or of a case it has taken over. An entry shared with another company has none.
CREATE FUNCTION ledger.own_text(p_segment int, p_seq bigint)
RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
SELECT t.body FROM ledger.hashed_texts(p_segment, p_seq, p_seq) t
 WHERE (SELECT bool_or(w.is_own) AND bool_and(w.is_own OR p.party IS NULL)
          FROM ledger.posting p CROSS JOIN LATERAL (
               SELECT coalesce(p.party = public.own_organisation()
                               OR p.grant_ref IN (SELECT public.succeeded_cases()), false)
               AS is_own) w
         WHERE p.segment_id = p_segment AND p.seq = p_seq)
$$;

REVOKE ALL ON FUNCTION ledger.own_text FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.own_text TO fund_recipient, fund_app;

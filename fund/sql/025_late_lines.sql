-- A late entry finds its number taken. A late line is one that joins an entry of another transaction,
-- or one more than its entry says it has.
-- OFFSET 0 keeps the look at the entry a lookup by key, whatever the statistics said when the session
-- made its plan.
CREATE OR REPLACE FUNCTION ledger.refuse_late_lines() RETURNS trigger LANGUAGE plpgsql
SET search_path = ledger, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM new_lines n, LATERAL (
                   SELECT e.xact, e.n_posts FROM ledger.entry e
                    WHERE e.segment_id = n.segment_id AND e.seq = n.seq OFFSET 0) e
               WHERE e.xact <> pg_current_xact_id() OR n.line > e.n_posts) THEN
        RAISE EXCEPTION 'ledger.%: a line may not join an entry that is already written', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER no_late_lines AFTER INSERT ON ledger.posting REFERENCING NEW TABLE AS new_lines
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_late_lines();
ALTER TABLE ledger.posting ENABLE ALWAYS TRIGGER no_late_lines;

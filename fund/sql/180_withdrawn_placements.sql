-- A placement fills in once, as before, but for one move: as it goes back (returned_on), and unless it
-- was settled, its approval is taken out of the row; the approval and its lapse stand on record.

CREATE FUNCTION refuse_rewritten_placement() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE v_column text;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION '% is kept: DELETE refused', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT o.key INTO v_column
      FROM jsonb_each_text(to_jsonb(OLD)) o JOIN jsonb_each_text(to_jsonb(NEW)) n USING (key)
     WHERE coalesce(o.value, '') <> '' AND o.value IS DISTINCT FROM n.value
       AND NOT (o.key IN ('approved_by_id', 'approved_on') AND n.value IS NULL
                AND OLD.returned_on IS NULL AND NEW.returned_on IS NOT NULL
                AND OLD.settled_on IS NULL) LIMIT 1;
    IF v_column IS NOT NULL THEN
        RAISE EXCEPTION '%.% is written once', TG_TABLE_NAME, v_column
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

DROP TRIGGER written_once ON fund_placement;
CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON fund_placement
    FOR EACH ROW EXECUTE FUNCTION refuse_rewritten_placement();
ALTER TABLE fund_placement ENABLE ALWAYS TRIGGER written_once;

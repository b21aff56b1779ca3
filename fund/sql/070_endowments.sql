-- An endowment and a close are written once; the outside door has no part in them.
CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON fund_endowment
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE fund_endowment ENABLE ALWAYS TRIGGER no_change;

CREATE FUNCTION refuse_changed_close() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.closed_by_id IS NOT NULL
       OR (OLD.segment, OLD.period, OLD.proposed_by_id) IS DISTINCT FROM
          (NEW.segment, NEW.period, NEW.proposed_by_id) THEN
        RAISE EXCEPTION 'a close stands as made' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER close_stands BEFORE UPDATE OR DELETE ON fund_periodclose
    FOR EACH ROW EXECUTE FUNCTION refuse_changed_close();
ALTER TABLE fund_periodclose ENABLE ALWAYS TRIGGER close_stands;

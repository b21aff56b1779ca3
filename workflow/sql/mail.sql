-- What a person chose and their calendar's address are their own, at either door.
DO $own$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['workflow_reminderchoice', 'workflow_calendarfeed'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY inside ON %I TO fund_migrate, fund_app USING (true)', t);
        EXECUTE format('CREATE POLICY audit ON %I FOR SELECT TO fund_auditor, fund_sealer USING (true)', t);
        EXECUTE format('CREATE POLICY own_rows ON %I TO fund_recipient
            USING (person_id = (SELECT own_person()))', t);
    END LOOP;
END $own$;
GRANT SELECT, INSERT, UPDATE ON workflow_reminderchoice TO fund_recipient;
GRANT SELECT, INSERT ON workflow_calendarfeed TO fund_recipient;
GRANT UPDATE (revoked_at) ON workflow_calendarfeed TO fund_recipient;

-- Whose calendar an address opens. Without the secret it tells nothing.
CREATE FUNCTION person_of_feed(p_sha bytea) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp BEGIN ATOMIC
    SELECT person_id FROM workflow_calendarfeed WHERE secret_sha = p_sha AND revoked_at IS NULL;
END;
GRANT EXECUTE ON FUNCTION person_of_feed TO fund_app, fund_recipient;

CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON workflow_bounce
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE workflow_bounce ENABLE ALWAYS TRIGGER no_change;

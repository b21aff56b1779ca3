-- Requests stand as filed; a notice of the company is accepted once, by NEDO.
SELECT fence('grants_changerequest', 'SELECT, INSERT');
SELECT fence('grants_bodychange', 'SELECT, INSERT');
CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON grants_changerequest
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE grants_changerequest ENABLE ALWAYS TRIGGER no_change;
CREATE TRIGGER no_delete BEFORE DELETE ON grants_bodychange
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE grants_bodychange ENABLE ALWAYS TRIGGER no_delete;
CREATE FUNCTION refuse_changed_notice() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.accepted_on IS NOT NULL OR (to_jsonb(OLD) - 'accepted_on' - 'accepted_by_id')
        IS DISTINCT FROM (to_jsonb(NEW) - 'accepted_on' - 'accepted_by_id') THEN
        RAISE EXCEPTION 'a notice stands as filed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER notice_stands BEFORE UPDATE ON grants_bodychange
    FOR EACH ROW EXECUTE FUNCTION refuse_changed_notice();
ALTER TABLE grants_bodychange ENABLE ALWAYS TRIGGER notice_stands;
CREATE POLICY succeeded ON grants_changerequest FOR SELECT TO fund_recipient
    USING (grant_id IN (SELECT succeeded_cases()));

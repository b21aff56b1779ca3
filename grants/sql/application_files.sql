-- A company attaches to its own application and takes out again, before it is filed or while it is
-- returned, never after. Which file it was stands.
SELECT fence('grants_applicationfile', 'SELECT, INSERT, UPDATE');
CREATE POLICY succeeded ON grants_applicationfile FOR SELECT TO fund_recipient
    USING (grant_id IN (SELECT succeeded_cases()));
CREATE TRIGGER no_delete BEFORE DELETE ON grants_applicationfile
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE grants_applicationfile ENABLE ALWAYS TRIGGER no_delete;

CREATE FUNCTION refuse_changed_application_file() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.removed_at IS NOT NULL
       OR (OLD.draft_id, OLD.evidence_id, OLD.organisation_id)
          IS DISTINCT FROM (NEW.draft_id, NEW.evidence_id, NEW.organisation_id)
       OR (OLD.grant_id IS NOT NULL AND NEW.grant_id IS DISTINCT FROM OLD.grant_id)) THEN
        RAISE EXCEPTION 'an attached file stands' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.grant_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM grants_grant g WHERE g.id = NEW.grant_id AND g.state IN ('DRAFT', 'RETURNED')) THEN
        RAISE EXCEPTION 'the files stand as filed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER file_stands BEFORE INSERT OR UPDATE ON grants_applicationfile
    FOR EACH ROW EXECUTE FUNCTION refuse_changed_application_file();
ALTER TABLE grants_applicationfile ENABLE ALWAYS TRIGGER file_stands;

-- A company asks for itself; what it asked stands, and NEDO answers once.
SELECT fence('workflow_extension', 'SELECT, INSERT');

CREATE FUNCTION refuse_changed_extension() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.outcome <> 'pending' THEN
            RAISE EXCEPTION 'a wish begins unanswered' USING ERRCODE = 'restrict_violation';
        END IF;
    ELSIF OLD.outcome <> 'pending'
       OR (OLD.duty_id, OLD.organisation_id, OLD.wished_on, OLD.reason, OLD.requested_by_id, OLD.requested_at)
          IS DISTINCT FROM (NEW.duty_id, NEW.organisation_id, NEW.wished_on, NEW.reason,
           NEW.requested_by_id, NEW.requested_at) THEN
        RAISE EXCEPTION 'a wish stands as asked, and is answered once'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER wish_stands BEFORE INSERT OR UPDATE ON workflow_extension
    FOR EACH ROW EXECUTE FUNCTION refuse_changed_extension();
ALTER TABLE workflow_extension ENABLE ALWAYS TRIGGER wish_stands;
CREATE TRIGGER no_delete BEFORE DELETE ON workflow_extension
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE workflow_extension ENABLE ALWAYS TRIGGER no_delete;

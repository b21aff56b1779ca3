-- Files on their way belong to the company that sends them; pieces go once the file is whole.
SELECT fence('workflow_upload', 'SELECT, INSERT, UPDATE');
SELECT fence('workflow_uploadpiece', 'SELECT, INSERT, DELETE');
GRANT DELETE ON workflow_uploadpiece TO fund_app;
REVOKE UPDATE ON workflow_uploadpiece FROM fund_app;

-- What a file is, and what arrived of it, is settled once it is whole.
CREATE FUNCTION refuse_changed_upload() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF (OLD.organisation_id, OLD.person_id, OLD.subject_type, OLD.subject_id, OLD.filename, OLD.size)
       IS DISTINCT FROM (NEW.organisation_id, NEW.person_id, NEW.subject_type, NEW.subject_id,
                         NEW.filename, NEW.size)
       OR NEW.received < OLD.received
       OR (OLD.state <> 'RECEIVING' AND (OLD.sha256, OLD.blob, OLD.wrapped_key)
           IS DISTINCT FROM (NEW.sha256, NEW.blob, NEW.wrapped_key)
           AND NOT (OLD.state = 'WHOLE' AND NEW.state = 'CANCELLED'))
       OR (OLD.state IN ('KEPT', 'REFUSED', 'CANCELLED') AND NEW.state <> OLD.state) THEN
        RAISE EXCEPTION 'an upload stands as received' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER upload_stands BEFORE UPDATE ON workflow_upload
    FOR EACH ROW EXECUTE FUNCTION refuse_changed_upload();
ALTER TABLE workflow_upload ENABLE ALWAYS TRIGGER upload_stands;

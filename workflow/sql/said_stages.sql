-- An approval says how many stages its draft's route has; it is sealed, and tells how far it got.
CREATE FUNCTION refuse_unsaid_stages() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.stage_count IS DISTINCT FROM
       (SELECT jsonb_array_length(d.stages) FROM workflow_draft d WHERE d.id = NEW.draft_id) THEN
        RAISE EXCEPTION 'approval of draft % does not say how many stages it has', NEW.draft_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'approval_says_its_stages';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER says_its_stages BEFORE INSERT ON workflow_approval
    FOR EACH ROW EXECUTE FUNCTION refuse_unsaid_stages();
ALTER TABLE workflow_approval ENABLE ALWAYS TRIGGER says_its_stages;

-- A lapse is sealed too: its transaction says when it can become a leaf.
ALTER TABLE workflow_approvallapse ADD COLUMN xact xid8 NOT NULL DEFAULT pg_current_xact_id();

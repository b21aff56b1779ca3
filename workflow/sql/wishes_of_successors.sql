-- A wish that waits goes along with its duty: whoever owes it is answered.
CREATE OR REPLACE FUNCTION refuse_changed_extension() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.outcome <> 'pending' THEN
            RAISE EXCEPTION 'a wish begins unanswered' USING ERRCODE = 'restrict_violation';
        END IF;
    ELSIF OLD.outcome <> 'pending'
       OR (OLD.duty_id, OLD.wished_on, OLD.reason, OLD.requested_by_id, OLD.requested_at)
          IS DISTINCT FROM (NEW.duty_id, NEW.wished_on, NEW.reason, NEW.requested_by_id, NEW.requested_at)
       OR (NEW.organisation_id <> OLD.organisation_id AND NEW.organisation_id IS DISTINCT FROM
           (SELECT d.organisation_id FROM workflow_obligation d WHERE d.id = NEW.duty_id)) THEN
        RAISE EXCEPTION 'a wish stands as asked, and is answered once'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

-- Kinds of duty are the owner's data; changes of closed days and years set stand as written.
REVOKE INSERT, UPDATE ON workflow_dutykind FROM fund_app;
REVOKE UPDATE ON workflow_dutyyear, workflow_closeddaychange FROM fund_app;
GRANT SELECT ON workflow_dutykind, workflow_closeddaychange TO fund_recipient;

DO $guards$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['workflow_dutykind', 'workflow_dutyyear', 'workflow_closeddaychange'] LOOP
        EXECUTE format('CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON %I
            FOR EACH ROW EXECUTE FUNCTION refuse_change()', t);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER no_change', t);
    END LOOP;
END $guards$;

-- What a duty was made as stands: only its end may be written, and a date by a new row alone.
CREATE FUNCTION refuse_changed_duty() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF (OLD.kind, OLD.title, OLD.subject_id, OLD.period_key, OLD.base_on, OLD.due_on, OLD.rule,
        OLD.rule_code, OLD.shift, OLD.article, OLD.made_by_id)
       IS DISTINCT FROM (NEW.kind, NEW.title, NEW.subject_id, NEW.period_key, NEW.base_on,
        NEW.due_on, NEW.rule, NEW.rule_code, NEW.shift, NEW.article, NEW.made_by_id) THEN
        RAISE EXCEPTION 'a duty stands as it was dated' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER duty_stands BEFORE UPDATE ON workflow_obligation
    FOR EACH ROW EXECUTE FUNCTION refuse_changed_duty();
ALTER TABLE workflow_obligation ENABLE ALWAYS TRIGGER duty_stands;

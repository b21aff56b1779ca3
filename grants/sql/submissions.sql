-- What a company filed stands as filed; it is answered once, by NEDO.
SELECT fence('grants_submission', 'SELECT, INSERT');
CREATE POLICY succeeded ON grants_submission FOR SELECT TO fund_recipient
    USING (grant_id IN (SELECT succeeded_cases()));
CREATE TRIGGER no_delete BEFORE DELETE ON grants_submission
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE grants_submission ENABLE ALWAYS TRIGGER no_delete;
CREATE FUNCTION refuse_changed_submission() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.outcome <> '' THEN
            RAISE EXCEPTION 'nothing is filed with its answer' USING ERRCODE = 'insufficient_privilege';
        END IF;
    ELSIF OLD.outcome <> ''
        OR (to_jsonb(OLD) - '{outcome,answer,answered_on,answered_by_id}'::text[])
           IS DISTINCT FROM (to_jsonb(NEW) - '{outcome,answer,answered_on,answered_by_id}'::text[]) THEN
        RAISE EXCEPTION 'a submission stands as filed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER submission_stands BEFORE INSERT OR UPDATE ON grants_submission
    FOR EACH ROW EXECUTE FUNCTION refuse_changed_submission();
ALTER TABLE grants_submission ENABLE ALWAYS TRIGGER submission_stands;

-- A company writes its drafts and files them; what NEDO decides of a report is not its to write.
SELECT guard_machine('reports_report', 'reports.report');
SELECT fence('reports_report', 'SELECT, INSERT, UPDATE');
SELECT fence('reports_reportdraft', 'SELECT, INSERT');
SELECT fence('reports_reportfile', 'SELECT, INSERT, UPDATE');
SELECT fence('reports_filing', 'SELECT, INSERT');
SELECT fence('reports_reportreturn', 'SELECT');
REVOKE INSERT, UPDATE ON reports_reportform FROM fund_app;
GRANT SELECT ON reports_reportform TO fund_recipient;

DO $guards$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['reports_reportdraft', 'reports_filing', 'reports_reportreturn'] LOOP
        EXECUTE format('CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON %I
            FOR EACH ROW EXECUTE FUNCTION refuse_change()', t);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER no_change', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['reports_report', 'reports_reportfile'] LOOP
        EXECUTE format('CREATE TRIGGER no_delete BEFORE DELETE ON %I
            FOR EACH ROW EXECUTE FUNCTION refuse_change()', t);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER no_delete', t);
    END LOOP;
END $guards$;

CREATE FUNCTION refuse_changed_report() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.organisation_id, OLD.kind, OLD.period_key, OLD.subject_id, OLD.plan_id,
        OLD.grant_id, OLD.form_id, OLD.previous_id)
       IS DISTINCT FROM (NEW.organisation_id, NEW.kind, NEW.period_key, NEW.subject_id, NEW.plan_id,
        NEW.grant_id, NEW.form_id, NEW.previous_id) THEN
        RAISE EXCEPTION 'a report answers the duty it was begun for' USING ERRCODE = 'restrict_violation';
    END IF;
    IF current_user = 'fund_recipient' AND (NEW.state = 'ACCEPTED' OR (TG_OP = 'UPDATE' AND
        ((NEW.state = 'RETURNED' AND OLD.state <> 'RETURNED')
         OR NEW.repair_until IS DISTINCT FROM OLD.repair_until))) THEN
        RAISE EXCEPTION 'the outside door may not judge a report' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER report_stands BEFORE INSERT OR UPDATE ON reports_report
    FOR EACH ROW EXECUTE FUNCTION refuse_changed_report();
ALTER TABLE reports_report ENABLE ALWAYS TRIGGER report_stands;

-- Which file was attached stands; it is taken out once, and never after the filing names it.
CREATE FUNCTION refuse_changed_file() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.removed_at IS NOT NULL
       OR (OLD.report_id, OLD.evidence_id, OLD.organisation_id)
          IS DISTINCT FROM (NEW.report_id, NEW.evidence_id, NEW.organisation_id) THEN
        RAISE EXCEPTION 'an attached file stands' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER file_stands BEFORE UPDATE ON reports_reportfile
    FOR EACH ROW EXECUTE FUNCTION refuse_changed_file();
ALTER TABLE reports_reportfile ENABLE ALWAYS TRIGGER file_stands;

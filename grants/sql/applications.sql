-- A company sees and writes its own applications; a version stands as kept.
SELECT fence('grants_applicationdraft', 'SELECT, INSERT, UPDATE');
SELECT fence('grants_applicationversion', 'SELECT, INSERT');
SELECT fence('grants_budgetyear', 'SELECT, INSERT, DELETE');
GRANT DELETE ON grants_budgetyear TO fund_app;
CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON grants_applicationversion
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE grants_applicationversion ENABLE ALWAYS TRIGGER no_change;
CREATE TRIGGER no_delete BEFORE DELETE ON grants_applicationdraft
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE grants_applicationdraft ENABLE ALWAYS TRIGGER no_delete;

-- An application is changed by the company before it is filed or while it is returned, never after.
CREATE FUNCTION refuse_late_split() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM grants_budgetline l JOIN grants_grant g ON g.id = l.grant_id
                    WHERE l.id = coalesce(NEW.line_id, OLD.line_id)
                      AND g.state IN ('DRAFT', 'RETURNED')) THEN
        RAISE EXCEPTION 'the yearly split stands as applied for' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER split_stands BEFORE INSERT OR UPDATE OR DELETE ON grants_budgetyear
    FOR EACH ROW EXECUTE FUNCTION refuse_late_split();
ALTER TABLE grants_budgetyear ENABLE ALWAYS TRIGGER split_stands;

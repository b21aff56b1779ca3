-- Who read a file stands as written.
CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON workflow_evidenceread
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE workflow_evidenceread ENABLE ALWAYS TRIGGER no_change;
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON workflow_evidenceread
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE workflow_evidenceread ENABLE ALWAYS TRIGGER no_truncate;
REVOKE UPDATE ON workflow_evidenceread FROM fund_app;

-- Ladders are the owner's; what was told stands; a company sees what it was reminded of.
REVOKE INSERT, UPDATE ON reports_ladderstep FROM fund_app;
CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON reports_reminder
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE reports_reminder ENABLE ALWAYS TRIGGER no_change;
CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON reports_reminderline
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE reports_reminderline ENABLE ALWAYS TRIGGER no_change;

GRANT SELECT ON reports_ladderstep, reports_reminder TO fund_recipient;
ALTER TABLE reports_reminder ENABLE ROW LEVEL SECURITY;
ALTER TABLE reports_reminder FORCE ROW LEVEL SECURITY;
CREATE POLICY inside ON reports_reminder TO fund_migrate, fund_app USING (true);
CREATE POLICY audit ON reports_reminder FOR SELECT TO fund_auditor, fund_sealer USING (true);
-- Of the duties it sees: their own fence is asked.
CREATE POLICY own_rows ON reports_reminder FOR SELECT TO fund_recipient
    USING (obligation_id IN (SELECT id FROM workflow_obligation));

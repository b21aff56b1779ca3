-- A period of retention stands as reckoned; a later row says what became of it.
REVOKE UPDATE, DELETE ON grants_retention FROM fund_app;
CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON grants_retention
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE grants_retention ENABLE ALWAYS TRIGGER no_change;

-- What was granted for extra costs stands; the company reads its own, the successor its case's.
SELECT fence('grants_extracostgrant', 'SELECT');
CREATE POLICY succeeded ON grants_extracostgrant FOR SELECT TO fund_recipient
    USING (grant_id IN (SELECT succeeded_cases()));
CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON grants_extracostgrant
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE grants_extracostgrant ENABLE ALWAYS TRIGGER no_change;

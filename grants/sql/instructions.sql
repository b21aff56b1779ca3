-- An instruction stands as given; the company reads its own, the successor its case's.
SELECT fence('grants_troubleinstruction', 'SELECT');
CREATE POLICY succeeded ON grants_troubleinstruction FOR SELECT TO fund_recipient
    USING (grant_id IN (SELECT succeeded_cases()));
CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON grants_troubleinstruction
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE grants_troubleinstruction ENABLE ALWAYS TRIGGER no_change;

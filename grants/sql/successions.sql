-- A case moves to another company by an approved succession only; what was written stays where it was.
CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON grants_succession
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE grants_succession ENABLE ALWAYS TRIGGER no_change;

ALTER TABLE grants_succession ENABLE ROW LEVEL SECURITY;
ALTER TABLE grants_succession FORCE ROW LEVEL SECURITY;
CREATE POLICY inside ON grants_succession TO fund_migrate, fund_app USING (true);
CREATE POLICY audit ON grants_succession FOR SELECT TO fund_auditor, fund_sealer USING (true);
CREATE POLICY own_rows ON grants_succession FOR SELECT TO fund_recipient USING (
    (SELECT own_organisation()) IN (predecessor_id, successor_id));
GRANT SELECT ON grants_succession TO fund_recipient;

CREATE FUNCTION refuse_moved_grant() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.organisation_id <> OLD.organisation_id AND NOT EXISTS (
        SELECT FROM grants_succession s WHERE s.grant_id = NEW.id
           AND s.predecessor_id = OLD.organisation_id AND s.successor_id = NEW.organisation_id) THEN
        RAISE EXCEPTION 'a grant moves by an approved succession only'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'grant_moves_by_succession';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER moves_by_succession BEFORE UPDATE ON grants_grant
    FOR EACH ROW EXECUTE FUNCTION refuse_moved_grant();
ALTER TABLE grants_grant ENABLE ALWAYS TRIGGER moves_by_succession;

-- The successor reads what its cases consist of: what may be claimed depends on all of it.
-- A case that moved on again is nobody's but its present holder's.
CREATE FUNCTION succeeded_cases() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp BEGIN ATOMIC
    SELECT s.grant_id FROM grants_succession s JOIN grants_grant g ON g.id = s.grant_id
     WHERE s.successor_id = own_organisation() AND g.organisation_id = s.successor_id;
END;
REVOKE ALL ON FUNCTION succeeded_cases FROM PUBLIC;
GRANT EXECUTE ON FUNCTION succeeded_cases TO fund_recipient, fund_app, fund_auditor, ledger_owner;
DO $policies$
DECLARE t text; p record;
BEGIN
    FOREACH t IN ARRAY ARRAY['grants_budgetline', 'grants_grantcondition', 'grants_completionreport',
            'grants_inspection', 'grants_payment', 'grants_cancellation', 'grants_refundorder',
            'grants_conductorder', 'grants_grantchange', 'grants_troublereport', 'grants_asset',
            'grants_demand', 'grants_expense', 'grants_finding'] LOOP
        EXECUTE format('CREATE POLICY succeeded ON %I FOR SELECT TO fund_recipient
            USING (grant_id IN (SELECT succeeded_cases()))', t);
    END LOOP;
    FOR p IN SELECT * FROM (VALUES
            ('grants_inspectionline', 'inspection_id', 'grants_inspection'),
            ('grants_expensecheck', 'inspection_id', 'grants_inspection'),
            ('grants_refundlot', 'order_id', 'grants_refundorder'),
            ('grants_refundreceipt', 'order_id', 'grants_refundorder'),
            ('grants_waiver', 'order_id', 'grants_refundorder'),
            ('grants_orderreduction', 'order_id', 'grants_refundorder'),
            ('grants_expensedocument', 'expense_id', 'grants_expense'),
            ('grants_disposal', 'asset_id', 'grants_asset')) AS v(child, link, parent) LOOP
        EXECUTE format('CREATE POLICY succeeded ON %I FOR SELECT TO fund_recipient
            USING (%I IN (SELECT id FROM %I WHERE grant_id IN (SELECT succeeded_cases())))',
            p.child, p.link, p.parent);
    END LOOP;
END $policies$;

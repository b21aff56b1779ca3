-- Machines, fences of the outside door, and rows that never change once written.
SELECT guard_machine('grants_plan', 'grants.plan');
SELECT guard_machine('grants_grant', 'grants.grant');
SELECT guard_machine('grants_payment', 'grants.payment');
SELECT guard_machine('grants_refundorder', 'grants.refundorder');

SELECT fence('grants_grant', 'SELECT, INSERT, UPDATE');
SELECT fence('grants_budgetline', 'SELECT, INSERT, UPDATE, DELETE');
SELECT fence('grants_grantcondition', 'SELECT');
SELECT fence('grants_completionreport', 'SELECT, INSERT');
SELECT fence('grants_inspection', 'SELECT');
SELECT fence('grants_inspectionline', 'SELECT');
SELECT fence('grants_payment', 'SELECT, INSERT');
SELECT fence('grants_cancellation', 'SELECT');
SELECT fence('grants_refundorder', 'SELECT');
SELECT fence('grants_refundlot', 'SELECT');
SELECT fence('grants_refundreceipt', 'SELECT');
SELECT fence('grants_planparty', 'SELECT');
GRANT DELETE ON grants_budgetline TO fund_app;

-- A plan is seen by the companies certified under it.
ALTER TABLE grants_plan ENABLE ROW LEVEL SECURITY;
ALTER TABLE grants_plan FORCE ROW LEVEL SECURITY;
CREATE POLICY inside ON grants_plan TO fund_migrate, fund_app USING (true);
CREATE POLICY audit ON grants_plan FOR SELECT TO fund_auditor, fund_sealer USING (true);
CREATE POLICY own_rows ON grants_plan FOR SELECT TO fund_recipient USING (
    id IN (SELECT p.plan_id FROM grants_planparty p
            WHERE p.organisation_id = (SELECT own_organisation())));
GRANT SELECT ON grants_plan TO fund_recipient;

-- The outside door may prepare, file and answer; what NEDO decides is not its to write.
CREATE FUNCTION refuse_outside_decision() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF current_user = 'fund_recipient' THEN
        IF NEW.state NOT IN ('DRAFT', 'SUBMITTED', 'RETURNED', 'COMPLETED_REPORTED')
           OR (TG_OP = 'UPDATE' AND (NEW.decided_yen, NEW.fixed_yen, NEW.decision_number, NEW.decided_on,
                NEW.fixed_on, NEW.officer_id, NEW.organisation_id, NEW.plan_id, NEW.budget_year)
               IS DISTINCT FROM (OLD.decided_yen, OLD.fixed_yen, OLD.decision_number, OLD.decided_on,
                OLD.fixed_on, OLD.officer_id, OLD.organisation_id, OLD.plan_id, OLD.budget_year)) THEN
            RAISE EXCEPTION 'the outside door may not write a decision'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER outside_decides_nothing BEFORE INSERT OR UPDATE ON grants_grant
    FOR EACH ROW EXECUTE FUNCTION refuse_outside_decision();
ALTER TABLE grants_grant ENABLE ALWAYS TRIGGER outside_decides_nothing;

DO $guards$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['grants_cancellation', 'grants_refundlot', 'grants_refundreceipt',
                             'grants_inspection', 'grants_inspectionline', 'grants_completionreport',
                             'grants_grantcondition'] LOOP
        EXECUTE format('CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON %I
            FOR EACH ROW EXECUTE FUNCTION refuse_change()', t);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER no_change', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['grants_plan', 'grants_grant', 'grants_payment', 'grants_refundorder'] LOOP
        EXECUTE format('CREATE TRIGGER no_delete BEFORE DELETE ON %I
            FOR EACH ROW EXECUTE FUNCTION refuse_change()', t);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER no_delete', t);
    END LOOP;
END $guards$;

-- The sum, the ground and the due date of an order stand as ordered.
CREATE FUNCTION refuse_changed_order() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF (OLD.grant_id, OLD.ground, OLD.due_on, OLD.ordered_on, OLD.principal_yen, OLD.from_advance_yen)
       IS DISTINCT FROM (NEW.grant_id, NEW.ground, NEW.due_on, NEW.ordered_on, NEW.principal_yen,
                         NEW.from_advance_yen) THEN
        RAISE EXCEPTION 'a refund order stands as ordered' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER order_stands BEFORE UPDATE ON grants_refundorder
    FOR EACH ROW EXECUTE FUNCTION refuse_changed_order();
ALTER TABLE grants_refundorder ENABLE ALWAYS TRIGGER order_stands;

-- The amount and the payee of a payment stand from the claim on.
CREATE FUNCTION refuse_changed_payment() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF (OLD.grant_id, OLD.organisation_id, OLD.kind, OLD.number, OLD.amount_yen)
       IS DISTINCT FROM (NEW.grant_id, NEW.organisation_id, NEW.kind, NEW.number, NEW.amount_yen)
       OR (OLD.value_on IS NOT NULL AND NEW.value_on IS DISTINCT FROM OLD.value_on) THEN
        RAISE EXCEPTION 'a payment stands as claimed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payment_stands BEFORE UPDATE ON grants_payment
    FOR EACH ROW EXECUTE FUNCTION refuse_changed_payment();
ALTER TABLE grants_payment ENABLE ALWAYS TRIGGER payment_stands;

-- Expenses, checks and findings stand as written; only a planned inspector inspects.
SELECT fence('grants_expense', 'SELECT, INSERT');
SELECT fence('grants_expensedocument', 'SELECT, INSERT');
SELECT fence('grants_expensecheck', 'SELECT');
SELECT fence('grants_finding', 'SELECT');
DO $guards$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['grants_expense', 'grants_expensedocument', 'grants_expensecheck',
                             'grants_finding', 'grants_inspectionplan', 'grants_plannedinspector'] LOOP
        EXECUTE format('CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON %I
            FOR EACH ROW EXECUTE FUNCTION refuse_change()', t);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER no_change', t);
    END LOOP;
END $guards$;

-- Whoever inspects is one of the plan's inspectors; what stood before there were plans may stay.
ALTER TABLE grants_inspection
    ADD CONSTRAINT inspector_was_planned FOREIGN KEY (plan_id, inspector_id)
        REFERENCES grants_plannedinspector (plan_id, inspector_id),
    ADD CONSTRAINT inspection_follows_a_plan CHECK (plan_id IS NOT NULL) NOT VALID;
ALTER TABLE grants_inspectionline
    ADD CONSTRAINT admitted_within_evidence CHECK (admitted_yen <= evidenced_yen) NOT VALID,
    ADD CONSTRAINT evidence_is_reckoned CHECK (evidenced_yen IS NOT NULL) NOT VALID,
    ADD CONSTRAINT disallowed_cost_has_a_code
        CHECK (admitted_yen = claimed_yen OR reason_code <> '') NOT VALID;

-- Policies are the owner's data; notices, checks and answers stand as written; held payments stand still.
SELECT guard_machine('grants_coretechnologyconsultation', 'grants.coretechnologyconsultation');

REVOKE INSERT, UPDATE ON grants_policy, grants_checklistitem FROM fund_app;
GRANT SELECT ON grants_policy, grants_checklistitem TO fund_recipient;
REVOKE UPDATE ON grants_plannotice, grants_plancheck, grants_checklistanswer FROM fund_app;

DO $guards$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['grants_plannotice', 'grants_plancheck', 'grants_checklistanswer'] LOOP
        EXECUTE format('CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON %I
            FOR EACH ROW EXECUTE FUNCTION refuse_change()', t);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER no_change', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['grants_policy', 'grants_checklistitem', 'grants_paymenthold',
                             'grants_coretechnologyconsultation'] LOOP
        EXECUTE format('CREATE TRIGGER no_delete BEFORE DELETE ON %I
            FOR EACH ROW EXECUTE FUNCTION refuse_change()', t);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER no_delete', t);
    END LOOP;
END $guards$;

SELECT fence('grants_coretechnologyconsultation', 'SELECT, INSERT');

-- Notices and holds belong to a plan: the companies certified under it see them, but for what holds
-- the case of one (holds_of_own_cases.sql). The outside door may place one hold only, the one its own
-- consultation brings.
ALTER TABLE grants_plannotice ENABLE ROW LEVEL SECURITY;
ALTER TABLE grants_plannotice FORCE ROW LEVEL SECURITY;
CREATE POLICY inside ON grants_plannotice TO fund_migrate, fund_app USING (true);
CREATE POLICY audit ON grants_plannotice FOR SELECT TO fund_auditor, fund_sealer USING (true);
CREATE POLICY own_rows ON grants_plannotice FOR SELECT TO fund_recipient USING (
    plan_id IN (SELECT p.plan_id FROM grants_planparty p
                 WHERE p.organisation_id = (SELECT own_organisation())));
ALTER TABLE grants_paymenthold ENABLE ROW LEVEL SECURITY;
ALTER TABLE grants_paymenthold FORCE ROW LEVEL SECURITY;
CREATE POLICY inside ON grants_paymenthold TO fund_migrate, fund_app USING (true);
CREATE POLICY audit ON grants_paymenthold FOR SELECT TO fund_auditor, fund_sealer USING (true);
CREATE POLICY own_rows ON grants_paymenthold FOR SELECT TO fund_recipient USING (
    plan_id IN (SELECT p.plan_id FROM grants_planparty p
                 WHERE p.organisation_id = (SELECT own_organisation())));
CREATE POLICY own_consultation ON grants_paymenthold FOR INSERT TO fund_recipient WITH CHECK (
    ground = 'CONSULTATION' AND released_on IS NULL AND grant_id IS NULL
    AND EXISTS (SELECT FROM grants_coretechnologyconsultation c
                 WHERE c.id = source_id AND c.plan_id = grants_paymenthold.plan_id
                   AND c.organisation_id = (SELECT own_organisation())));
GRANT SELECT ON grants_plannotice TO fund_recipient;
GRANT SELECT, INSERT ON grants_paymenthold TO fund_recipient;

-- A hold stands as placed and is released once.
CREATE FUNCTION refuse_changed_hold() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.released_on IS NOT NULL
       OR (OLD.plan_id, OLD.grant_id, OLD.ground, OLD.reason, OLD.source_id, OLD.placed_on, OLD.placed_by_id)
          IS DISTINCT FROM (NEW.plan_id, NEW.grant_id, NEW.ground, NEW.reason, NEW.source_id,
                            NEW.placed_on, NEW.placed_by_id) THEN
        RAISE EXCEPTION 'a hold stands as placed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER hold_stands BEFORE UPDATE ON grants_paymenthold
    FOR EACH ROW EXECUTE FUNCTION refuse_changed_hold();
ALTER TABLE grants_paymenthold ENABLE ALWAYS TRIGGER hold_stands;

-- While a hold stands no payment of the plan goes a step towards the bank, whoever writes.
CREATE FUNCTION refuse_held_payment() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.state <> OLD.state AND NEW.state IN ('CHECKED', 'APPROVED', 'FILE_SENT') AND EXISTS (
        SELECT FROM grants_paymenthold h JOIN grants_grant g ON g.plan_id = h.plan_id
         WHERE g.id = NEW.grant_id AND h.released_on IS NULL
           AND (h.grant_id IS NULL OR h.grant_id = NEW.grant_id)) THEN
        RAISE EXCEPTION 'payments of this plan are on hold'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'held_payment_stands_still';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER held_stands_still BEFORE UPDATE ON grants_payment
    FOR EACH ROW EXECUTE FUNCTION refuse_held_payment();
ALTER TABLE grants_payment ENABLE ALWAYS TRIGGER held_stands_still;

-- What a company filed for consultation stands as filed.
CREATE FUNCTION refuse_changed_consultation() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.state <> 'OPEN'
       OR (OLD.plan_id, OLD.organisation_id, OLD.conduct, OLD.technology, OLD.counterpart, OLD.planned_on,
           OLD.reasons, OLD.filed_at)
          IS DISTINCT FROM (NEW.plan_id, NEW.organisation_id, NEW.conduct, NEW.technology,
           NEW.counterpart, NEW.planned_on, NEW.reasons, NEW.filed_at) THEN
        RAISE EXCEPTION 'a consultation stands as filed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER consultation_stands BEFORE UPDATE ON grants_coretechnologyconsultation
    FOR EACH ROW EXECUTE FUNCTION refuse_changed_consultation();
ALTER TABLE grants_coretechnologyconsultation ENABLE ALWAYS TRIGGER consultation_stands;

-- Threads: each company sees and writes its own; nobody writes for the other side. What is written
-- stands. Declarations of conflict are NEDO's own, and who declared one approves nothing of the case.
SELECT guard_machine('grants_question', 'grants.question');
SELECT fence('grants_question', 'SELECT, INSERT, UPDATE');
SELECT fence('grants_questionentry', 'SELECT, INSERT');

DO $guards$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['grants_questionentry', 'grants_conflictdeclaration'] LOOP
        EXECUTE format('CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON %I
            FOR EACH ROW EXECUTE FUNCTION refuse_change()', t);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER no_change', t);
    END LOOP;
END $guards$;
CREATE TRIGGER no_delete BEFORE DELETE ON grants_question
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE grants_question ENABLE ALWAYS TRIGGER no_delete;

-- A thread stands as asked; only its state moves.
CREATE FUNCTION refuse_changed_question() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF (OLD.grant_id, OLD.organisation_id, OLD.number, OLD.clause, OLD.by_company, OLD.asked_at)
       IS DISTINCT FROM (NEW.grant_id, NEW.organisation_id, NEW.number, NEW.clause, NEW.by_company,
                         NEW.asked_at) THEN
        RAISE EXCEPTION 'a question stands as asked' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER question_stands BEFORE UPDATE ON grants_question
    FOR EACH ROW EXECUTE FUNCTION refuse_changed_question();
ALTER TABLE grants_question ENABLE ALWAYS TRIGGER question_stands;

-- At the outside door everything written is the company's.
CREATE FUNCTION refuse_other_side() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF current_user = 'fund_recipient' AND NOT NEW.by_company THEN
        RAISE EXCEPTION 'the outside door may not write for NEDO'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER own_side BEFORE INSERT ON grants_question
    FOR EACH ROW EXECUTE FUNCTION refuse_other_side();
CREATE TRIGGER own_side BEFORE INSERT ON grants_questionentry
    FOR EACH ROW EXECUTE FUNCTION refuse_other_side();
ALTER TABLE grants_question ENABLE ALWAYS TRIGGER own_side;
ALTER TABLE grants_questionentry ENABLE ALWAYS TRIGGER own_side;

CREATE FUNCTION refuse_conflicted_approval() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    IF (SELECT c.has_conflict FROM grants_conflictdeclaration c
          JOIN workflow_draft d ON d.subject_id = c.grant_id
         WHERE d.id = NEW.draft_id AND c.person_id = NEW.approver_id
         ORDER BY c.number DESC LIMIT 1) THEN
        RAISE EXCEPTION 'the approver declared a conflict of interest in this case'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'conflicted_approves_nothing';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER conflicted_approves_nothing BEFORE INSERT ON workflow_approval
    FOR EACH ROW EXECUTE FUNCTION refuse_conflicted_approval();
ALTER TABLE workflow_approval ENABLE ALWAYS TRIGGER conflicted_approves_nothing;

-- Who holds the case at NEDO, by name, for the company it belongs to.
CREATE FUNCTION officer_name(p_grant uuid) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT p.name FROM grants_grant g JOIN workflow_person p ON p.id = g.officer_id
     WHERE g.id = p_grant
       AND (own_organisation() IS NULL OR g.organisation_id = own_organisation())
$$;
GRANT EXECUTE ON FUNCTION officer_name TO fund_app, fund_recipient, fund_auditor;

-- The conditions of a decision that was void stand, marked once; all others never change.
DROP TRIGGER no_change ON grants_grantcondition;
CREATE FUNCTION refuse_changed_condition() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.is_void OR NOT NEW.is_void
       OR (OLD.grant_id, OLD.organisation_id, OLD.position, OLD.text, OLD.article)
          IS DISTINCT FROM (NEW.grant_id, NEW.organisation_id, NEW.position, NEW.text, NEW.article) THEN
        RAISE EXCEPTION 'a condition stands as decided' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER condition_stands BEFORE UPDATE OR DELETE ON grants_grantcondition
    FOR EACH ROW EXECUTE FUNCTION refuse_changed_condition();
ALTER TABLE grants_grantcondition ENABLE ALWAYS TRIGGER condition_stands;

-- Approvals follow their draft's route, whoever writes: the next stage, a role of that stage, another
-- person than the drafter and than whoever stands at another stage, and exactly what was put up.

-- The approvals of a draft that count: given, and not lapsed.
CREATE VIEW workflow_standing_approval AS
    SELECT a.* FROM workflow_approval a
     WHERE NOT EXISTS (SELECT FROM workflow_approvallapse l WHERE l.approval_id = a.id);
REVOKE ALL ON workflow_standing_approval FROM fund_app;

CREATE FUNCTION refuse_stray_approval() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    v_draft workflow_draft;
    v_fault text;
BEGIN
    -- Two decisions on one draft queue here; the second reads what the first one wrote.
    SELECT * INTO STRICT v_draft FROM workflow_draft WHERE id = NEW.draft_id FOR UPDATE;
    v_fault := CASE
        WHEN NEW.content_sha <> v_draft.content_sha THEN 'approval_is_of_the_draft'
        WHEN NEW.stage NOT BETWEEN 1 AND jsonb_array_length(v_draft.stages)
             OR NOT (v_draft.stages -> (NEW.stage - 1)) ? NEW.role THEN 'role_is_of_the_stage'
        WHEN EXISTS (SELECT FROM workflow_standing_approval a WHERE a.draft_id = NEW.draft_id
                        AND (a.stage = NEW.stage OR a.outcome <> 'approved'))
             THEN 'one_decision_a_stage'
        WHEN (SELECT count(*) FROM workflow_standing_approval a
               WHERE a.draft_id = NEW.draft_id AND a.stage < NEW.stage) < NEW.stage - 1
             THEN 'stages_come_in_order'
        WHEN EXISTS (SELECT FROM workflow_standing_approval a WHERE a.draft_id = NEW.draft_id
                        AND (a.approver_id IN (NEW.approver_id, NEW.principal_id)
                             OR a.principal_id IN (NEW.approver_id, NEW.principal_id)))
             THEN 'one_stage_a_person'
    END;
    IF v_fault IS NOT NULL THEN
        RAISE EXCEPTION 'approval of draft % at stage % refused: %', NEW.draft_id, NEW.stage, v_fault
            USING ERRCODE = 'check_violation', CONSTRAINT = v_fault;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER follows_its_route BEFORE INSERT ON workflow_approval
    FOR EACH ROW EXECUTE FUNCTION refuse_stray_approval();
ALTER TABLE workflow_approval ENABLE ALWAYS TRIGGER follows_its_route;

DO $guards$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['workflow_approvalmatrix', 'workflow_approvallapse', 'workflow_afterview',
                             'workflow_authorityend', 'workflow_bulkapproval'] LOOP
        EXECUTE format('CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON %I
            FOR EACH ROW EXECUTE FUNCTION refuse_change()', t);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER no_change', t);
        EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON %I
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', t);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER no_truncate', t);
    END LOOP;
    CREATE TRIGGER no_delete BEFORE DELETE ON workflow_delegation
        FOR EACH ROW EXECUTE FUNCTION refuse_change();
    ALTER TABLE workflow_delegation ENABLE ALWAYS TRIGGER no_delete;
END $guards$;
REVOKE INSERT, UPDATE ON workflow_approvalmatrix FROM fund_app;
REVOKE UPDATE ON workflow_approvallapse, workflow_afterview, workflow_authorityend, workflow_bulkapproval
    FROM fund_app;

-- A delegation stands as given; it may only be ended, once.
CREATE FUNCTION refuse_changed_delegation() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL
       OR (OLD.membership_id, OLD.deputy_id, OLD.valid_from, OLD.valid_until, OLD.reason, OLD.granted_at)
          IS DISTINCT FROM (NEW.membership_id, NEW.deputy_id, NEW.valid_from, NEW.valid_until,
                            NEW.reason, NEW.granted_at) THEN
        RAISE EXCEPTION 'a delegation stands as given' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER delegation_stands BEFORE UPDATE ON workflow_delegation
    FOR EACH ROW EXECUTE FUNCTION refuse_changed_delegation();
ALTER TABLE workflow_delegation ENABLE ALWAYS TRIGGER delegation_stands;

-- Outside nobody stands in for anybody; whose authority ended is known of oneself and of colleagues.
DO $fences$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['workflow_delegation', 'workflow_authorityend'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY inside ON %I TO fund_migrate, fund_app USING (true)', t);
        EXECUTE format('CREATE POLICY audit ON %I FOR SELECT TO fund_auditor, fund_sealer USING (true)', t);
        EXECUTE format('GRANT SELECT ON %I TO fund_recipient', t);
    END LOOP;
END $fences$;
CREATE POLICY own_rows ON workflow_authorityend FOR SELECT TO fund_recipient
    USING (membership_id IN (SELECT m.id FROM workflow_membership m));

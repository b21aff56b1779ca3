-- What the database itself refuses in the workflow's tables.

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;

DO $guards$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['workflow_actrecord', 'workflow_approval', 'workflow_draft',
                             'workflow_legalrule'] LOOP
        EXECUTE format('CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON %I
            FOR EACH ROW EXECUTE FUNCTION refuse_change()', t);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER no_change', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['workflow_obligation', 'workflow_notice', 'workflow_evidence'] LOOP
        EXECUTE format('CREATE TRIGGER no_delete BEFORE DELETE ON %I
            FOR EACH ROW EXECUTE FUNCTION refuse_change()', t);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER no_delete', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['workflow_actrecord', 'workflow_approval', 'workflow_draft',
                             'workflow_legalrule', 'workflow_obligation', 'workflow_notice',
                             'workflow_evidence'] LOOP
        EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON %I
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', t);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER no_truncate', t);
    END LOOP;
END $guards$;

-- When and in which order the database wrote the record; the application cannot choose either.
ALTER TABLE workflow_actrecord
    ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    ADD COLUMN recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ADD COLUMN xact xid8 NOT NULL DEFAULT pg_current_xact_id();
ALTER TABLE workflow_approval ADD COLUMN xact xid8 NOT NULL DEFAULT pg_current_xact_id();
ALTER TABLE workflow_notice ADD COLUMN xact xid8 NOT NULL DEFAULT pg_current_xact_id();
ALTER TABLE workflow_evidence ADD COLUMN xact xid8 NOT NULL DEFAULT pg_current_xact_id();

CREATE FUNCTION stamp_record() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.recorded_at := clock_timestamp();
    NEW.xact := pg_current_xact_id();
    RETURN NEW;
END $$;
CREATE TRIGGER stamp BEFORE INSERT ON workflow_actrecord
    FOR EACH ROW EXECUTE FUNCTION stamp_record();
ALTER TABLE workflow_actrecord ENABLE ALWAYS TRIGGER stamp;

-- The drafter in an approval is the draft's own drafter, so the CHECK compares the right people.
ALTER TABLE workflow_approval ADD CONSTRAINT approval_names_the_drafter
    FOREIGN KEY (draft_id, drafter_id) REFERENCES workflow_draft (id, drafted_by_id);

-- A state moves only along the machine's arrows (table workflow_statemove, written by the owner
-- from the machines), whoever writes and however. TG_ARGV[0] names the machine.
CREATE FUNCTION refuse_illegal_move() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE v_source text := '';
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.state = OLD.state THEN
            RETURN NEW;
        END IF;
        v_source := OLD.state;
    END IF;
    IF NOT EXISTS (SELECT FROM workflow_statemove m WHERE m.machine = TG_ARGV[0]
                   AND m.source = v_source AND m.target = NEW.state) THEN
        RAISE EXCEPTION '%: no legal move from "%" to "%"', TG_ARGV[0], v_source, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'state_moves_are_legal';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION guard_machine(p_table regclass, p_machine text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER legal_move BEFORE INSERT OR UPDATE ON %s
        FOR EACH ROW EXECUTE FUNCTION refuse_illegal_move(%L)', p_table, p_machine);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER legal_move', p_table);
END $$;

-- The outside door sees rows of the organisation set for its request, and no others.
CREATE FUNCTION own_organisation() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('app.organisation', true), '')::uuid;
CREATE FUNCTION own_person() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('app.person', true), '')::uuid;
GRANT EXECUTE ON FUNCTION own_organisation, own_person TO fund_recipient, fund_app, fund_auditor;

-- Rows with an organisation_id: what the outside door may do with its own ones is said in p_rights.
CREATE FUNCTION fence(p_table regclass, p_rights text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', p_table);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', p_table);
    EXECUTE format('CREATE POLICY inside ON %s TO fund_migrate, fund_app USING (true)', p_table);
    EXECUTE format('CREATE POLICY audit ON %s FOR SELECT TO fund_auditor, fund_sealer USING (true)', p_table);
    EXECUTE format('CREATE POLICY own_rows ON %s TO fund_recipient
        USING (organisation_id = (SELECT own_organisation()))', p_table);
    EXECUTE format('GRANT %s ON %s TO fund_recipient', p_rights, p_table);
END $$;

SELECT fence('workflow_actrecord', 'SELECT, INSERT');
SELECT fence('workflow_obligation', 'SELECT, INSERT, UPDATE');
SELECT fence('workflow_evidence', 'SELECT, INSERT');
-- A notice to an officer about a recipient's case is written by the outside door but not read there.
SELECT fence('workflow_notice', 'INSERT');
GRANT SELECT, UPDATE (read_at) ON workflow_notice TO fund_recipient;
DROP POLICY own_rows ON workflow_notice;
CREATE POLICY own_rows ON workflow_notice FOR SELECT TO fund_recipient
    USING (person_id = (SELECT own_person()));
CREATE POLICY read_own ON workflow_notice FOR UPDATE TO fund_recipient
    USING (person_id = (SELECT own_person()));
CREATE POLICY write_own_case ON workflow_notice FOR INSERT TO fund_recipient
    WITH CHECK (organisation_id = (SELECT own_organisation()));

-- People: the one logging in (by exact login), oneself, and colleagues. Officers' names appear on
-- papers and records; their accounts do not exist for the outside door.
ALTER TABLE workflow_person ENABLE ROW LEVEL SECURITY;
ALTER TABLE workflow_person FORCE ROW LEVEL SECURITY;
ALTER TABLE workflow_membership ENABLE ROW LEVEL SECURITY;
ALTER TABLE workflow_membership FORCE ROW LEVEL SECURITY;
ALTER TABLE workflow_organisation ENABLE ROW LEVEL SECURITY;
ALTER TABLE workflow_organisation FORCE ROW LEVEL SECURITY;
CREATE POLICY inside ON workflow_person TO fund_migrate, fund_app USING (true);
CREATE POLICY inside ON workflow_membership TO fund_migrate, fund_app USING (true);
CREATE POLICY inside ON workflow_organisation TO fund_migrate, fund_app USING (true);
CREATE POLICY audit ON workflow_person FOR SELECT TO fund_auditor, fund_sealer USING (true);
CREATE POLICY audit ON workflow_membership FOR SELECT TO fund_auditor, fund_sealer USING (true);
CREATE POLICY audit ON workflow_organisation FOR SELECT TO fund_auditor, fund_sealer USING (true);
CREATE POLICY own_rows ON workflow_membership FOR SELECT TO fund_recipient USING (
    person_id = (SELECT own_person()) OR organisation_id = (SELECT own_organisation()));
CREATE POLICY own_rows ON workflow_organisation FOR SELECT TO fund_recipient USING (
    id = (SELECT own_organisation())
    OR id IN (SELECT m.organisation_id FROM workflow_membership m WHERE m.person_id = (SELECT own_person())));
CREATE POLICY own_rows ON workflow_person FOR SELECT TO fund_recipient USING (
    id = (SELECT own_person())
    OR email = nullif(current_setting('app.login', true), '')
    OR id IN (SELECT m.person_id FROM workflow_membership m
               WHERE m.organisation_id = (SELECT own_organisation())));
CREATE POLICY own_login ON workflow_person FOR UPDATE TO fund_recipient
    USING (id = (SELECT own_person()));
GRANT SELECT ON workflow_person, workflow_membership, workflow_organisation, workflow_legalrule
    TO fund_recipient;
GRANT UPDATE (last_login, password) ON workflow_person TO fund_recipient;

-- Gapless numbers of cases and papers: the row is locked until the act commits or is undone.
CREATE FUNCTION next_number(p_series text) RETURNS int LANGUAGE sql SECURITY DEFINER
SET search_path = public, pg_temp BEGIN ATOMIC
    INSERT INTO workflow_series (name, last_number) VALUES (p_series, 1)
    ON CONFLICT (name) DO UPDATE SET last_number = workflow_series.last_number + 1
    RETURNING last_number;
END;
GRANT EXECUTE ON FUNCTION next_number TO fund_app, fund_recipient;
REVOKE INSERT, UPDATE ON workflow_series FROM fund_app;
GRANT SELECT ON workflow_closedday TO fund_recipient;

REVOKE INSERT, UPDATE, DELETE ON workflow_statemove, workflow_legalrule, workflow_closedday FROM fund_app;
REVOKE UPDATE ON workflow_actrecord, workflow_approval, workflow_draft FROM fund_app;

-- Append-only guards. ENABLE ALWAYS: they fire even under session_replication_role = replica.

CREATE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'ledger.% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION ledger.refuse_reopening() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP <> 'UPDATE' OR OLD.status = 'closed'
       OR (OLD.segment_id, OLD.period_id, OLD.kind, OLD.starts, OLD.ends)
          IS DISTINCT FROM (NEW.segment_id, NEW.period_id, NEW.kind, NEW.starts, NEW.ends) THEN
        RAISE EXCEPTION 'ledger.fiscal_period: a period is closed once and never changed: % refused', TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

-- A posting acknowledged to an officer must survive a crash: the commit itself is refused
-- where the session has weakened its durability.
CREATE FUNCTION ledger.refuse_weak_commit() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF current_setting('synchronous_commit') NOT IN ('on', 'remote_apply') THEN
        RAISE EXCEPTION 'a posting may not be committed with synchronous_commit = %',
            current_setting('synchronous_commit') USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;

DO $guards$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['segment', 'account', 'entry', 'posting', 'period_balance',
                             'intersegment_link'] LOOP
        EXECUTE format('CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON ledger.%I
            FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change()', t);
        EXECUTE format('ALTER TABLE ledger.%I ENABLE ALWAYS TRIGGER no_change', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['segment_head', 'account_balance'] LOOP
        EXECUTE format('CREATE TRIGGER no_delete BEFORE DELETE ON ledger.%I
            FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change()', t);
        EXECUTE format('ALTER TABLE ledger.%I ENABLE ALWAYS TRIGGER no_delete', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['segment', 'account', 'entry', 'posting', 'period_balance',
                             'intersegment_link', 'segment_head', 'account_balance',
                             'fiscal_period'] LOOP
        EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON ledger.%I
            FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change()', t);
        EXECUTE format('ALTER TABLE ledger.%I ENABLE ALWAYS TRIGGER no_truncate', t);
    END LOOP;
END $guards$;

CREATE TRIGGER no_reopening BEFORE UPDATE OR DELETE ON ledger.fiscal_period
    FOR EACH ROW EXECUTE FUNCTION ledger.refuse_reopening();
ALTER TABLE ledger.fiscal_period ENABLE ALWAYS TRIGGER no_reopening;

-- On the head, not on the rows: it moves exactly once per call, so a batch pays once.
CREATE CONSTRAINT TRIGGER no_weak_commit AFTER UPDATE ON ledger.segment_head
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger.refuse_weak_commit();
ALTER TABLE ledger.segment_head ENABLE ALWAYS TRIGGER no_weak_commit;

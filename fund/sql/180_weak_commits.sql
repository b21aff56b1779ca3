-- What is written without moving a head is acknowledged all the same: a close, a year, an account, a link
-- between 勘定, a seal. Its commit is refused as a posting's is where the session has weakened it.
CREATE CONSTRAINT TRIGGER no_weak_commit AFTER INSERT OR UPDATE ON ledger.fiscal_period
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger.refuse_weak_commit();
ALTER TABLE ledger.fiscal_period ENABLE ALWAYS TRIGGER no_weak_commit;

DO $guards$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['account', 'intersegment_link', 'seal'] LOOP
        EXECUTE format('CREATE CONSTRAINT TRIGGER no_weak_commit AFTER INSERT ON ledger.%I
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger.refuse_weak_commit()', t);
        EXECUTE format('ALTER TABLE ledger.%I ENABLE ALWAYS TRIGGER no_weak_commit', t);
    END LOOP;
END $guards$;

-- An issued paper and the record of its file are never changed; the outside door sees its own.
SELECT fence('reports_issuedpaper', 'SELECT');
SELECT fence('reports_paperfile', 'SELECT');

DO $guards$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['reports_issuedpaper', 'reports_paperfile'] LOOP
        EXECUTE format('CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON %I
            FOR EACH ROW EXECUTE FUNCTION refuse_change()', t);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER no_change', t);
        EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON %I
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', t);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER no_truncate', t);
    END LOOP;
END $guards$;

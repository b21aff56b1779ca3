-- Orders, changes and trouble reports stand as written; the outside door files trouble, sees the rest.
SELECT fence('grants_conductorder', 'SELECT');
SELECT fence('grants_grantchange', 'SELECT');
SELECT fence('grants_troublereport', 'SELECT, INSERT');
DO $guards$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['grants_conductorder', 'grants_grantchange', 'grants_troublereport'] LOOP
        EXECUTE format('CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON %I
            FOR EACH ROW EXECUTE FUNCTION refuse_change()', t);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER no_change', t);
    END LOOP;
END $guards$;

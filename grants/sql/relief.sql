-- Waivers, set-offs, reductions and repayments stand as written; the outside door sees its own.
DO $guards$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['grants_waiver', 'grants_setoff', 'grants_orderreduction',
                             'grants_overpaymentreturn'] LOOP
        PERFORM fence(t::regclass, 'SELECT');
        EXECUTE format('CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON %I
            FOR EACH ROW EXECUTE FUNCTION refuse_change()', t);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER no_change', t);
    END LOOP;
END $guards$;

-- Placements, vouchers, stray receipts and plans fill in once: a column that holds something keeps
-- it. What the law allows to place money in is written by the owner alone.

CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE v_column text;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION '% is kept: DELETE refused', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT o.key INTO v_column
      FROM jsonb_each_text(to_jsonb(OLD)) o JOIN jsonb_each_text(to_jsonb(NEW)) n USING (key)
     WHERE coalesce(o.value, '') <> '' AND o.value IS DISTINCT FROM n.value LIMIT 1;
    IF v_column IS NOT NULL THEN
        RAISE EXCEPTION '%.% is written once', TG_TABLE_NAME, v_column
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

DO $guards$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['fund_placement', 'fund_voucher', 'fund_strayreceipt', 'fund_fundplan'] LOOP
        EXECUTE format('CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON %I
            FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()', t);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER written_once', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['fund_instrument', 'fund_marketvalue', 'fund_interestreceipt',
                             'fund_valuation'] LOOP
        EXECUTE format('CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON %I
            FOR EACH ROW EXECUTE FUNCTION refuse_change()', t);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER no_change', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['fund_placement', 'fund_voucher', 'fund_strayreceipt', 'fund_fundplan',
                             'fund_instrument', 'fund_marketvalue', 'fund_interestreceipt',
                             'fund_valuation'] LOOP
        EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON %I
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', t);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER no_truncate', t);
    END LOOP;
END $guards$;

REVOKE INSERT, UPDATE ON fund_instrument FROM fund_app;

-- A shortage of cash that people were told of stands as told; when it ended is written once.
CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON fund_cashshortage
    FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();
ALTER TABLE fund_cashshortage ENABLE ALWAYS TRIGGER written_once;
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON fund_cashshortage
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE fund_cashshortage ENABLE ALWAYS TRIGGER no_truncate;

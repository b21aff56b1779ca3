-- Assets and demands: machines, fences; a request stands as filed.
SELECT guard_machine('grants_asset', 'grants.asset');
SELECT guard_machine('grants_demand', 'grants.demand');
SELECT fence('grants_asset', 'SELECT, INSERT, UPDATE');
SELECT fence('grants_disposal', 'SELECT, INSERT');
SELECT fence('grants_demand', 'SELECT');
CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON grants_disposal
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE grants_disposal ENABLE ALWAYS TRIGGER no_change;

-- The outside door registers and requests; it releases and approves nothing, and rewrites no line.
-- An asset stands as registered, but goes along with its case.
CREATE FUNCTION refuse_rewritten_asset() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF (to_jsonb(OLD) - 'state' - 'organisation_id') IS DISTINCT FROM
       (to_jsonb(NEW) - 'state' - 'organisation_id')
       OR (NEW.organisation_id <> OLD.organisation_id AND NEW.organisation_id <>
           (SELECT g.organisation_id FROM grants_grant g WHERE g.id = NEW.grant_id))
       OR (current_user = 'fund_recipient' AND NEW.state NOT IN ('RESTRICTED', 'DISPOSAL_REQUESTED')) THEN
        RAISE EXCEPTION 'an asset stands as registered' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER asset_stands BEFORE UPDATE ON grants_asset
    FOR EACH ROW EXECUTE FUNCTION refuse_rewritten_asset();
ALTER TABLE grants_asset ENABLE ALWAYS TRIGGER asset_stands;

-- While the approval of a placement or a voucher counts no more, no money moves on it.
CREATE FUNCTION refuse_fallen_settlement() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.settled_on IS NOT NULL AND OLD.settled_on IS NULL AND EXISTS (
        SELECT FROM workflow_draft d
          JOIN workflow_approval a ON a.draft_id = d.id
          JOIN workflow_approvallapse l ON l.approval_id = a.id AND l.after_effect
         WHERE d.subject_id = NEW.id
           AND NOT EXISTS (SELECT FROM workflow_standing_approval s
                            WHERE s.draft_id = a.draft_id AND s.stage = a.stage)) THEN
        RAISE EXCEPTION 'an approval this settlement rests on counts no more'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'fallen_approval_settles_nothing';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER fallen_stands_still BEFORE UPDATE ON fund_placement
    FOR EACH ROW EXECUTE FUNCTION refuse_fallen_settlement();
ALTER TABLE fund_placement ENABLE ALWAYS TRIGGER fallen_stands_still;
CREATE TRIGGER fallen_stands_still BEFORE UPDATE ON fund_voucher
    FOR EACH ROW EXECUTE FUNCTION refuse_fallen_settlement();
ALTER TABLE fund_voucher ENABLE ALWAYS TRIGGER fallen_stands_still;

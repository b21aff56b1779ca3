-- While an approval of a case's decision or of a payment counts no more, nothing is paid on it.
CREATE FUNCTION refuse_fallen_payment() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.state <> OLD.state AND NEW.state IN ('CHECKED', 'APPROVED', 'FILE_SENT') AND EXISTS (
        SELECT FROM workflow_draft d
          JOIN workflow_approval a ON a.draft_id = d.id
          JOIN workflow_approvallapse l ON l.approval_id = a.id AND l.after_effect
         WHERE d.subject_id IN (NEW.id, NEW.grant_id)
           AND NOT EXISTS (SELECT FROM workflow_standing_approval s
                            WHERE s.draft_id = a.draft_id AND s.stage = a.stage)) THEN
        RAISE EXCEPTION 'an approval this payment rests on counts no more'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'fallen_approval_pays_nothing';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER fallen_stands_still BEFORE UPDATE ON grants_payment
    FOR EACH ROW EXECUTE FUNCTION refuse_fallen_payment();
ALTER TABLE grants_payment ENABLE ALWAYS TRIGGER fallen_stands_still;

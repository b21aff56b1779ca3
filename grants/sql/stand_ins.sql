-- Nobody approves a document of a case, or of a part of it, in which they or whom they stand in for
-- declared a conflict of interest last.
CREATE OR REPLACE FUNCTION refuse_conflicted_approval() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM grants_conflictdeclaration c
          JOIN workflow_draft d ON d.id = NEW.draft_id
         WHERE c.person_id IN (NEW.approver_id, NEW.principal_id) AND c.has_conflict
           AND NOT EXISTS (SELECT FROM grants_conflictdeclaration later
                            WHERE later.grant_id = c.grant_id AND later.person_id = c.person_id
                              AND later.number > c.number)
           AND (d.subject_id = c.grant_id
                OR EXISTS (SELECT FROM grants_payment p
                            WHERE p.id = d.subject_id AND p.grant_id = c.grant_id)
                OR EXISTS (SELECT FROM grants_asset a
                            WHERE a.id = d.subject_id AND a.grant_id = c.grant_id)
                OR EXISTS (SELECT FROM grants_refundorder o
                            WHERE o.grant_id = c.grant_id
                              AND (o.id = d.subject_id
                                   OR EXISTS (SELECT FROM grants_refundreceipt r
                                               WHERE r.id = d.subject_id AND r.order_id = o.id))))
    ) THEN
        RAISE EXCEPTION 'the approver or their principal declared a conflict of interest in this case'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'conflicted_approves_nothing';
    END IF;
    RETURN NEW;
END $$;

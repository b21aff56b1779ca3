-- A company opens the files it may see, and each reading is noted in its reader's own name.
ALTER TABLE workflow_evidenceread ENABLE ROW LEVEL SECURITY;
ALTER TABLE workflow_evidenceread FORCE ROW LEVEL SECURITY;
CREATE POLICY inside ON workflow_evidenceread TO fund_migrate, fund_app USING (true);
CREATE POLICY audit ON workflow_evidenceread FOR SELECT TO fund_auditor, fund_sealer USING (true);
CREATE POLICY note_own ON workflow_evidenceread FOR INSERT TO fund_recipient
    WITH CHECK (person_id = (SELECT own_person()) AND audience = 'recipient'
                AND evidence_id IN (SELECT id FROM workflow_evidence));
GRANT INSERT ON workflow_evidenceread TO fund_recipient;

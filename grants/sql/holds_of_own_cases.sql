-- What holds a whole plan is seen by each of its companies; what holds one case, by whom the case belongs to.
ALTER POLICY own_rows ON grants_paymenthold USING (
    plan_id IN (SELECT p.plan_id FROM grants_planparty p
                 WHERE p.organisation_id = (SELECT own_organisation()))
    AND (grant_id IS NULL OR EXISTS (SELECT FROM grants_grant g WHERE g.id = grant_id)));

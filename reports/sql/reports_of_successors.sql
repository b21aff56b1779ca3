-- The successor reads the reports of its case, with every draft, filing, return and file.
CREATE POLICY succeeded ON reports_report FOR SELECT TO fund_recipient
    USING (grant_id IN (SELECT succeeded_cases()));
DO $policies$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['reports_reportdraft', 'reports_filing', 'reports_reportfile'] LOOP
        EXECUTE format('CREATE POLICY succeeded ON %I FOR SELECT TO fund_recipient
            USING (report_id IN (SELECT id FROM reports_report
                                  WHERE grant_id IN (SELECT succeeded_cases())))', t);
    END LOOP;
END $policies$;
CREATE POLICY succeeded ON reports_reportreturn FOR SELECT TO fund_recipient
    USING (filing_id IN (SELECT f.id FROM reports_filing f JOIN reports_report r ON r.id = f.report_id
                          WHERE r.grant_id IN (SELECT succeeded_cases())));
CREATE POLICY succeeded_reports ON workflow_evidence FOR SELECT TO fund_recipient
    USING (id IN (SELECT f.evidence_id FROM reports_reportfile f JOIN reports_report r ON r.id = f.report_id
                   WHERE r.grant_id IN (SELECT succeeded_cases())));

-- An open thread goes along with its case; each company keeps the words of its own time.
CREATE OR REPLACE FUNCTION refuse_changed_question() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF (OLD.grant_id, OLD.number, OLD.clause, OLD.by_company, OLD.asked_at)
       IS DISTINCT FROM (NEW.grant_id, NEW.number, NEW.clause, NEW.by_company, NEW.asked_at)
       OR (NEW.organisation_id <> OLD.organisation_id AND (OLD.state = 'CLOSED' OR NEW.organisation_id <>
           (SELECT g.organisation_id FROM grants_grant g WHERE g.id = NEW.grant_id))) THEN
        RAISE EXCEPTION 'a question stands as asked' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

-- The threads of a company's succeeded cases, and those it handed over with words of its own in them.
CREATE FUNCTION succeeded_threads() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp BEGIN ATOMIC
    SELECT q.id FROM grants_question q WHERE q.grant_id IN (SELECT succeeded_cases());
END;
CREATE FUNCTION handed_over_threads() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp BEGIN ATOMIC
    SELECT e.question_id FROM grants_questionentry e WHERE e.organisation_id = own_organisation();
END;
REVOKE ALL ON FUNCTION succeeded_threads, handed_over_threads FROM PUBLIC;
GRANT EXECUTE ON FUNCTION succeeded_threads, handed_over_threads TO fund_recipient, fund_app, fund_auditor;

CREATE POLICY succeeded ON grants_question FOR SELECT TO fund_recipient
    USING (grant_id IN (SELECT succeeded_cases()));
CREATE POLICY handed_over ON grants_question FOR SELECT TO fund_recipient
    USING (id IN (SELECT handed_over_threads()));
CREATE POLICY succeeded ON grants_questionentry FOR SELECT TO fund_recipient
    USING (question_id IN (SELECT succeeded_threads()));

-- The successor reads the application its case rests on, with its files.
CREATE POLICY succeeded ON grants_applicationversion FOR SELECT TO fund_recipient
    USING (grant_id IN (SELECT succeeded_cases()));
CREATE POLICY succeeded ON workflow_evidence FOR SELECT TO fund_recipient
    USING (id IN (SELECT f.evidence_id FROM grants_applicationfile f
                   WHERE f.grant_id IN (SELECT succeeded_cases())));

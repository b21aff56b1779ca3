-- Who may do what. Nobody but the functions writes; the outside door does not post at all.

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA ledger FROM PUBLIC;
GRANT USAGE ON SCHEMA ledger TO fund_migrate, fund_app, fund_recipient, fund_auditor, fund_sealer;
GRANT SELECT ON ALL TABLES IN SCHEMA ledger TO fund_migrate, fund_app, fund_auditor, fund_sealer;
-- Outsiders see the segment's name, its periods, and (below, by row) what concerns them.
GRANT SELECT ON ledger.segment, ledger.fiscal_period, ledger.account, ledger.account_balance,
    ledger.posting TO fund_recipient;
GRANT SELECT (segment_id, seq, event_type, effective_date, recorded_at, period_id, reverses_seq)
    ON ledger.entry TO fund_recipient;

GRANT EXECUTE ON FUNCTION ledger.post, ledger.post_batch, ledger.reverse, ledger.open_sub_account,
    ledger.open_fiscal_year, ledger.close_period, ledger.link_entries TO fund_app;
GRANT EXECUTE ON FUNCTION ledger.open_segment, ledger.open_chart_account, ledger.open_fiscal_year,
    ledger.post, ledger.close_period TO fund_migrate;
GRANT EXECUTE ON FUNCTION ledger.ns, ledger.iso, ledger.micros, ledger.payload_head, ledger.payload_line,
    ledger.entry_text TO fund_migrate, fund_app, fund_auditor, fund_sealer;

-- Rows of the outside door: only what carries the organisation's own id as party.
-- One policy per role: an OR of roles would let one role's setting widen another's view.
DO $rls$
DECLARE t text; own text := '(SELECT nullif(current_setting(''app.organisation'', true), '''')::uuid)';
BEGIN
    FOREACH t IN ARRAY ARRAY['account', 'posting'] LOOP
        EXECUTE format('CREATE POLICY own_rows ON ledger.%I FOR SELECT TO fund_recipient
                        USING (party = %s)', t, own);
    END LOOP;
    EXECUTE 'CREATE POLICY own_rows ON ledger.account_balance FOR SELECT TO fund_recipient USING (
        EXISTS (SELECT FROM ledger.account a WHERE a.segment_id = account_balance.segment_id
                AND a.book = account_balance.book AND a.code = account_balance.code
                AND a.party = ' || own || '))';
    EXECUTE 'CREATE POLICY own_rows ON ledger.entry FOR SELECT TO fund_recipient USING (
        EXISTS (SELECT FROM ledger.posting p WHERE p.segment_id = entry.segment_id
                AND p.seq = entry.seq AND p.party = ' || own || '))';
    FOREACH t IN ARRAY ARRAY['account', 'posting', 'account_balance', 'entry'] LOOP
        EXECUTE format('ALTER TABLE ledger.%I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY inside ON ledger.%I FOR SELECT
                        TO fund_migrate, fund_app, fund_auditor, fund_sealer USING (true)', t);
    END LOOP;
END $rls$;
CREATE INDEX posting_of_party ON ledger.posting (party, segment_id, seq) WHERE party IS NOT NULL;
CREATE INDEX account_of_party ON ledger.account (party) WHERE party IS NOT NULL;

-- The successor reads the balances of its cases, whose accounts name the first recipient.
CREATE POLICY succeeded ON ledger.account FOR SELECT TO fund_recipient
    USING (grant_ref IN (SELECT public.succeeded_cases()));
CREATE POLICY succeeded ON ledger.posting FOR SELECT TO fund_recipient
    USING (grant_ref IN (SELECT public.succeeded_cases()));
CREATE POLICY succeeded ON ledger.account_balance FOR SELECT TO fund_recipient USING (
    EXISTS (SELECT FROM ledger.account a WHERE a.segment_id = account_balance.segment_id
            AND a.book = account_balance.book AND a.code = account_balance.code
            AND a.grant_ref IN (SELECT public.succeeded_cases())));
CREATE POLICY succeeded ON ledger.entry FOR SELECT TO fund_recipient USING (
    EXISTS (SELECT FROM ledger.posting p WHERE p.segment_id = entry.segment_id
            AND p.seq = entry.seq AND p.grant_ref IN (SELECT public.succeeded_cases())));

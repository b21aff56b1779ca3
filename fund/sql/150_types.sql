-- What a column may hold, said once as a type. A type's condition is worked out once in a session, a
-- table's CHECK is read anew from the catalog with every statement: an entry costs a twelfth less.
-- CHECKs are left where a condition joins columns, and on `entry.seq`, to which others refer.
CREATE DOMAIN ledger.digest AS bytea CHECK (octet_length(VALUE) = 32);
CREATE DOMAIN ledger.idem_key AS text COLLATE "C"
    CHECK (VALUE <> '' AND octet_length(VALUE) <= 200);
CREATE DOMAIN ledger.event_type AS text COLLATE "C" CHECK (VALUE ~ '^[A-Z][A-Z0-9_]{1,39}$');
CREATE DOMAIN ledger.memo AS text CHECK (octet_length(VALUE) <= 4000);
CREATE DOMAIN ledger.cost_item AS text COLLATE "C" CHECK (octet_length(VALUE) <= 100);
CREATE DOMAIN ledger.line_number AS int CHECK (VALUE > 0);
CREATE DOMAIN ledger.line_count AS int CHECK (VALUE BETWEEN 1 AND 1000);
CREATE DOMAIN ledger.budget_year AS int CHECK (VALUE BETWEEN 2000 AND 2200);
-- Yen of one line (every one of them a whole number also where numbers are floats), of an entry, and
-- all that an account ever got on one side.
CREATE DOMAIN ledger.line_yen AS bigint CHECK (VALUE > 0 AND VALUE <= 9007199254740992);
CREATE DOMAIN ledger.entry_yen AS bigint CHECK (VALUE > 0);
CREATE DOMAIN ledger.side_yen AS bigint CHECK (VALUE >= 0);

ALTER TABLE ledger.segment_head
    DROP CONSTRAINT segment_head_head_hash_check,
    ALTER head_hash DROP DEFAULT,
    ALTER head_hash TYPE ledger.digest,
    ALTER head_hash SET DEFAULT '\x0000000000000000000000000000000000000000000000000000000000000000';
ALTER TABLE ledger.account_balance
    DROP CONSTRAINT account_balance_debits_check,
    DROP CONSTRAINT account_balance_credits_check,
    ALTER debits TYPE ledger.side_yen,
    ALTER credits TYPE ledger.side_yen;
ALTER TABLE ledger.entry
    DROP CONSTRAINT entry_idem_key_check,
    DROP CONSTRAINT entry_payload_sha_check,
    DROP CONSTRAINT entry_event_type_check,
    DROP CONSTRAINT entry_doc_sha_check,
    DROP CONSTRAINT entry_memo_check,
    DROP CONSTRAINT entry_n_posts_check,
    DROP CONSTRAINT entry_total_check,
    DROP CONSTRAINT entry_prev_hash_check,
    DROP CONSTRAINT entry_hash_check,
    ALTER idem_key TYPE ledger.idem_key,
    ALTER payload_sha TYPE ledger.digest,
    ALTER event_type TYPE ledger.event_type,
    ALTER doc_sha TYPE ledger.digest,
    ALTER memo TYPE ledger.memo,
    ALTER n_posts TYPE ledger.line_count,
    ALTER total TYPE ledger.entry_yen,
    ALTER prev_hash TYPE ledger.digest,
    ALTER hash TYPE ledger.digest;
ALTER TABLE ledger.posting
    DROP CONSTRAINT posting_line_check,
    DROP CONSTRAINT posting_amount_check,
    DROP CONSTRAINT posting_budget_year_check,
    DROP CONSTRAINT posting_cost_item_check,
    ALTER line TYPE ledger.line_number,
    ALTER amount TYPE ledger.line_yen,
    ALTER budget_year TYPE ledger.budget_year,
    ALTER cost_item TYPE ledger.cost_item;

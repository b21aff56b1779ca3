-- The ledger's tables. One posting row has ONE segment and ONE book, a debit account, a credit
-- account and a positive amount: an unbalanced or cross-segment posting cannot be represented.

CREATE TABLE ledger.segment (
    segment_id int PRIMARY KEY CHECK (segment_id > 0),
    code text COLLATE "C" NOT NULL UNIQUE CHECK (code ~ '^[A-Z][A-Z0-9_]{1,29}$'),
    name text NOT NULL CHECK (name <> ''),
    opened_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE ledger.segment IS '勘定: a ring-fenced set of books (区分経理)';

-- The lock row: whoever writes in a segment holds it until the transaction ends.
CREATE TABLE ledger.segment_head (
    segment_id int PRIMARY KEY REFERENCES ledger.segment,
    last_seq bigint NOT NULL DEFAULT 0 CHECK (last_seq >= 0),
    head_hash bytea NOT NULL DEFAULT '\x0000000000000000000000000000000000000000000000000000000000000000'
        CHECK (octet_length(head_hash) = 32),
    last_recorded_at timestamptz NOT NULL DEFAULT '2000-01-01T00:00:00Z'
) WITH (fillfactor = 50);

-- period_id = fiscal year * 100 + n; n = 1..12 for April..March, 13 = 決算整理 (kind 'A').
CREATE TABLE ledger.fiscal_period (
    segment_id int NOT NULL REFERENCES ledger.segment,
    period_id int NOT NULL,
    kind text COLLATE "C" NOT NULL CHECK (kind IN ('M', 'A')),
    starts date NOT NULL,
    ends date NOT NULL,
    status text COLLATE "C" NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'closed')),
    close_seq bigint,
    close_hash bytea CHECK (octet_length(close_hash) = 32),
    closed_at timestamptz,
    closed_by uuid,
    close_approved_by uuid,
    PRIMARY KEY (segment_id, period_id),
    CONSTRAINT period_runs_forward CHECK (starts <= ends),
    CONSTRAINT period_is_of_our_time CHECK (period_id BETWEEN 200001 AND 219913
        AND period_id % 100 BETWEEN 1 AND 13),
    CONSTRAINT period_thirteen_is_adjusting CHECK ((period_id % 100 = 13) = (kind = 'A')),
    CONSTRAINT closed_period_says_how CHECK (
        (status = 'open' AND num_nonnulls(close_seq, close_hash, closed_at, closed_by) = 0)
        OR (status = 'closed' AND num_nulls(close_seq, close_hash, closed_at, closed_by) = 0)),
    CONSTRAINT periods_do_not_overlap EXCLUDE USING gist (
        segment_id WITH =, kind WITH =, daterange(starts, ends, '[]') WITH &&)
);

-- bound: the side on which the balance must stay ('D' debit, 'C' credit, '-' either).
CREATE TABLE ledger.account (
    id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    segment_id int NOT NULL REFERENCES ledger.segment,
    book text COLLATE "C" NOT NULL CHECK (book IN ('P', 'B')),
    code text COLLATE "C" NOT NULL CHECK (code ~ '^[A-Z0-9][A-Za-z0-9:._-]{0,39}$'),
    name text NOT NULL CHECK (name <> ''),
    kind text COLLATE "C" NOT NULL CHECK (kind IN ('A', 'L', 'N', 'R', 'X', 'B')),
    normal_side text COLLATE "C" NOT NULL CHECK (normal_side IN ('D', 'C')),
    bound text COLLATE "C" NOT NULL CHECK (bound IN ('D', 'C', '-')),
    is_group boolean NOT NULL DEFAULT false,
    parent_code text COLLATE "C",
    grant_ref uuid,
    party uuid,
    opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (segment_id, book, code),
    UNIQUE (segment_id, code),
    UNIQUE (segment_id, book, code, bound),
    FOREIGN KEY (segment_id, book, parent_code) REFERENCES ledger.account (segment_id, book, code),
    CONSTRAINT budget_accounts_are_kind_b CHECK ((book = 'B') = (kind = 'B'))
);
CREATE INDEX account_of_grant ON ledger.account (grant_ref) WHERE grant_ref IS NOT NULL;
CREATE INDEX account_of_parent ON ledger.account (segment_id, book, parent_code);

-- bound is copied through the foreign key so that a row CHECK refuses an overdraft by anybody.
CREATE TABLE ledger.account_balance (
    segment_id int NOT NULL,
    book text COLLATE "C" NOT NULL,
    code text COLLATE "C" NOT NULL,
    bound text COLLATE "C" NOT NULL,
    debits bigint NOT NULL DEFAULT 0 CHECK (debits >= 0),
    credits bigint NOT NULL DEFAULT 0 CHECK (credits >= 0),
    last_seq bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (segment_id, book, code),
    FOREIGN KEY (segment_id, book, code, bound)
        REFERENCES ledger.account (segment_id, book, code, bound),
    CONSTRAINT account_within_bound CHECK (
        CASE bound WHEN 'D' THEN debits >= credits WHEN 'C' THEN credits >= debits ELSE true END)
) WITH (fillfactor = 50);

CREATE TABLE ledger.entry (
    segment_id int NOT NULL,
    seq bigint NOT NULL CHECK (seq > 0),
    entry_id uuid NOT NULL UNIQUE,
    idem_key text COLLATE "C" NOT NULL CHECK (idem_key <> '' AND octet_length(idem_key) <= 200),
    payload_sha bytea NOT NULL CHECK (octet_length(payload_sha) = 32),
    event_type text COLLATE "C" NOT NULL CHECK (event_type ~ '^[A-Z][A-Z0-9_]{1,39}$'),
    effective_date date NOT NULL,
    original_date date,
    recorded_at timestamptz NOT NULL,
    period_id int NOT NULL,
    reverses_seq bigint,
    actor uuid NOT NULL,
    approver uuid,
    doc_ref uuid,
    doc_sha bytea CHECK (octet_length(doc_sha) = 32),
    memo text NOT NULL CHECK (octet_length(memo) <= 4000),
    n_posts int NOT NULL CHECK (n_posts BETWEEN 1 AND 1000),
    total bigint NOT NULL CHECK (total > 0),
    hash_version smallint NOT NULL DEFAULT 1,
    prev_hash bytea NOT NULL CHECK (octet_length(prev_hash) = 32),
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    xact xid8 NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (segment_id, seq),
    UNIQUE (idem_key, segment_id),
    UNIQUE (segment_id, reverses_seq),
    FOREIGN KEY (segment_id) REFERENCES ledger.segment,
    FOREIGN KEY (segment_id, period_id) REFERENCES ledger.fiscal_period,
    FOREIGN KEY (segment_id, reverses_seq) REFERENCES ledger.entry,
    CONSTRAINT reversal_follows_its_target CHECK (reverses_seq < seq),
    CONSTRAINT mirrors_are_called_reversal CHECK ((event_type = 'REVERSAL') = (reverses_seq IS NOT NULL)),
    CONSTRAINT original_date_comes_first CHECK (original_date BETWEEN DATE '2000-01-01' AND effective_date),
    CONSTRAINT four_eyes_on_the_entry CHECK (actor <> approver),
    CONSTRAINT document_and_its_hash CHECK ((doc_ref IS NULL) = (doc_sha IS NULL))
);
CREATE INDEX entry_by_effective_date ON ledger.entry (segment_id, effective_date, seq);
CREATE INDEX entry_by_xact ON ledger.entry (xact);

-- dr_after / cr_after: balance (debits − credits, yen) of either account after this line.
CREATE TABLE ledger.posting (
    segment_id int NOT NULL,
    seq bigint NOT NULL,
    line int NOT NULL CHECK (line > 0),
    book text COLLATE "C" NOT NULL,
    dr_account text COLLATE "C" NOT NULL,
    cr_account text COLLATE "C" NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0 AND amount <= 9007199254740992),
    grant_ref uuid,
    budget_year int CHECK (budget_year BETWEEN 2000 AND 2200),
    cost_item text COLLATE "C" CHECK (octet_length(cost_item) <= 100),
    party uuid,
    dr_after bigint NOT NULL,
    cr_after bigint NOT NULL,
    PRIMARY KEY (segment_id, seq, line),
    CONSTRAINT debit_is_not_credit CHECK (dr_account <> cr_account),
    FOREIGN KEY (segment_id, seq) REFERENCES ledger.entry,
    FOREIGN KEY (segment_id, book, dr_account) REFERENCES ledger.account,
    FOREIGN KEY (segment_id, book, cr_account) REFERENCES ledger.account
);
CREATE INDEX posting_of_debit_account ON ledger.posting (segment_id, dr_account, seq, line)
    INCLUDE (amount, dr_after);
CREATE INDEX posting_of_credit_account ON ledger.posting (segment_id, cr_account, seq, line)
    INCLUDE (amount, cr_after);
CREATE INDEX posting_of_grant ON ledger.posting (grant_ref, segment_id, seq)
    WHERE grant_ref IS NOT NULL;

-- Cumulative balances at a month's end as they stood when the month was closed.
CREATE TABLE ledger.period_balance (
    segment_id int NOT NULL,
    period_id int NOT NULL,
    book text COLLATE "C" NOT NULL,
    code text COLLATE "C" NOT NULL,
    debits bigint NOT NULL CHECK (debits >= 0),
    credits bigint NOT NULL CHECK (credits >= 0),
    PRIMARY KEY (segment_id, period_id, book, code),
    FOREIGN KEY (segment_id, period_id) REFERENCES ledger.fiscal_period,
    FOREIGN KEY (segment_id, book, code) REFERENCES ledger.account
);

-- A lawful movement between 勘定 is two entries, one in each, tied here.
CREATE TABLE ledger.intersegment_link (
    segment_a int NOT NULL,
    seq_a bigint NOT NULL,
    segment_b int NOT NULL,
    seq_b bigint NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    linked_by uuid NOT NULL,
    linked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (segment_a, seq_a),
    UNIQUE (segment_b, seq_b),
    FOREIGN KEY (segment_a, seq_a) REFERENCES ledger.entry,
    FOREIGN KEY (segment_b, seq_b) REFERENCES ledger.entry,
    CONSTRAINT link_joins_two_segments CHECK (segment_a < segment_b)
);

CREATE TYPE ledger.receipt AS (
    seq bigint, entry_id uuid, hash bytea, recorded_at timestamptz, replay boolean);

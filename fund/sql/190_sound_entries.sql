-- What each entry paid for: a CHECK is read anew from the catalog with every statement, as long as it is.
-- So those of an entry name one function, and a balance's bound is a number instead of a letter.
DROP FUNCTION IF EXISTS ledger.refuse_overdraft(int, text, text, text, bigint);

-- What the columns of an entry must be to each other. A CHECK asks it of every row, also of those that
-- are there when it is added; `verify` compares this text with the one installed.
CREATE FUNCTION ledger.is_sound(e ledger.entry) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF e.original_date > e.effective_date THEN
        RAISE EXCEPTION 'entry %: the original date comes first', e.seq
            USING ERRCODE = 'check_violation', CONSTRAINT = 'original_date_comes_first';
    END IF;
    RETURN e.seq > 0
       AND (e.original_date IS NULL OR e.original_date >= DATE '2000-01-01')
       AND (e.reverses_seq IS NULL OR e.reverses_seq < e.seq)
       AND (e.event_type = 'REVERSAL') = (e.reverses_seq IS NOT NULL)
       AND (e.approver IS NULL OR e.approver <> e.actor)
       AND (e.doc_ref IS NULL) = (e.doc_sha IS NULL);
END $$;
REVOKE ALL ON FUNCTION ledger.is_sound FROM PUBLIC;
ALTER TABLE ledger.entry
    DROP CONSTRAINT entry_seq_check,
    DROP CONSTRAINT reversal_follows_its_target,
    DROP CONSTRAINT mirrors_are_called_reversal,
    DROP CONSTRAINT original_date_comes_first,
    DROP CONSTRAINT four_eyes_on_the_entry,
    DROP CONSTRAINT document_and_its_hash,
    ADD CONSTRAINT entry_is_sound CHECK (ledger.is_sound(entry));

-- How many entries a 勘定 has.
CREATE DOMAIN ledger.entry_count AS bigint CHECK (VALUE >= 0);
ALTER TABLE ledger.segment_head
    DROP CONSTRAINT segment_head_last_seq_check,
    ALTER last_seq TYPE ledger.entry_count;

-- bound_sign: 1 where the balance (debits − credits) may not fall below zero, −1 where it may not pass
-- above, 0 where it may do either. The foreign key keeps the balance's copy equal to the account's.
ALTER TABLE ledger.account
    ADD bound_sign smallint NOT NULL
        GENERATED ALWAYS AS (CASE bound WHEN 'D' THEN 1 WHEN 'C' THEN -1 ELSE 0 END) STORED,
    ADD UNIQUE (segment_id, book, code, bound_sign);
ALTER TABLE ledger.account_balance
    DROP CONSTRAINT account_within_bound,
    DROP CONSTRAINT account_balance_segment_id_book_code_bound_fkey,
    ALTER bound TYPE smallint USING CASE bound WHEN 'D' THEN 1 WHEN 'C' THEN -1 ELSE 0 END;
ALTER TABLE ledger.account_balance RENAME bound TO bound_sign;
ALTER TABLE ledger.account_balance
    ADD FOREIGN KEY (segment_id, book, code, bound_sign)
        REFERENCES ledger.account (segment_id, book, code, bound_sign),
    ADD CONSTRAINT account_within_bound CHECK (bound_sign * (debits - credits) >= 0);
ALTER TABLE ledger.account DROP CONSTRAINT account_segment_id_book_code_bound_key;

-- Who sees its own lines alone asks for them by case, and finds them by the case's index.
DROP INDEX ledger.posting_of_party;

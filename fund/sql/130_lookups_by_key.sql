-- While tables are small every index costs the same, and a plan made then may look a key up in the wrong
-- one: foreign keys read a whole 勘定's accounts with each line. So no other index serves what a key serves:
-- these do only for questions that name a parent or a date.
DROP INDEX ledger.account_of_parent;
CREATE INDEX account_of_parent ON ledger.account (segment_id, book, parent_code)
    WHERE parent_code IS NOT NULL;
DROP INDEX ledger.entry_by_effective_date;
CREATE INDEX entry_by_effective_date ON ledger.entry (segment_id, effective_date, seq)
    WHERE effective_date IS NOT NULL;
ALTER TABLE ledger.entry DROP CONSTRAINT entry_segment_id_reverses_seq_key,
    ADD CONSTRAINT entry_is_reversed_once UNIQUE (reverses_seq, segment_id);

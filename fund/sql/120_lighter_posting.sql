-- What each posting paid for and nobody needed. The period's foreign key names the segment too, both
-- columns are NOT NULL, and a period's segment is a segment; entries have gapless numbers of their
-- own, so nothing looks for them by transaction.
ALTER TABLE ledger.entry DROP CONSTRAINT entry_segment_id_fkey;
DROP INDEX ledger.entry_by_xact;
DROP FUNCTION IF EXISTS ledger.is_list(anyarray, int);

-- The planner judges a 勘定 by the rows it saw when it last looked. One opened since counts as empty, and
-- what is thought to be empty is joined by reading all of its lines with each entry: closing its first
-- months took minutes. Without statistics of this column every 勘定 counts as a two-hundredth of the table.
ALTER TABLE ledger.entry ALTER COLUMN segment_id SET STATISTICS 0;
ALTER TABLE ledger.posting ALTER COLUMN segment_id SET STATISTICS 0;
SELECT pg_clear_attribute_stats('ledger', 'entry', 'segment_id', false),
       pg_clear_attribute_stats('ledger', 'posting', 'segment_id', false);

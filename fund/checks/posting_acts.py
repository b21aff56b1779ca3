"""Acts and entries, each way: who posts always has an entry, and an event is posted by its own."""

from collections.abc import Iterable, Mapping, Sequence

from fund.checks.registry import Books, Finding


def both_ways(
    books: Books, posted_by: Mapping[str, Sequence[str]], always: Sequence[str]
) -> Iterable[Finding]:
    """posted_by: for each event the acts that may post it. always: acts that never end without."""
    pairs = [(event, act) for event, acts in posted_by.items() for act in acts]
    return books.find(
        """
        WITH own AS (SELECT unnest(%(events)s::text[]) AS event, unnest(%(acts)s::text[]) AS act),
        posted AS (
            SELECT e.segment_id, e.seq, e.event_type, r.act
              FROM ledger.entry e JOIN workflow_actrecord r
                ON r.key = split_part(e.idem_key, '#', 1)
             WHERE e.segment_id = ANY(%(segments)s))
        SELECT segment_id, seq, NULL, event_type || ' was posted by ' || act
          FROM posted p WHERE event_type IN (SELECT event FROM own)
           AND (event_type, act) NOT IN (SELECT event, act FROM own)
         UNION ALL
        SELECT NULL, NULL, NULL, r.act || ' ' || r.key || ' has no entry'
          FROM workflow_actrecord r
         WHERE r.act = ANY(%(always)s) AND strpos(r.key, '#') = 0 AND NOT EXISTS (
               SELECT FROM ledger.segment s JOIN ledger.entry e ON e.segment_id = s.segment_id
                  AND (e.idem_key = r.key
                       OR e.idem_key > r.key || '#' AND e.idem_key < r.key || '$'))
         ORDER BY 1, 2, 4
        """,
        events=[event for event, _ in pairs],
        acts=[act for _, act in pairs],
        always=list(always),
    )

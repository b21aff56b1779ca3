"""Entries and acts: each entry was posted by an act, rests on its document, pays by two people."""

from collections.abc import Iterable

from fund.books import SEGMENTS
from fund.checks.registry import Books, Finding, invariant

# 勘定 kept by acts: those set up by law, and any other as soon as an act has posted in it.
KEPT = """
WITH kept AS (
    SELECT s.segment_id FROM ledger.segment s
     WHERE s.segment_id = ANY(%(segments)s) AND (s.code = ANY(%(lawful)s) OR EXISTS (
           SELECT FROM ledger.entry e JOIN workflow_actrecord r
               ON r.key = split_part(e.idem_key, '#', 1) WHERE e.segment_id = s.segment_id)))
"""
LAWFUL = [code for _, code, _ in SEGMENTS]


@invariant("仕訳はいずれも手続の記録に基づく")
def every_entry_has_its_act(books: Books) -> Iterable[Finding]:
    """An entry's key is that of an act's record, or a part of it, and the act's actor signed it."""
    return _find_kept(
        books,
        """
        SELECT e.segment_id, e.seq, NULL, CASE WHEN r.id IS NULL THEN 'no act posted it'
               ELSE 'the act ' || r.act || ' was not done by who signed the entry' END
          FROM ledger.entry e JOIN kept USING (segment_id)
          LEFT JOIN workflow_actrecord r ON r.key = split_part(e.idem_key, '#', 1)
         WHERE r.id IS NULL OR r.actor_id NOT IN (e.actor, coalesce(e.approver, e.actor))
         ORDER BY 1, 2
        """,
    )


@invariant("基金造成の記録と仕訳は一対一である")
def endowments_are_booked(books: Books) -> Iterable[Finding]:
    """Every endowment received stands in the books once with its amount, and none besides."""
    return _find_kept(
        books,
        """
        , noticed AS (
            SELECT e.segment, e.amount_yen, r.key FROM fund_endowment e JOIN workflow_actrecord r
                ON r.subject_type = 'fund.endowment' AND r.subject_id = e.id
               AND r.act = 'endow_fund'
             WHERE e.segment = ANY(%(segments)s)),
        booked AS (
            SELECT e.segment_id, e.seq, e.idem_key, sum(p.amount)::bigint AS yen
              FROM ledger.entry e JOIN kept USING (segment_id)
              JOIN ledger.posting p USING (segment_id, seq)
             WHERE e.event_type = 'ENDOWMENT' AND p.book = 'P' GROUP BY 1, 2, 3)
        SELECT coalesce(b.segment_id, n.segment), b.seq, NULL, 'received '
               || coalesce(n.amount_yen, 0) || ', booked ' || coalesce(b.yen, 0)
          FROM noticed n FULL JOIN booked b ON (b.segment_id, b.idem_key) = (n.segment, n.key)
         WHERE n.amount_yen IS DISTINCT FROM b.yen ORDER BY 1, 2
        """,
    )


@invariant("証憑は保存された文書とハッシュまで一致する")
def entries_rest_on_their_documents(books: Books) -> Iterable[Finding]:
    """The document an entry names is a draft or a stored file, with the very hash it says."""
    return _find_kept(
        books,
        """
        SELECT e.segment_id, e.seq, NULL, 'document ' || e.doc_ref || CASE
                   WHEN num_nonnulls(d.id, v.id) = 0 THEN ' is nowhere kept'
                   ELSE ' has another hash' END
          FROM ledger.entry e JOIN kept USING (segment_id)
          LEFT JOIN workflow_draft d ON d.id = e.doc_ref
          LEFT JOIN workflow_evidence v ON v.id = e.doc_ref
         WHERE e.doc_ref IS NOT NULL
           AND e.doc_sha IS DISTINCT FROM coalesce(d.content_sha, v.sha256)
         ORDER BY 1, 2
        """,
    )


@invariant("起案に基づく仕訳の起案は全ての段階で承認されている")
def entries_rest_on_approved_drafts(books: Books) -> Iterable[Finding]:
    """A draft an entry names is approved as fund/README defines it, by all that is on record.

    How many stages its approvals say there are must be how many its route has.
    """
    return _find_kept(
        books,
        """
        , approved AS (
            SELECT d.id FROM workflow_draft d
             CROSS JOIN LATERAL (SELECT jsonb_array_length(d.stages)) route(length)
              JOIN workflow_approval a ON a.draft_id = d.id
              LEFT JOIN workflow_approvallapse l ON l.approval_id = a.id AND NOT l.after_effect
             GROUP BY d.id, length
            HAVING bool_and(a.content_sha = d.content_sha AND a.stage BETWEEN 1 AND length
                            AND coalesce(a.stage_count, length) = length)
               AND CASE WHEN count(a.stage_count) = 0
                   THEN (array_agg(a.outcome ORDER BY a.decided_at DESC, a.id DESC))[1] = 'approved'
                   ELSE count(*) FILTER (WHERE l.id IS NULL AND a.outcome <> 'approved') = 0
                    AND count(DISTINCT a.stage) FILTER (WHERE l.id IS NULL) = length END)
        SELECT e.segment_id, e.seq, NULL, 'draft ' || e.doc_ref || ' is not approved at every stage'
          FROM ledger.entry e JOIN kept USING (segment_id)
          JOIN workflow_draft d ON d.id = e.doc_ref
         WHERE d.id NOT IN (SELECT id FROM approved) ORDER BY 1, 2
        """,
    )


@invariant("専用口座からの支払は二人の署名と証憑による")
def money_leaves_by_two_people(books: Books) -> Iterable[Finding]:
    """What pays out of 1101 names a document and an approver who is not the actor."""
    return _find_kept(
        books,
        """
        SELECT e.segment_id, e.seq, '1101', e.event_type || ': '
               || CASE WHEN e.doc_ref IS NULL THEN 'no document' ELSE 'no second person' END
          FROM ledger.posting p JOIN kept USING (segment_id)
          JOIN ledger.entry e USING (segment_id, seq)
         WHERE p.cr_account = '1101' AND e.reverses_seq IS NULL
           AND (e.doc_ref IS NULL OR (e.actor <> e.approver) IS NOT TRUE)
         ORDER BY 1, 2
        """,
    )


def _find_kept(books: Books, sql: str) -> Iterable[Finding]:
    return books.find(KEPT + sql, lawful=LAWFUL)

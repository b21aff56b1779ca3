"""Entries: numbered without gap, whole, in order of time, signed by two, mirrored exactly."""

from collections.abc import Iterable

from fund.checks.registry import Books, Finding, invariant


@invariant("仕訳番号は1から欠番なく続く")
def entry_numbers_are_gapless(books: Books) -> Iterable[Finding]:
    """Numbers of a segment run 1, 2, 3, … to the head's."""
    return books.find(
        """
        SELECT segment_id, seq, NULL, 'the number before it is ' || before
          FROM (SELECT segment_id, seq, lag(seq, 1, 0::bigint) OVER (
                       PARTITION BY segment_id ORDER BY seq) AS before
                  FROM ledger.entry WHERE segment_id = ANY(%(segments)s)) numbered
         WHERE seq <> before + 1 ORDER BY segment_id, seq
        """
    )


@invariant("勘定の先頭は最新の仕訳を指す")
def head_is_the_newest_entry(books: Books) -> Iterable[Finding]:
    """The head carries the newest entry's number, hash and time; of empty books zeros."""
    return books.find(
        """
        SELECT h.segment_id, h.last_seq, NULL, 'the head is not the newest entry ('
               || coalesce(e.seq, 0) || ')'
          FROM ledger.segment_head h LEFT JOIN LATERAL (
               SELECT seq, hash, recorded_at FROM ledger.entry e
                WHERE e.segment_id = h.segment_id ORDER BY seq DESC LIMIT 1) e ON true
         WHERE h.segment_id = ANY(%(segments)s)
           AND ((h.last_seq, h.head_hash) IS DISTINCT FROM
                (coalesce(e.seq, 0), coalesce(e.hash, decode(repeat('00', 32), 'hex')))
                OR h.last_recorded_at <> e.recorded_at)
         UNION ALL
        SELECT s.segment_id, NULL, NULL, 'the segment has no head'
          FROM ledger.segment s WHERE s.segment_id = ANY(%(segments)s)
           AND NOT EXISTS (SELECT FROM ledger.segment_head h WHERE h.segment_id = s.segment_id)
         ORDER BY 1
        """
    )


@invariant("各仕訳は直前の仕訳のハッシュを引き継ぐ")
def each_entry_links_to_the_one_before(books: Books) -> Iterable[Finding]:
    """prev_hash is the hash of the entry before; of the first entry 32 zero bytes."""
    return books.find(
        """
        SELECT segment_id, seq, NULL, 'prev_hash is not the hash of the entry before'
          FROM (SELECT segment_id, seq, prev_hash, lag(hash, 1, decode(repeat('00', 32), 'hex'))
                       OVER (PARTITION BY segment_id ORDER BY seq) AS before
                  FROM ledger.entry WHERE segment_id = ANY(%(segments)s)) linked
         WHERE prev_hash <> before ORDER BY segment_id, seq
        """
    )


@invariant("記帳時刻は番号の順に進み、未来ではない")
def recorded_times_increase(books: Books) -> Iterable[Finding]:
    """recorded_at grows strictly with the number and is never later than now."""
    return books.find(
        """
        SELECT segment_id, seq, NULL, 'recorded at ' || recorded_at
          FROM (SELECT segment_id, seq, recorded_at, lag(recorded_at) OVER (
                       PARTITION BY segment_id ORDER BY seq) AS before
                  FROM ledger.entry WHERE segment_id = ANY(%(segments)s)) timed
         WHERE recorded_at <= before OR recorded_at > clock_timestamp()
         ORDER BY segment_id, seq
        """
    )


@invariant("明細は1から欠けず、件数と合計が仕訳と一致する")
def lines_are_complete(books: Books) -> Iterable[Finding]:
    """Lines run 1 to n_posts and add up to the entry's total; no line lacks its entry."""
    return books.find(
        """
        SELECT coalesce(e.segment_id, p.segment_id), coalesce(e.seq, p.seq), NULL,
               CASE WHEN e.seq IS NULL THEN 'lines without an entry'
                    ELSE coalesce(p.lines, 0) || ' lines of ' || coalesce(p.yen, 0)
                         || ' yen stand for ' || e.n_posts || ' of ' || e.total END
          FROM (SELECT segment_id, seq, n_posts, total FROM ledger.entry
                 WHERE segment_id = ANY(%(segments)s)) e
          FULL JOIN (SELECT segment_id, seq, count(*) AS lines, min(line) AS first,
                            max(line) AS last, sum(amount) AS yen
                       FROM ledger.posting WHERE segment_id = ANY(%(segments)s)
                      GROUP BY segment_id, seq) p USING (segment_id, seq)
         WHERE (e.n_posts, e.n_posts, e.total::numeric, 1) IS DISTINCT FROM
               (p.lines::int, p.last, p.yen, p.first)
         ORDER BY 1, 2
        """
    )


@invariant("金額は正の円の整数で、借方と貸方は別の科目である")
def amounts_are_whole_positive_yen(books: Books) -> Iterable[Finding]:
    """0 < amount ≤ 2^53, and an account is not posted against itself."""
    return books.find(
        """
        SELECT segment_id, seq, dr_account, 'line ' || line || ': ' || amount || ' yen against '
               || cr_account
          FROM ledger.posting
         WHERE segment_id = ANY(%(segments)s)
           AND (amount NOT BETWEEN 1 AND 9007199254740992 OR dr_account = cr_account)
         ORDER BY segment_id, seq, line
        """
    )


@invariant("記帳番号（冪等キー）は一度しか使われない")
def keys_are_used_once(books: Books) -> Iterable[Finding]:
    """No key, and no entry id, names two entries."""
    return books.find(
        """
        SELECT segment_id, max(seq), NULL, 'key ' || idem_key || ' names ' || count(*) || ' entries'
          FROM ledger.entry WHERE segment_id = ANY(%(segments)s)
         GROUP BY segment_id, idem_key HAVING count(*) > 1
         UNION ALL
        SELECT min(segment_id), max(seq), NULL,
               'id ' || entry_id || ' names ' || count(*) || ' entries'
          FROM ledger.entry WHERE segment_id = ANY(%(segments)s)
         GROUP BY entry_id HAVING count(*) > 1
         ORDER BY 1, 2
        """
    )


@invariant("起票者と承認者は別人で、証憑はハッシュを伴う")
def two_people_sign_and_documents_carry_hashes(books: Books) -> Iterable[Finding]:
    """Where an entry names an approver it is not the actor; a document stands with its hash."""
    return books.find(
        """
        SELECT segment_id, seq, NULL, CASE WHEN actor = approver THEN 'actor and approver are one'
               ELSE 'a document without its hash, or a hash without its document' END
          FROM ledger.entry WHERE segment_id = ANY(%(segments)s)
           AND (actor = approver OR (doc_ref IS NULL) <> (doc_sha IS NULL))
         ORDER BY segment_id, seq
        """
    )


@invariant("取消仕訳は元の仕訳を一行ずつ貸借逆に写す")
def reversals_mirror_their_targets(books: Books) -> Iterable[Finding]:
    """A mirror has its target's lines in reverse order, sides exchanged, its date as original."""
    return books.find(
        """
        WITH mirror AS (
            SELECT r.segment_id, r.seq, r.n_posts, t.seq AS target, t.n_posts AS target_lines,
                   r.reverses_seq, r.event_type, r.original_date, t.effective_date,
                   t.reverses_seq AS target_reverses
              FROM ledger.entry r LEFT JOIN ledger.entry t
                ON t.segment_id = r.segment_id AND t.seq = r.reverses_seq
             WHERE r.segment_id = ANY(%(segments)s)
               AND (r.reverses_seq IS NOT NULL OR r.event_type = 'REVERSAL'))
        SELECT segment_id, seq, NULL, 'it mirrors no entry, or a mirror, or not the whole' AS what
          FROM mirror WHERE target IS NULL OR target >= seq OR target_reverses IS NOT NULL
            OR n_posts <> target_lines OR event_type <> 'REVERSAL'
            OR original_date IS DISTINCT FROM effective_date
         UNION ALL
        SELECT segment_id, max(seq), NULL, 'entry ' || target || ' is mirrored twice'
          FROM mirror WHERE target IS NOT NULL GROUP BY segment_id, target HAVING count(*) > 1
         UNION ALL
        SELECT m.segment_id, m.seq, NULL, 'line ' || p.line || ' does not mirror entry ' || m.target
          FROM mirror m JOIN ledger.posting p ON p.segment_id = m.segment_id AND p.seq = m.seq
          LEFT JOIN ledger.posting t ON t.segment_id = m.segment_id AND t.seq = m.target
               AND t.line = m.target_lines + 1 - p.line
         WHERE (p.book, p.dr_account, p.cr_account, p.amount, p.grant_ref, p.budget_year,
                p.cost_item, p.party) IS DISTINCT FROM
               (t.book, t.cr_account, t.dr_account, t.amount, t.grant_ref, t.budget_year,
                t.cost_item, t.party)
         ORDER BY 1, 2
        """
    )


@invariant("勘定間の移動は同額の二仕訳で、他勘定科目が相殺する")
def links_between_segments_net_to_zero(books: Books) -> Iterable[Finding]:
    """Both entries of a link carry its amount; 1141, 2302 and 2303 cancel out between them."""
    return books.find(
        """
        WITH side AS (
            SELECT segment_a, seq_a, amount, segment_a AS segment_id, seq_a AS seq
              FROM ledger.intersegment_link
             UNION ALL SELECT segment_a, seq_a, amount, segment_b, seq_b
              FROM ledger.intersegment_link),
        figured AS (
            SELECT s.*, e.total, (
                   SELECT coalesce(sum(p.amount * (
                              (p.dr_account IN ('1141', '2302', '2303'))::int
                              - (p.cr_account IN ('1141', '2302', '2303'))::int)), 0)
                     FROM ledger.posting p
                    WHERE p.segment_id = s.segment_id AND p.seq = s.seq) AS net
              FROM side s LEFT JOIN ledger.entry e USING (segment_id, seq))
        SELECT segment_a, seq_a, NULL, 'linked entries differ in amount or do not cancel out'
          FROM figured GROUP BY segment_a, seq_a
        HAVING (count(total) <> 2 OR min(total) <> min(amount) OR max(total) <> max(amount)
                OR sum(net) <> 0) AND bool_or(segment_id = ANY(%(segments)s))
         UNION ALL
        SELECT segment_id, seq, NULL, 'one entry stands in two links'
          FROM side WHERE segment_id = ANY(%(segments)s)
         GROUP BY segment_id, seq HAVING count(*) > 1
         ORDER BY 1, 2
        """
    )

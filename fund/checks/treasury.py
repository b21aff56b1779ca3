"""What the fund places, earns and owes other 勘定: the ledger and the records agree.

`endowed` are the 勘定 that hold a fund; books without one are not judged by these.
"""

from collections.abc import Iterable

from fund.books import SEGMENTS
from fund.chart import BETWEEN_SEGMENTS, PLACEMENTS
from fund.checks.posting_acts import both_ways
from fund.checks.registry import Books, Finding, invariant


@invariant("他勘定との仕訳は必ず相手勘定の仕訳と対になる")
def entries_between_segments_are_linked(books: Books) -> Iterable[Finding]:
    """Whatever moves 1141, 2302 or 2303 stands in a link: no debt without its claim."""
    return books.find_legs(
        """
        SELECT DISTINCT l.segment_id, l.seq, l.code, 'no entry of another segment answers it'
          FROM legs l JOIN ledger.segment s USING (segment_id)
         WHERE l.code = ANY(%(between)s) AND (s.code = ANY(%(lawful)s) OR EXISTS (
               SELECT FROM fund_endowment f WHERE f.segment = l.segment_id))
           AND NOT EXISTS (SELECT FROM ledger.intersegment_link k WHERE (l.segment_id, l.seq)
                   IN ((k.segment_a, k.seq_a), (k.segment_b, k.seq_b)))
         ORDER BY 1, 2
        """,
        between=list(BETWEEN_SEGMENTS),
        lawful=[code for _, code, _ in SEGMENTS],
    )


@invariant("基金の資産−負債は、まだ組み入れていない運用益に等しい")
def fund_shows_no_profit(books: Books) -> Iterable[Finding]:
    """Revenue less expense is income not yet added (推進法34条3項); never more is added."""
    return books.find_legs(
        """
        , endowed AS (
            SELECT DISTINCT segment AS segment_id FROM fund_endowment
             WHERE segment = ANY(%(segments)s))
        , added AS (
            SELECT segment_id, coalesce(sum(CASE WHEN cr_account = '2152' THEN amount
                                                 ELSE -amount END), 0) AS yen
              FROM ledger.posting WHERE segment_id = ANY(%(segments)s)
               AND (dr_account, cr_account) IN (('5401', '2152'), ('2152', '5401'))
             GROUP BY segment_id),
        figures AS (
            SELECT l.segment_id, coalesce(sum(l.credit - l.debit), 0) AS result,
                   coalesce(sum(l.credit - l.debit) FILTER (WHERE l.code IN ('4201', '4202')), 0)
                   - coalesce((SELECT yen FROM added d WHERE d.segment_id = l.segment_id), 0)
                   AS to_add
              FROM legs l JOIN endowed USING (segment_id)
              JOIN ledger.account a USING (segment_id, book, code)
             WHERE a.kind IN ('R', 'X', 'N') GROUP BY l.segment_id)
        SELECT segment_id, NULL::bigint, '3001', 'the result is ' || result
               || ', income still to be added ' || to_add
          FROM figures WHERE result <> to_add OR to_add < 0 ORDER BY 1
        """
    )


@invariant("運用の帳簿価額は、保有している運用ごとの額の合計である")
def holdings_stand_in_the_ledger(books: Books) -> Iterable[Finding]:
    """Every line on a placement's account names a placement; each stands between price and face.

    What is not settled, or matured and was paid back, stands at nothing.
    """
    return books.find_legs(
        """
        , endowed AS (
            SELECT DISTINCT segment AS segment_id FROM fund_endowment
             WHERE segment = ANY(%(segments)s))
        , held AS (
            SELECT l.segment_id, p.cost_item AS number, max(l.seq) AS seq,
                   sum(l.debit - l.credit) AS yen
              FROM legs l JOIN endowed USING (segment_id)
              JOIN ledger.posting p USING (segment_id, seq, line)
             WHERE l.code = ANY(%(placements)s) GROUP BY 1, 2)
        SELECT coalesce(h.segment_id, f.segment), h.seq, NULL::text,
               coalesce(h.number, f.number, 'no placement') || ' stands at ' || coalesce(h.yen, 0)
          FROM held h FULL JOIN (
               SELECT q.*, settled_on IS NOT NULL AND redeemed_on IS NULL AS is_held
                 FROM fund_placement q WHERE segment = ANY(%(segments)s)) f
            ON (f.segment, f.number) = (h.segment_id, h.number)
         WHERE f.number IS NULL
            OR CASE WHEN f.is_held THEN coalesce(h.yen, 0) NOT BETWEEN
                         least(f.price_yen, f.face_yen) AND greatest(f.price_yen, f.face_yen)
                    ELSE coalesce(h.yen, 0) <> 0 END
         ORDER BY 1, 2
        """,
        placements=list(PLACEMENTS),
    )


@invariant("仮受金と誤入金の残高は、整理していない入金の合計である")
def money_astray_is_on_record(books: Books) -> Iterable[Finding]:
    """2301, 2302 and 1141 of a fund are exactly the receipts not cleared yet, 2301 not taken.

    In 1141 stands besides what comes back of an allocation that was lowered.
    """
    return books.find_legs(
        """
        , endowed AS (
            SELECT DISTINCT segment AS segment_id FROM fund_endowment
             WHERE segment = ANY(%(segments)s))
        , astray AS (
            SELECT segment, code, amount_yen
              FROM fund_strayreceipt CROSS JOIN LATERAL (VALUES
                   ('2301', kind = 'UNKNOWN' OR kind = 'ELSEWHERE' AND account = '2301'
                            AND taken_by_id IS NULL),
                   ('2302', kind = 'OF_OTHERS'), ('1141', kind = 'ELSEWHERE')) AS at (code, stands)
             WHERE cleared_on IS NULL AND stands
             UNION ALL SELECT segment, '1141', amount_yen FROM fund_voucher
             WHERE kind = 'ALLOCATION_LOWERED' AND approved_on IS NOT NULL
               AND withdrawn_on IS NULL AND settled_on IS NULL),
        wanted AS (
            SELECT segment AS segment_id, code, sum(amount_yen) AS yen FROM astray GROUP BY 1, 2),
        found AS (
            SELECT segment_id, code, max(seq) AS seq, abs(sum(credit - debit)) AS yen
              FROM legs WHERE code IN ('2301', '2302', '1141') GROUP BY 1, 2)
        SELECT segment_id, f.seq, code, 'stands at ' || coalesce(f.yen, 0)
               || ', receipts add up to ' || coalesce(w.yen, 0)
          FROM found f FULL JOIN wanted w USING (segment_id, code)
          JOIN endowed USING (segment_id)
         WHERE coalesce(f.yen, 0) <> coalesce(w.yen, 0) ORDER BY 1, 2
        """
    )


@invariant("案件が収納した仮受金は全額が仮受金から出て、未着の間は予算に入らない")
def money_taken_waits_until_it_is_here(books: Books) -> Iterable[Finding]:
    """The act that took a receipt took all of it out of 2301.

    What lies in another 勘定's account adds nothing to B200 by that act; its transfer adds what was
    held back.
    """
    return books.find(
        """
        WITH booked AS (
            SELECT s.id, s.is_taking, seq, dr_account, cr_account, amount
              FROM (SELECT r.id, r.segment, a.key, true AS is_taking
                      FROM fund_strayreceipt r JOIN workflow_actrecord a ON a.id = r.taken_by_id
                    UNION ALL
                    SELECT v.receipt_id, v.segment, a.key, false
                      FROM fund_voucher v JOIN workflow_actrecord a ON a.act = 'settle_voucher'
                       AND a.subject_id = v.id WHERE v.receipt_id IS NOT NULL) s
              JOIN ledger.entry e ON e.segment_id = s.segment AND (e.idem_key = s.key
                   OR e.idem_key > s.key || '#' AND e.idem_key < s.key || '$')
              JOIN ledger.posting p USING (segment_id, seq)),
        sums AS (
            SELECT id, max(seq) AS seq,
                   sum(amount) FILTER (WHERE is_taking AND dr_account = '2301') AS taken,
                   sum(amount) FILTER (WHERE is_taking AND cr_account = 'B200') AS added,
                   sum(amount) FILTER (WHERE is_taking AND dr_account = 'B200') AS held,
                   sum(amount) FILTER (WHERE NOT is_taking AND cr_account = 'B200') AS given
              FROM booked GROUP BY id),
        figures AS (
            SELECT segment, kind, bank_reference, amount_yen, cleared_on, seq,
                   coalesce(taken, 0) AS taken, coalesce(added, 0) AS added,
                   coalesce(held, 0) AS held, coalesce(given, 0) AS given
              FROM fund_strayreceipt LEFT JOIN sums USING (id)
             WHERE taken_by_id IS NOT NULL AND segment = ANY(%(segments)s))
        SELECT segment, seq, '2301', bank_reference || ': taken ' || taken || ' of ' || amount_yen
               || ', B200 + ' || added || ' − ' || held || ' + ' || given
          FROM figures WHERE taken <> amount_yen
            OR held <> CASE kind WHEN 'ELSEWHERE' THEN added ELSE 0 END
            OR given <> CASE WHEN cleared_on IS NULL THEN 0 ELSE held END
         ORDER BY 1, 2
        """
    )


@invariant("配賦の訂正は支払済みの配賦のものであり、その額を零未満にしない")
def corrected_shares_are_never_negative(books: Books) -> Iterable[Finding]:
    """A paid allocation stands at its own sum, with each correction that was not undone."""
    return books.find(
        """
        WITH correction AS (
            SELECT corrects_id, segment, CASE kind WHEN 'ALLOCATION_RAISED' THEN amount_yen
                                         ELSE -amount_yen END AS yen
              FROM fund_voucher WHERE corrects_id IS NOT NULL AND returned_on IS NULL
               AND withdrawn_on IS NULL AND segment = ANY(%(segments)s)),
        corrected AS (
            SELECT c.segment, v.number, v.amount_yen + sum(c.yen) AS yen, v.kind = 'ALLOCATION'
                   AND v.settled_on IS NOT NULL AND v.segment = c.segment AS is_paid
              FROM correction c JOIN fund_voucher v ON v.id = c.corrects_id
             GROUP BY c.segment, v.id)
        SELECT segment, NULL::bigint, '5202', number || CASE WHEN is_paid
               THEN ' stands at ' || yen ELSE ' is no paid allocation' END
          FROM corrected WHERE yen < 0 OR NOT is_paid ORDER BY 1, 4
        """
    )


@invariant("取り止めた伝票の仕訳は、すべて取り消されている")
def withdrawn_vouchers_are_mirrored(books: Books) -> Iterable[Finding]:
    """Of a voucher that will not be paid, nothing that its approval booked stands."""
    return books.find(
        """
        SELECT e.segment_id, e.seq, NULL, v.number || ' was withdrawn, its entry stands'
          FROM fund_voucher v
          JOIN workflow_actrecord r ON r.act = %(approval)s AND r.subject_id = v.id
          JOIN ledger.segment s ON s.segment_id = ANY(%(segments)s)
          JOIN ledger.entry e ON e.segment_id = s.segment_id
           AND (e.idem_key = r.key OR e.idem_key > r.key || '#' AND e.idem_key < r.key || '$')
         WHERE v.withdrawn_on IS NOT NULL AND NOT EXISTS (
               SELECT FROM ledger.entry m
                WHERE (m.segment_id, m.reverses_seq) = (e.segment_id, e.seq))
         ORDER BY 1, 2
        """,
        approval=BY_APPROVAL,
    )


# What only these acts post; the right entry of a correction is of the wrong one's kind.
POSTED_BY = {
    "PLACEMENT": ("settle_placement",),
    "INTEREST_RECEIVED": ("receive_interest",),
    "ACCOUNT_INTEREST": ("receive_account_interest",),
    "HOLDING_VALUED": ("value_holdings",),
    "REDEMPTION": ("redeem_placement",),
    "INCOME_ADDED": ("add_income",),
    "ADMIN_COST": (),
    "COST_ALLOCATED": (),
    "COST_FUNDED": (),
    "COST_LOWERED": (),
    "COST_RELEASED": ("settle_voucher",),
    "COST_CAME_BACK": ("settle_voucher",),
    "UNKNOWN_CLEARED": (),
    "STRAY_CORRECTED": (),
    "STRAY_REBUDGETED": (),
    "TREASURY_RETURN": (),
    "ALLOWANCE": (),
    "ALLOWANCE_RELEASED": (),
    "WRITTEN_OFF": (),
    "WITHIN_A_YEAR": (),
    "ADMIN_COST_PAID": ("settle_voucher",),
    "SEGMENT_PAID": ("settle_voucher",),
    "SEGMENT_RECEIVED": ("settle_voucher",),
    "UNKNOWN_RETURNED": ("settle_voucher",),
    "RETURN_ARRIVED": ("settle_voucher",),
    "TREASURY_PAID": ("settle_voucher",),
    "UNKNOWN_RECEIPT": ("record_stray_receipt",),
    "STRAY_RECEIPT": ("record_stray_receipt",),
    "STRAY_CLAIM": ("record_stray_receipt",),
    "RETURN_ADDED": ("record_stray_receipt",),
}
BY_APPROVAL = "approve_voucher"
ALWAYS_POST = (
    "settle_placement", "receive_interest", "redeem_placement", "value_holdings", "add_income",
    "record_stray_receipt", "settle_voucher", "receive_account_interest",
)  # fmt: skip


@invariant("運用・伝票の手続と仕訳は双方向に対応する")
def fund_acts_have_their_entries(books: Books) -> Iterable[Finding]:
    """Every act that moves the fund's money has its entry; an event is posted by its acts only."""
    posted_by = {event: (*acts, BY_APPROVAL) for event, acts in POSTED_BY.items()}
    return both_ways(books, posted_by, ALWAYS_POST)

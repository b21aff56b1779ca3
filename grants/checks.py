"""What the cases and the ledger must say alike: grant by grant, and act by act."""

from collections.abc import Iterable

from fund.checks.posting_acts import both_ways
from fund.checks.registry import CASES, Books, Finding, invariant

# What only these acts post. An entry under another act's key, or without one, is no such event.
POSTED_BY = {
    "GRANT_DECISION": ("decide_grant",),
    "WITHDRAWAL": ("withdraw_grant",),
    "GRANT_CHANGE": ("approve_change", "approve_extra_costs"),
    "ADVANCE_PAYMENT": ("confirm_payment",),
    "FINAL_PAYMENT": ("confirm_payment",),
    "AMOUNT_FIXED": ("fix_amount",),
    "CANCELLATION": ("cancel_decision",),
    "REFUND_ORDER": ("order_refund", "approve_change"),
    "REFUND_RECEIPT": ("receive_refund",),
    "LOSS_RECOVERED": ("receive_refund",),
    "CHARGES_BILLED": ("receive_refund", "set_off_refund", "reduce_order"),
    "CHARGES_RECEIPT": ("receive_refund",),
    "CHARGES_WAIVED": ("approve_waiver",),
    "REFUND_REDUCED": ("reduce_order",),
    "REFUND_REALLOCATED": ("reduce_order",),
    "CHARGES_LOWERED": ("reduce_order",),
    "CHARGES_FREED": ("reduce_order",),
    "SET_OFF": ("set_off_refund",),
    "OVERPAYMENT_RETURNED": ("return_overpayment",),
    "RETURN_DEMANDED": ("demand_return", "approve_disposal"),
    "RETURN_RECEIVED": ("receive_return",),
    "RETURN_ASTRAY": ("receive_refund", "receive_return"),
}
# Acts that never end without an entry.
ALWAYS_POST = (
    "decide_grant", "withdraw_grant", "fix_amount", "confirm_payment", "order_refund",
    "receive_refund", "approve_waiver", "reduce_order", "set_off_refund", "return_overpayment",
    "demand_return", "receive_return",
)  # fmt: skip


@invariant("案件の手続と仕訳は双方向に対応する", CASES)
def decisions_have_their_entries(books: Books) -> Iterable[Finding]:
    """Every act that always posts has its entry; an event is posted by its own acts only."""
    return both_ways(books, POSTED_BY, ALWAYS_POST)


# Per grant: what stands of it, what is still to come back, what the bank paid and took back.
_CASES = """
WITH book AS (
    SELECT a.segment_id, a.grant_ref, sum(b.credits - b.debits) AS bound_yen,
           sum(b.credits - b.debits) FILTER (WHERE a.parent_code = 'B300') AS undrawn_yen,
           sum(b.credits - b.debits) FILTER (WHERE a.parent_code = 'B400') AS unpaid_yen,
           sum(b.credits - b.debits) FILTER (WHERE a.parent_code IN ('B310', 'B500')) AS paid_yen
      FROM ledger.account a JOIN ledger.account_balance b USING (segment_id, book, code)
     WHERE a.segment_id = ANY(%(segments)s) AND a.book = 'B' AND a.grant_ref IS NOT NULL
     GROUP BY 1, 2),
case_of AS (
    SELECT g.id, g.number, g.state, g.fixed_on, p.segment,
           CASE WHEN g.state = 'WITHDRAWN' THEN 0
                WHEN g.fixed_on IS NULL THEN coalesce(g.decided_yen, 0)
                ELSE g.fixed_yen - (SELECT coalesce(sum(c.cancelled_yen), 0)
                         FROM grants_cancellation c WHERE c.grant_id = g.id AND c.is_after_fixing)
                     + (SELECT coalesce(sum(d.reduced_yen), 0) FROM grants_orderreduction d
                          JOIN grants_refundorder o ON o.id = d.order_id
                         WHERE o.grant_id = g.id AND d.is_after_fixing) END AS stands_yen,
           (SELECT coalesce(sum(o.principal_yen - (
                       SELECT coalesce(sum(d.reduced_yen), 0) FROM grants_orderreduction d
                        WHERE d.order_id = o.id)), 0)
              FROM grants_refundorder o WHERE o.grant_id = g.id) AS ordered_yen,
           (SELECT coalesce(sum(c.refund_yen), 0) FROM grants_cancellation c
             WHERE c.grant_id = g.id AND NOT EXISTS (
                   SELECT FROM grants_refundorder o WHERE o.cancellation_id = c.id)) AS to_come_yen,
           (SELECT coalesce(sum(CASE WHEN r.reduction_id IS NULL THEN r.principal_yen
                                     ELSE -r.amount_yen END), 0) FROM grants_refundreceipt r
              JOIN grants_refundorder o ON o.id = r.order_id
             WHERE o.grant_id = g.id) AS returned_yen,
           (SELECT coalesce(sum(y.amount_yen), 0) FROM grants_payment y
             WHERE y.grant_id = g.id AND y.state = 'CONFIRMED') AS confirmed_yen
      FROM grants_grant g JOIN grants_plan p ON p.id = g.plan_id
     WHERE p.segment = ANY(%(segments)s)),
figures AS (
    SELECT coalesce(c.segment, b.segment_id) AS segment_id, c.id, c.fixed_on,
           coalesce(c.number, b.grant_ref::text) AS number, coalesce(c.state, 'no case') AS state,
           coalesce(bound_yen, 0) AS bound_yen, coalesce(undrawn_yen, 0) AS undrawn_yen,
           coalesce(unpaid_yen, 0) AS unpaid_yen, coalesce(paid_yen, 0) AS paid_yen,
           coalesce(stands_yen, 0) AS stands_yen, coalesce(confirmed_yen, 0) AS confirmed_yen,
           coalesce(returned_yen, 0) AS returned_yen,
           coalesce(ordered_yen + to_come_yen - returned_yen, 0) AS back_yen
      FROM case_of c FULL JOIN book b ON (b.segment_id, b.grant_ref) = (c.segment, c.id))
"""


@invariant("予算の帳簿は案件の状態と金額に一致する", CASES)
def budget_equals_grant_states(books: Books) -> Iterable[Finding]:
    """B300 + B310 + B400 + B500 of a case = what stands of it + what is still to come back.

    B310 + B500 = paid by the bank − returned. Before 額の確定 nothing is in B400 or B500, after it
    nothing in B300. A grant's books without a case hold nothing.
    """
    return _find_cases(
        books,
        """
        SELECT segment_id, NULL, NULL, number || ' (' || state || '): bound ' || bound_yen
               || ' for ' || stands_yen || ' + ' || back_yen || ' to come back; paid ' || paid_yen
               || ' for ' || confirmed_yen || ' − ' || returned_yen
          FROM figures f
         WHERE (id IS NOT NULL OR EXISTS (SELECT FROM grants_plan p WHERE p.segment = f.segment_id))
           AND (bound_yen <> stands_yen + back_yen OR paid_yen <> confirmed_yen - returned_yen
                OR (fixed_on IS NULL AND unpaid_yen <> 0)
                OR (fixed_on IS NOT NULL AND undrawn_yen <> 0))
         ORDER BY 1, 4
        """,
    )


@invariant("交付決定ごとに 支払−返還 ≤ 決定額（確定後は確定額）＋未収返還金", CASES)
def paid_stays_within_the_decision(books: Books) -> Iterable[Finding]:
    """What the bank paid less what came back is covered by what stands and what is to come back."""
    return _find_cases(
        books,
        """
        SELECT segment_id, NULL, NULL, number || ': paid ' || confirmed_yen - returned_yen
               || ', stands ' || stands_yen || ', to come back ' || back_yen
          FROM figures WHERE id IS NOT NULL
           AND (confirmed_yen - returned_yen > stands_yen + back_yen
                OR least(confirmed_yen - returned_yen, stands_yen, back_yen) < 0)
         ORDER BY 1, 4
        """,
    )


@invariant("額の確定の後に残る額は、確定検査で認めた額を超えない", CASES)
def no_more_stands_than_was_admitted(books: Books) -> Iterable[Finding]:
    """After 額の確定 an order lowered on appeal leaves no excess that 18条2項 takes back."""
    return _find_cases(
        books,
        """
        , admitted AS (
            SELECT DISTINCT ON (subject_id) subject_id AS id, (content->>'sum_yen')::bigint AS yen
              FROM workflow_draft WHERE document = 'FIXING' ORDER BY subject_id, version DESC)
        SELECT segment_id, NULL, NULL, number || ': stands ' || stands_yen || ', admitted ' || yen
          FROM figures LEFT JOIN admitted USING (id)
         WHERE fixed_on IS NOT NULL AND stands_yen > coalesce(yen, 0) ORDER BY 1, 4
        """,
    )


def _find_cases(books: Books, sql: str) -> Iterable[Finding]:
    return books.find(_CASES + sql)

"""Pure posting rules: what each event means in both books. Yen are whole and positive.

Book P (資産・負債・収益・費用) follows 独立行政法人会計基準; book B holds the budget: B200 is what
may still be decided upon, and the database refuses to take it below zero. Income enters B200 when
its money arrives; what leaves for good (管理費, 国庫納付) leaves B200 when it is owed.
"""

from fund.entries.endowment import endowment_entry
from fund.entries.grants import (
    Fixing,
    GrantBooks,
    advance_entry,
    change_entry,
    charges_entry,
    charges_receipt_entry,
    decision_entry,
    final_payment_entry,
    fixing_entry,
    refund_order_entry,
    refund_receipt_entry,
    release_entry,
    unpaid_release_entry,
)
from fund.entries.lines import Entry, Line, lines_of
from fund.entries.relief import (
    charges_freed_entry,
    charges_lowered_entry,
    demand_entry,
    demand_receipt_entry,
    overpayment_return_entry,
    reallocation_entry,
    recovery_entry,
    reduction_entry,
    set_off_entry,
    waiver_entry,
)

__all__ = [
    "Entry",
    "Fixing",
    "GrantBooks",
    "Line",
    "advance_entry",
    "change_entry",
    "charges_entry",
    "charges_freed_entry",
    "charges_lowered_entry",
    "charges_receipt_entry",
    "decision_entry",
    "demand_entry",
    "demand_receipt_entry",
    "endowment_entry",
    "final_payment_entry",
    "fixing_entry",
    "lines_of",
    "overpayment_return_entry",
    "reallocation_entry",
    "recovery_entry",
    "reduction_entry",
    "refund_order_entry",
    "refund_receipt_entry",
    "release_entry",
    "set_off_entry",
    "unpaid_release_entry",
    "waiver_entry",
]

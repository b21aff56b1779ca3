"""六点照合: whether an expense's six documents agree with each other. Pure; yen without tax.

見積 → 発注 → 納品 → 検収 → 請求 → 支払: all there, in this order of days, over the same sum.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

QUOTE, ORDER, DELIVERY, ACCEPTANCE, INVOICE, PAYMENT = SIX = (
    "QUOTE", "ORDER", "DELIVERY", "ACCEPTANCE", "INVOICE", "PAYMENT",
)  # fmt: skip
LABELS = dict(zip(SIX, ("見積", "発注", "納品", "検収", "請求", "支払"), strict=True))


class Fault(StrEnum):
    """What does not agree."""

    MISSING = "MISSING"
    OUT_OF_ORDER = "OUT_OF_ORDER"
    BEFORE_DECISION = "BEFORE_DECISION"
    AFTER_END = "AFTER_END"
    AMOUNTS_DIFFER = "AMOUNTS_DIFFER"
    ABOVE_PAID = "ABOVE_PAID"

    @property
    def label(self) -> str:
        """In words."""
        return _FAULT_LABELS[self]


_FAULT_LABELS = {
    Fault.MISSING: "書類が揃っていません",
    Fault.OUT_OF_ORDER: "日付の順序が合いません",
    Fault.BEFORE_DECISION: "交付決定前の発注です",
    Fault.AFTER_END: "検査日より後の支払です",
    Fault.AMOUNTS_DIFFER: "書類の金額が一致しません",
    Fault.ABOVE_PAID: "支払額を超えて申告しています",
}


@dataclass(frozen=True)
class Document:
    """One of the six: its kind, its day and its sum in yen."""

    kind: str
    on: date
    yen: int


def faults(
    documents: Iterable[Document], claimed_yen: int, decided_on: date, until: date
) -> list[Fault]:
    """Everything that does not agree, each once.

    decided_on: what was ordered before it is no cost of the project. until: the day up to which
    payments count. A quotation may be higher than what was ordered after negotiation; from the
    order on all sums are equal. claimed_yen: what is claimed of it, no more than was paid.
    """
    by_kind = {document.kind: document for document in documents}
    there = [by_kind[kind] for kind in SIX if kind in by_kind]
    found = []
    if len(there) < len(SIX):
        found.append(Fault.MISSING)
    if any(later.on < earlier.on for earlier, later in pairwise(there)):
        found.append(Fault.OUT_OF_ORDER)
    if ORDER in by_kind and by_kind[ORDER].on < decided_on:
        found.append(Fault.BEFORE_DECISION)
    if PAYMENT in by_kind and by_kind[PAYMENT].on > until:
        found.append(Fault.AFTER_END)
    ordered = [document.yen for document in there if document.kind != QUOTE]
    quoted = by_kind.get(QUOTE)
    if len(set(ordered)) > 1 or (quoted and ordered and quoted.yen < max(ordered)):
        found.append(Fault.AMOUNTS_DIFFER)
    if PAYMENT in by_kind and claimed_yen > by_kind[PAYMENT].yen:
        found.append(Fault.ABOVE_PAID)
    return found

"""The expenses of a case: which count, what their documents prove, which are examined in full."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from grants.evidence_match import SIX, Document, Fault, faults
from grants.models import Expense, ExpenseDocument, Grant, InspectionPlan


@dataclass(frozen=True)
class MatchedExpense:
    """An expense with what does not agree in its documents, as of a day."""

    expense: Expense
    faults: tuple[Fault, ...]

    @property
    def evidenced_yen(self) -> int:
        """What the documents prove: all of it, or nothing."""
        return 0 if self.faults else self.expense.claimed_yen

    @property
    def fault_words(self) -> str:
        """The faults in words; empty where everything agrees."""
        return "、".join(fault.label for fault in self.faults)

    @property
    def documents(self) -> list[ExpenseDocument | None]:
        """The six in their order; None where one is missing."""
        found = {document.kind: document for document in self.expense.documents.all()}
        return [found.get(kind) for kind in SIX]


def matched_expenses(grant: Grant, until: date) -> list[MatchedExpense]:
    """The expenses that count (what was replaced does not), with what they prove up to a day."""
    assert grant.decided_on is not None, "expenses follow a decision"
    rows = grant.expenses.filter(replaced_by=None).select_related("line")
    return [
        MatchedExpense(
            row,
            tuple(
                faults(
                    (Document(x.kind, x.issued_on, x.amount_yen) for x in row.documents.all()),
                    row.claimed_yen, grant.decided_on, until,
                )
            ),
        )
        for row in rows.prefetch_related("documents")
    ]  # fmt: skip


def evidenced_by_line(matched: Iterable[MatchedExpense]) -> dict[UUID, int]:
    """Per cost line what the documents prove, cumulative, in yen."""
    found: dict[UUID, int] = {}
    for row in matched:
        line = row.expense.line_id
        found[line] = found.get(line, 0) + row.evidenced_yen
    return found


def is_sampled(plan: InspectionPlan, expense: Expense) -> bool:
    """Whether an expense is examined in full: large ones always, of the rest a share.

    Drawn from the plan's own id, so that it can be drawn again and nobody outside can foresee it.
    """
    if expense.claimed_yen >= plan.sample_from_yen:
        return True
    drawn = hashlib.sha256(f"{plan.pk}:{expense.pk}".encode()).digest()
    return int.from_bytes(drawn[:8], "big") % plan.sample_denominator < plan.sample_numerator

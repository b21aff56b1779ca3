"""Where a case stands on its way, for the company: seven stages and which of them is now."""

from dataclasses import dataclass

from grants.case import state_on_its_way
from grants.models import Grant
from workflow.machines.grant import GrantState as G

STAGES: tuple[tuple[str, frozenset[str]], ...] = (
    ("申請", frozenset({G.DRAFT, G.RETURNED})),
    ("審査", frozenset({G.SUBMITTED, G.UNDER_REVIEW, G.APPROVAL})),
    ("決定", frozenset({G.DECIDED})),
    ("実施", frozenset({G.RUNNING, G.SUSPENDED, G.PARTLY_CANCELLED, G.ABOLISHED,
                      G.CORRECTION_ORDERED})),
    ("検査", frozenset({G.COMPLETED_REPORTED, G.UNDER_INSPECTION})),
    ("精算", frozenset({G.AMOUNT_FIXED})),
    ("事後", frozenset({G.SETTLED, G.MONITORING, G.CLOSED})),
)  # fmt: skip


@dataclass(frozen=True)
class Stage:
    """One stage: done, current or todo."""

    label: str
    state: str


def journey_of(grant: Grant) -> list[Stage]:
    """The stages of a case; empty where it ended before its way (不交付, 取下げ, 全部取消し)."""
    state = state_on_its_way(grant)
    at = next((n for n, (_, states) in enumerate(STAGES) if state in states), None)
    if at is None:
        return []
    return [
        Stage(label, "done" if n < at else "current" if n == at else "todo")
        for n, (label, _) in enumerate(STAGES)
    ]

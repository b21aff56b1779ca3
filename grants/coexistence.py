"""Which documents about one case may wait for a decision side by side: one table, both ways.

Two that do not stand together would each judge a case that the other moves. A document never
excludes itself: what is put up again is its next version, and only the newest can be approved.
"""

from grants.models import Grant
from workflow.approvals import pending_documents
from workflow.problems import Problem

# Kind → in words. Whatever is not paired below may wait beside anything.
NAMES = {
    "CHANGE": "計画変更",
    "CANCELLATION": "取消し",
    "FIXING": "額の確定",
    "ABOLITION": "廃止の承認",
    "COMPLIANCE": "遂行命令",
    "SUSPENSION": "一時停止命令",
    "SUCCESSION": "承継の承認",
    "INSPECTION_PLAN": "検査計画",
    "EXTRA_COSTS": "特別に必要となった経費の交付",
}
# Succession moves the case to another company, so nothing else is decided meanwhile.
EXCLUDING = frozenset(
    frozenset(pair)
    for pair in (
        ("CHANGE", "CANCELLATION"),
        ("CHANGE", "FIXING"),
        ("CHANGE", "ABOLITION"),
        ("CANCELLATION", "FIXING"),
        ("CANCELLATION", "ABOLITION"),
        ("SUCCESSION", "CHANGE"),
        ("SUCCESSION", "CANCELLATION"),
        ("SUCCESSION", "FIXING"),
        ("SUCCESSION", "ABOLITION"),
        ("SUCCESSION", "COMPLIANCE"),
        ("SUCCESSION", "SUSPENSION"),
        # Extra costs add cost lines, which the others count or close.
        ("EXTRA_COSTS", "CHANGE"),
        ("EXTRA_COSTS", "CANCELLATION"),
        ("EXTRA_COSTS", "FIXING"),
        ("EXTRA_COSTS", "INSPECTION_PLAN"),
        ("EXTRA_COSTS", "SUCCESSION"),
    )
)


def may_coexist(one: str, other: str) -> bool:
    """Whether two kinds of document about one case may wait side by side."""
    return frozenset((one, other)) not in EXCLUDING


def problems_coexisting(grant: Grant, document: str) -> list[Problem]:
    """What else is waiting for a decision about this case and excludes this document."""
    waiting = sorted(x for x in pending_documents(grant.pk) if not may_coexist(x, document))
    if not waiting:
        return []
    names = "、".join(NAMES[kind] for kind in waiting)
    return [
        Problem(
            "coexists",
            f"この案件について別の決裁（{names}）が進んでいます。",
            "その決裁の後に起案してください。",
        )
    ]

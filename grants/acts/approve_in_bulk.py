"""一括決裁の記録 (決裁規程): what became of each draft that one person decided on at once.

Who: section_chief, department_director, executive, accounting_approver
State: — (each draft was decided by its own act, or refused with its reason)
Ledger: none
Paper: none (the result of each row is on the page)
Deadline: none
"""

from datetime import datetime

from workflow.act import act
from workflow.advance import record_act
from workflow.models import ActRecord, BulkApproval, Person
from workflow.problems import Problem, refuse_if

# draft id, the stage that was shown, why it was refused ("" when it was approved)
Row = tuple[str, int, str]


def problems_in_bulk(rows: tuple[Row, ...]) -> list[Problem]:
    """Nothing chosen, nothing decided."""
    if rows:
        return []
    return [Problem("nothing", "起案が選ばれていません。", "決裁する起案を選んでください。")]


@act
def approve_in_bulk(rows: tuple[Row, ...], *, actor: Person, now: datetime, key: str) -> ActRecord:
    """Write the summary of the run; its key makes a second press show the first one's."""
    refuse_if(problems_in_bulk(rows))
    run = BulkApproval.objects.create(
        rows=[list(row) for row in rows], approved_by=actor, approved_at=now
    )
    refused = sum(bool(problem) for _, _, problem in rows)
    return record_act(run, approved=len(rows) - refused, refused=refused)

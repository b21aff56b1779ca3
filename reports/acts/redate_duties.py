"""休業日の変更による期限の変更 (民法142条): the dates that were proposed are put in place.

Who: section_chief, department_director, executive
State: —
Ledger: none
Paper: none
Deadline: each re-dated by its own rule; the old rows stay, superseded
"""

from collections.abc import Sequence
from datetime import datetime

from reports.redating import Proposal, digest_of, proposals
from workflow import duties, notices
from workflow.act import act
from workflow.advance import record_act
from workflow.calendar import day_text, jst_day
from workflow.models import ActRecord, Person, Role
from workflow.problems import Problem, refuse_if


def problems_redating(found: Sequence[Proposal], read: str) -> list[Problem]:
    """The list must be the one that was read, not empty, and touch no date asked to be put off."""
    if not found:
        return [
            Problem("nothing", "変更する期限はありません。", "休業日の登録を確認してください。")
        ]
    if digest_of(found) != read:
        return [Problem("stale", "候補が変わりました。", "画面を開き直して確認してください。")]
    return duties.problems_of_wishes(p.duty for p in found)


@act
def redate_duties(read: str, *, actor: Person, now: datetime, key: str) -> ActRecord:
    """Give every duty of the list its date; tell the companies. read: the list's digest."""
    found = proposals(jst_day(now))
    refuse_if(problems_redating(found, read))
    record = record_act(
        found[0].duty,
        redated=[[str(p.duty.pk), str(p.duty.due_on), str(p.due.due_on)] for p in found],
    )
    for proposal in found:
        old = proposal.duty
        new = duties.redate(record, old, proposal.due)
        if old.organisation is not None:
            notices.tell(
                notices.people_of(
                    old.organisation, Role.RECIPIENT_WRITER, Role.RECIPIENT_RELEASER
                ),
                "due_date_moved", new, f"期限の変更（{old.title}）",
                f"休業日の変更により、期限が {day_text(old.due_on)} から "
                f"{day_text(new.due_on)} に変わりました。",
            )  # fmt: skip
    return record

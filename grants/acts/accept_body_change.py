"""変更届の受理 (適正化法7条1項, 軽微な変更): compared with its papers, the register follows.

Who: case_officer
State: —
Ledger: none
Paper: 変更届受理書
Deadline: none
"""

from datetime import datetime
from uuid import UUID

from grants.models import BodyChange
from workflow import notices
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.calendar import day_text, jst_day
from workflow.models import ActRecord, Organisation, Person, Role
from workflow.problems import Problem, refuse_if


def problems_accepting(change: BodyChange) -> list[Problem]:
    """A notice is received once."""
    if change.accepted_on is None:
        return []
    return [Problem("accepted", "この届出は受理済みです。", "画面を開き直してください。")]


@act
def accept_body_change(change_id: UUID, *, actor: Person, now: datetime, key: str) -> ActRecord:
    """Take the new name, address and representative over; papers from now on bear them."""
    change = lock(BodyChange, change_id)
    refuse_if(problems_accepting(change))
    change.accepted_on, change.accepted_by = jst_day(now), actor
    change.save(update_fields=["accepted_on", "accepted_by"])
    organisation = lock(Organisation, change.organisation_id)
    Organisation.objects.filter(pk=organisation.pk).update(**change.after)
    notices.tell(
        notices.people_of(organisation, Role.RECIPIENT_RELEASER, Role.RECIPIENT_WRITER),
        "body_change_accepted",
        change.grant,
        f"変更届の受理（{change.grant.number}）",
        f"{day_text(change.changed_on)} の変更の届出を受理しました。",
    )
    return record_act(change.grant, changed_on=change.changed_on, **change.after)

"""交付申請書の修正 (適正化法5条): before it is filed, or while it is returned for repair.

Who: recipient_writer, recipient_releaser
State: — (DRAFT, RETURNED; version n+1)
Ledger: none
Paper: none
Deadline: none
"""

from datetime import datetime
from uuid import UUID

from grants.application_files import problems_with_state
from grants.application_form import form_on
from grants.applications import (
    Application,
    columns_of,
    keep_version,
    problems_preparing,
    write_lines,
)
from grants.models import Grant
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.law import number_on
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if


def problems_revising(grant: Grant, version: int) -> list[Problem]:
    """Why the application is not changed now. version: the one that was on the screen."""
    problems = problems_with_state(grant)
    newest = grant.application_versions.last()
    if newest is not None and newest.version != version:
        problems.append(
            Problem(
                "stale_version",
                f"{newest.saved_by_name} が第{newest.version}版を保存しています。",
                "最新の版を確認し、修正をやり直してください。",
            )
        )
    return problems


@act
def revise_application(
    grant_id: UUID, version: int, given: Application, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Write the application anew; its form stays the one it was begun with."""
    grant = lock(Grant, grant_id)
    form = form_on(grant.form_version or grant.rules_on)
    unit = number_on("rounding_decision_unit", grant.rules_on)
    refuse_if(
        problems_revising(grant, version)
        + problems_preparing(given, grant.plan, grant.organisation, form, unit)
    )
    columns = columns_of(given, form)
    for name, value in columns.items():
        setattr(grant, name, value)
    grant.save(update_fields=[*columns])
    write_lines(grant, given)
    kept = keep_version(grant, given)
    return record_act(grant, version=kept.version, requested_yen=given.requested_yen)

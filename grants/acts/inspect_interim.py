"""中間検査 (適正化法23条): costs verified so far, per cost line, before an advance is paid.

Who: inspector
State: — (RUNNING, PARTLY_CANCELLED; verified cost rises)
Ledger: none
Paper: 検査調書
Deadline: 検査の指摘事項の是正, by the day each finding names
"""

from datetime import datetime
from uuid import UUID

from grants.inspecting import InspectionResult, inspect, write_remedies
from grants.models import Grant
from grants.models.inspection import InspectionKind
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.machines.grant import GrantState
from workflow.models import ActRecord, Person
from workflow.problems import Problem, Refused


@act
def inspect_interim(
    grant_id: UUID, given: InspectionResult, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Record an interim inspection of a running case."""
    grant = lock(Grant, grant_id)
    if grant.state not in {GrantState.RUNNING, GrantState.PARTLY_CANCELLED} or grant.fixed_on:
        raise Refused(
            Problem(
                "wrong_state",
                f"現在の状態「{grant.get_state_display()}」では中間検査を行えません。",
                "事業実施中の案件を選んでください。",
            )
        )
    inspection = inspect(grant, InspectionKind.INTERIM, given)
    record = record_act(grant, inspection=inspection.number, inspected_on=given.inspected_on)
    write_remedies(record, inspection, given)
    return record

"""検査計画の決裁 (適正化法15条・23条): only whom it names may inspect, what it samples is examined.

Who: section_chief, department_director, executive
State: — (RUNNING, PARTLY_CANCELLED, COMPLETED_REPORTED)
Ledger: none
Paper: 検査計画書
Deadline: none
"""

from datetime import date, datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from grants.acts.propose_inspection import DOCUMENT, InspectionProposal, problems_planning
from grants.models import Grant, InspectionPlan, PlannedInspector
from workflow import notices
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.approvals import approve, pending_draft
from workflow.calendar import day_text, jst_day
from workflow.models import ActRecord, Person
from workflow.problems import refuse_if


@act
def approve_inspection(
    grant_id: UUID, version: int, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Approve the plan read in this version and tell the inspectors."""
    grant = lock(Grant, grant_id)
    draft = pending_draft(DOCUMENT, grant.pk)
    given = proposal_of(draft.content)
    refuse_if(problems_planning(grant, given, jst_day(now)))
    approve(draft, version)
    assert grant.officer is not None, "a decided case has an officer"
    plan = InspectionPlan.objects.create(
        grant=grant,
        kind=given.kind,
        number=grant.inspection_plans.count() + 1,
        planned_on=given.planned_on,
        place=given.place,
        sample_from_yen=given.sample_from_yen,
        sample_numerator=given.sample_share.numerator,
        sample_denominator=given.sample_share.denominator,
        approved_on=jst_day(now),
        drafted_by=draft.drafted_by,
        approved_by=actor,
    )
    inspectors = list(Person.objects.filter(pk__in=given.inspectors))
    for person in inspectors:
        PlannedInspector.objects.create(plan=plan, inspector=person, officer=grant.officer)
    notices.tell(
        inspectors,
        "inspection_planned",
        grant,
        f"検査の割当て（{grant.number}）",
        f"{plan.get_kind_display()}を {day_text(given.planned_on)} に {given.place} で行います。",
    )
    return record_act(grant, plan=plan.number, kind=given.kind, planned_on=given.planned_on)


def proposal_of(content: dict[str, Any]) -> InspectionProposal:
    """The plan as it was put up."""
    return InspectionProposal(
        kind=content["kind"],
        planned_on=date.fromisoformat(content["planned_on"]),
        place=content["place"],
        inspectors=tuple(UUID(pk) for pk, _ in content["inspectors"]),
        sample_from_yen=content["sample_from_yen"],
        sample_share=Fraction(content["sample_share"]),
    )

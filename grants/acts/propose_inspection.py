"""検査計画の起案 (適正化法15条・23条): when, where, by whom, and how much is examined in full.

Who: case_officer
State: — (RUNNING, PARTLY_CANCELLED, COMPLETED_REPORTED)
Ledger: none
Paper: none (the draft is put up)
Deadline: none
"""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from grants.models import Grant
from grants.models.inspection import InspectionKind
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.approvals import put_up
from workflow.authority import roles_on
from workflow.calendar import jst_day
from workflow.machines.grant import GrantState
from workflow.models import ActRecord, Person, Role
from workflow.problems import Problem, refuse_if

DOCUMENT = "INSPECTION_PLAN"
STATES = {
    InspectionKind.INTERIM: {GrantState.RUNNING, GrantState.PARTLY_CANCELLED},
    InspectionKind.FINAL: {GrantState.COMPLETED_REPORTED},
}


@dataclass(frozen=True)
class InspectionProposal:
    """The plan. sample_from_yen: expenses from this sum on are all examined; of the others a share.

    inspectors: people who hold the role and are not the case's officer.
    """

    kind: str
    planned_on: date
    place: str
    inspectors: tuple[UUID, ...]
    sample_from_yen: int
    sample_share: Fraction


def problems_planning(grant: Grant, given: InspectionProposal, today: date) -> list[Problem]:
    """Every reason why the inspection cannot be planned so."""
    problems = []
    kinds = {kind for kind, states in STATES.items() if grant.state in states}
    if given.kind not in kinds or grant.fixed_on is not None:
        problems.append(
            Problem(
                "wrong_state",
                f"現在の状態「{grant.get_state_display()}」では、この検査を計画できません。",
                "中間検査は事業実施中、確定検査は実績報告の後に計画します。",
            )
        )
    if given.planned_on < today:
        problems.append(
            Problem(
                "planned_on",
                "検査予定日が過去の日です。",
                "本日以後の日にしてください。",
                "planned_on",
            )
        )
    if not given.place.strip():
        problems.append(Problem("place", "検査の場所がありません。", "記入してください。", "place"))
    if given.sample_from_yen < 0 or not 0 < given.sample_share <= 1:
        problems.append(
            Problem(
                "sample",
                "抽出の割合は0を超え1以下、全件を検査する額は0円以上です。",
                "抽出の方法を直してください。",
                "sample_share",
            )
        )
    return problems + problems_of_inspectors(grant, given.inspectors, given.planned_on)


def problems_of_inspectors(grant: Grant, inspectors: tuple[UUID, ...], on: date) -> list[Problem]:
    """At least one; each an inspector on that day, none the case's officer."""
    people = Person.objects.filter(pk__in=inspectors)
    if not inspectors or len(people) != len(set(inspectors)):
        return [
            Problem("inspectors", "検査員がいません。", "1人以上選んでください。", "inspectors")
        ]
    problems = []
    for person in people:
        if person.pk == grant.officer_id:
            problems.append(
                Problem(
                    "same_person",
                    f"案件の担当者（{person.name}）は検査員になれません（職務分離）。",
                    "別の検査員を選んでください。",
                    "inspectors",
                )
            )
        elif Role.INSPECTOR not in roles_on(person, on) or not person.is_active:
            problems.append(
                Problem(
                    "not_inspector",
                    f"{person.name}は検査予定日に検査員ではありません。",
                    "別の検査員を選んでください。",
                    "inspectors",
                )
            )
    return problems


def inspection_content(given: InspectionProposal) -> dict[str, Any]:
    """The plan as it is put up; people by id, with their names for whoever reads it."""
    names = dict(Person.objects.filter(pk__in=given.inspectors).values_list("pk", "name"))
    return {
        "kind": given.kind,
        "planned_on": given.planned_on.isoformat(),
        "place": given.place,
        "inspectors": [[str(pk), names[pk]] for pk in given.inspectors],
        "sample_from_yen": given.sample_from_yen,
        "sample_share": f"{given.sample_share.numerator}/{given.sample_share.denominator}",
    }


@act
def propose_inspection(
    grant_id: UUID, given: InspectionProposal, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Put the plan up (起案)."""
    grant = lock(Grant, grant_id)
    refuse_if(problems_planning(grant, given, jst_day(now)))
    draft = put_up(DOCUMENT, grant, inspection_content(given))
    return record_act(grant, kind=given.kind, planned_on=given.planned_on, version=draft.version)

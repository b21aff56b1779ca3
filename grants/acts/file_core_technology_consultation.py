"""コア技術の事前相談 (取組方針3章6節(3)(エ)): filed before the conduct, which waits.

Who: recipient_releaser
State: — (plan CERTIFIED … CHANGE_ORDERED); consultation → OPEN; payments held
Ledger: none
Paper: none (the consultation is the company's own)
Deadline: 経済産業省の回答の確認 30 days
"""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from uuid import UUID

from grants.core_technology import PlannedConduct, Thresholds, is_a_conduct, reasons_to_consult
from grants.holds import place_hold
from grants.models import CoreTechnologyConsultation, Plan
from grants.models.hold import HoldGround
from workflow import duties, notices
from workflow.act import act, find, reaches
from workflow.advance import record_act
from workflow.calendar import day_text, jst_day
from workflow.law import article_of, due_on
from workflow.machines.plan import VALID
from workflow.models import ActRecord, Organisation, Person, Role
from workflow.problems import Problem, refuse_if

WATCH = "CONSULTATION_ANSWER"
NOT_PARTY = Problem(
    "not_party", "有効な認定供給確保計画の事業者ではありません。", "計画を確認してください。"
)


@dataclass(frozen=True)
class ConsultationPaper:
    """What the company files: the technology, the other party or country, the planned conduct."""

    technology: str
    counterpart: str
    planned: PlannedConduct


def thresholds_of(plan: Plan) -> Thresholds | None:
    """The figures of the plan's own policy text; None where it is not held."""
    known = plan.policy.core_technology
    if not known:
        return None
    return Thresholds(
        Fraction(known["growth_over"]), Fraction(known["local_share_from"]),
        known["violation_years"],
    )  # fmt: skip


def problems_filing(
    plan: Plan, organisation: Organisation, given: ConsultationPaper, today: date
) -> list[Problem]:
    """Every reason why there is nothing to consult METI about, or no longer."""
    problems = []
    if plan.state not in VALID or not plan.parties.filter(organisation=organisation).exists():
        problems.append(NOT_PARTY)
    if not given.technology.strip() or not given.counterpart.strip():
        problems.append(
            Problem(
                "missing",
                "コア技術等と相手方・国を記入します。",
                "記入してください。",
                "technology",
            )
        )
    if given.planned.planned_on <= today:
        problems.append(
            Problem(
                "late",
                "事前相談は、行為の前に十分な余裕をもって行います。",
                "行為を止め、実施予定日を改めてください。",
                "planned_on",
            )
        )
    known = thresholds_of(plan)
    if known and not is_a_conduct(given.planned, known):
        problems.append(
            Problem(
                "not_a_conduct",
                "増強の割合又は現地消費の割合により、事前相談の対象となる行為ではありません。",
                "能力と消費割合を確認してください。",
                "capacity_after",
            )
        )
    return problems


@act
def file_core_technology_consultation(
    plan_id: UUID,
    organisation: Organisation,
    given: ConsultationPaper,
    *,
    actor: Person,
    now: datetime,
    key: str,
) -> ActRecord:
    """Write the consultation; the plan's payments stand still while it is open."""
    plan, today = find(Plan, plan_id), jst_day(now)
    if not reaches(organisation.pk):
        refuse_if([NOT_PARTY])
    refuse_if(problems_filing(plan, organisation, given, today))
    planned = {k: v for k, v in vars(given.planned).items() if k != "local_share"}
    known = thresholds_of(plan)
    consultation = CoreTechnologyConsultation.objects.create(
        plan=plan,
        organisation=organisation,
        technology=given.technology,
        counterpart=given.counterpart,
        local_numerator=given.planned.local_share.numerator,
        local_denominator=given.planned.local_share.denominator,
        reasons=reasons_to_consult(given.planned, known) if known else [],
        filed_at=now,
        **planned,
    )
    place_hold(
        plan, HoldGround.CONSULTATION, "コア技術の事前相談に対する回答を待つため。", consultation.pk
    )
    record = record_act(
        consultation, target=consultation.state, conduct=consultation.conduct,
        reasons=consultation.reasons,
    )  # fmt: skip
    duties.owe(
        record, consultation, WATCH, "事前相談に対する経済産業省の回答の確認",
        due_on("consultation_answer_watch", today, today),
        article=article_of("consultation_answer_watch", today),
    )  # fmt: skip
    for role in (Role.CASE_OFFICER, Role.METI_VIEWER):
        notices.tell_role(
            role, "consultation_filed", consultation, f"コア技術の事前相談（{plan.number}）",
            f"事前相談が到達しました。実施予定日 {day_text(given.planned.planned_on)}。",
        )  # fmt: skip
    return record

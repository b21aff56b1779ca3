"""What the page of a case shows, read once: its parts, its figures, its steps, its story."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from fund.queries import segments
from grants import step_rules
from grants.acts.return_change_request import waits
from grants.affordability import forecast_of
from grants.amounts import granted_yen
from grants.case import balances_of, in_flight_yen, requested_costs
from grants.clock import clock_of
from grants.draft_steps import DRAFT_STEPS, QUESTION_STEPS, REQUEST_STEPS, SUBMISSION_STEPS
from grants.expenses import matched_expenses
from grants.history import subjects_of
from grants.models import ChecklistAnswer, ChecklistItem, Grant, RefundOrder
from grants.review import items_of, newest_answers
from grants.steps import NO_DRAFT, Reader, Step, StepRule, steps_of
from grants.submissions import KINDS, is_put_up, shown
from workflow.act_forms import title_of
from workflow.approvals import latest_draft
from workflow.authority import AUTHORITY, DECIDERS, may
from workflow.barring import CONFLICT, barred_from, in_stead_of, others_of, who_may
from workflow.duty_kinds import owed_by_nedo
from workflow.law import number_on
from workflow.machines.grant import GrantState
from workflow.models import Obligation
from workflow.problems import Problem
from workflow.standing import fallen, waiting_on

REVIEWED = frozenset({GrantState.SUBMITTED, GrantState.UNDER_REVIEW, GrantState.APPROVAL})
GROUP_NAMES = (
    ("B300", "交付決定残"), ("B310", "概算払済"), ("B400", "額確定未払"), ("B500", "支払済"),
)  # fmt: skip


@dataclass(frozen=True)
class Part:
    """A payment, order, asset, demand or receipt with the acts its state allows."""

    row: Any
    steps: list[Step]


def parts_of(rows: list[Any], rules: tuple[StepRule, ...], reader: Reader) -> list[Part]:
    """Rows with the steps that are due and the reader's own."""
    pending = {} if reader.is_outside else waiting_on([row.pk for row in rows])
    return [
        Part(row, [s for s in steps_of(row, rules, reader, pending.get(row.pk, {})) if _shown(s)])
        for row in rows
    ]


def _shown(step: Step) -> bool:
    return step.is_due and step.is_mine and (step.is_next or not step.lack)


def case_parts(grant: Grant, reader: Reader) -> dict[str, Any]:
    """Payments, assets and demands with their steps; orders, cancellations and the rest."""
    payments = grant.payments.select_related("grant").order_by("number")
    return {
        "payments": parts_of(list(payments), step_rules.PAYMENT_STEPS, reader),
        "assets": parts_of(list(grant.assets.all()), step_rules.ASSET_STEPS, reader),
        "demands": parts_of(
            list(grant.demands.order_by("number")), step_rules.DEMAND_STEPS, reader
        ),
        "findings": parts_of(
            list(grant.findings.select_related("inspection")), step_rules.FINDING_STEPS, reader
        ),
        "expenses": matched_expenses(grant, reader.today) if grant.decided_on else [],
        "inspections": grant.inspections.select_related("inspector").order_by("-number"),
        "questions": parts_of(
            list(grant.questions.prefetch_related("entries").order_by("number")),
            QUESTION_STEPS,
            reader,
        ),
        "orders": grant.refund_orders.order_by("number"),
        "extra_costs": grant.extra_costs.order_by("granted_on"),
        "cancellations": grant.cancellations.order_by("cancelled_on"),
        "successions": grant.successions.all(),
        "change_requests": requests_of(grant, reader),
        "body_changes": parts_of(
            list(grant.body_changes.order_by("filed_at")), step_rules.BODY_STEPS, reader
        ),
        "submissions": submissions_of(grant, reader),
        "may_take": may(reader.before(grant).roles, "withdraw_grant"),
        "changes": grant.changes.order_by("number"),
        "conduct_orders": grant.orders.order_by("ordered_on"),
        "troubles": parts_of(
            list(grant.trouble_reports.select_related("grant").order_by("received_at")),
            step_rules.TROUBLE_STEPS,
            reader,
        ),
        "instructions": parts_of(
            list(grant.trouble_instructions.select_related("grant", "trouble")),
            step_rules.INSTRUCTION_STEPS,
            reader,
        ),
        "reports": grant.completion_reports.order_by("-version"),
        "lines": grant.lines.all(),
        "conditions": grant.conditions.all(),
        "retention": None if reader.is_outside else grant.retentions.last(),
    }


@dataclass(frozen=True)
class Filed(Part):
    """What a company filed, in words, and the act that takes it up while it waits."""

    title: str
    said: list[tuple[str, str]]
    takes: str
    takes_title: str
    subject: UUID


@dataclass(frozen=True)
class Requested(Part):
    """What a company asked its case to become, and whether NEDO owes it an answer."""

    waits: bool


def requests_of(grant: Grant, reader: Reader) -> list[Requested]:
    """What the company asked its case to become, the oldest first."""
    parts = parts_of(list(grant.change_requests.select_related("grant")), REQUEST_STEPS, reader)
    return [Requested(part.row, part.steps, waits(part.row)) for part in parts]


def submissions_of(grant: Grant, reader: Reader) -> list[Filed]:
    """What the company filed on its case, the oldest first."""
    rows = list(grant.submissions.select_related("grant", "order"))
    found = []
    for part in parts_of(rows, SUBMISSION_STEPS, reader):
        row, kind = part.row, KINDS[part.row.kind]
        is_open = not row.outcome and not reader.is_outside and not is_put_up(row)
        takes = kind.act if is_open else ""
        found.append(
            Filed(
                row, part.steps, kind.title, shown(row), takes, title_of(kind.act),
                row.order_id or grant.pk,
            )
        )  # fmt: skip
    return found


def case_steps(grant: Grant, reader: Reader) -> dict[str, Any]:
    """The steps of the case itself: ready for the reader, due for others, possible later.

    barred: why none of them is the reader's for a conflict of interest, and who acts instead.
    """
    every = steps_of(grant, step_rules.GRANT_STEPS, reader)
    for cancellation in grant.cancellations.filter(refund_yen__gt=0, refund_order__isnull=True):
        every += steps_of(cancellation, step_rules.CANCELLATION_STEPS, reader)
    every += _stage_steps(grant, reader)
    waiting = [step for step in every if step.is_due and not step.is_ready]
    return {
        "barred": problem_of_reader(grant, reader, every),
        "ready": sorted((s for s in every if s.is_ready), key=lambda step: not step.is_next),
        # What others may always do aside (取消し, 変更) is no news; what waits for them is.
        "others": [step for step in waiting if _is_news(step)],
        "later": [s for s in every if not s.is_due or (not s.is_ready and not _is_news(s))],
    }


def problem_of_reader(grant: Grant, reader: Reader, steps: list[Step]) -> Problem | None:
    """What a conflict of interest takes from the reader: the decisions that wait, and for whom."""
    left = reader.before(grant)
    if left is reader:
        return None
    barred = barred_from(grant)
    asked: set[str] = set()
    for standing in waiting_on([grant.pk]).get(grant.pk, {}).values():
        asked |= set(standing.roles)
    for step in steps:
        deciders = set(AUTHORITY[step.act]) & set(DECIDERS)
        if step.is_due and step.is_next and not step.is_mine and not step.lack:
            asked |= deciders
    cure = CONFLICT.cure
    if asked & (reader.roles - left.roles):
        cure = who_may(others_of(asked, {reader.person.pk, *barred}, reader.now))
    if reader.person.pk in barred:
        return replace(CONFLICT, cure=cure)
    principals = [m.person for m in reader.perhaps_barred if m.person_id in barred]
    return in_stead_of(principals[0], cure)


def _stage_steps(grant: Grant, reader: Reader) -> list[Step]:
    """Drafts of the case and its parts that wait before their last stage, or fell."""
    if reader.is_outside:
        return []
    subjects = list(subjects_of(grant))
    waiting = [s.draft for found in waiting_on(subjects).values() for s in found.values()]
    lost = fallen().filter(draft__subject_id__in=subjects).select_related("draft")
    drafts = {draft.pk: draft for draft in [*waiting, *(row.draft for row in lost)]}
    found = [s for d in drafts.values() for s in steps_of(d, DRAFT_STEPS, reader, {})]
    return [step for step in found if step.is_ready]


def _is_news(step: Step) -> bool:
    if not step.lack:
        return step.is_next
    return step.is_next and step.is_mine and step.lack != NO_DRAFT


def case_checklist(grant: Grant) -> list[tuple[ChecklistItem, ChecklistAnswer | None]]:
    """The checklist of the policy that binds the case, each item with its newest answer."""
    if grant.state == GrantState.DRAFT:
        return []
    answers = newest_answers(grant)
    return [(item, answers.get(item.code)) for item in items_of(grant)]


def case_figures(grant: Grant) -> dict[str, Any]:
    """The ledger's balances of the case, each with its account."""
    if grant.decided_on is None:
        return {"balances": [], "in_flight_yen": 0}
    found = balances_of(grant)
    return {
        "segment_code": segment_code(grant),
        "balances": [
            {"name": name, "account": f"{group}:{grant.number}", "yen": found[group]}
            for group, name in GROUP_NAMES
        ],
        "in_flight_yen": in_flight_yen(grant),
    }


def case_review(grant: Grant, today: date) -> dict[str, Any]:
    """What a reviewer weighs besides the checklist: the clock, the sums again, the fund's means."""
    if grant.state not in REVIEWED:
        return {"clock": clock_of(grant, today)}
    lines = requested_costs(grant)
    draft = latest_draft("DECISION", grant.pk)
    wanted = draft.content["decided_yen"] if draft else grant.requested_yen
    unit = number_on("rounding_decision_unit", grant.rules_on)
    return {
        "clock": clock_of(grant, today),
        "forecast": forecast_of(grant, wanted, today),
        "sums": [(x.item, x.cost_yen, str(x.rate), x.grant_yen) for x in lines],
        "reckoned_yen": granted_yen(lines, unit),
        "declarations": grant.conflict_declarations.select_related("person").order_by(
            "declared_at"
        ),
    }


def segment_code(grant: Grant) -> str:
    """The code of the 勘定 a case is paid from."""
    return next(s.code for s in segments() if s.segment_id == grant.plan.segment)


def duties_of(subject: Grant | RefundOrder, *, of_company: bool = False) -> list[Obligation]:
    """The duties of a case (or of one order), open ones first, each with its reckoning.

    of_company: only what binds the company, as its own pages show it.
    """
    ids = subjects_of(subject) if isinstance(subject, Grant) else [subject.pk]
    found = Obligation.objects.filter(subject_id__in=ids).order_by("due_on")
    rows = list(found.exclude(owed_by_nedo()) if of_company else found)
    return sorted(rows, key=lambda duty: duty.status != Obligation.Status.OPEN)

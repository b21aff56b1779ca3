"""What follows at NEDO when METI revokes a plan or orders a change: freeze, list, and decide."""

from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from fund.money import format_yen
from grants.case import granted_under_yen, receipts_left, standing_yen
from grants.holds import UNSENT, place_hold, run_yen
from grants.models import Grant, Payment, Plan, PlanNotice
from grants.revocation import UNDECIDED, WITHOUT_DECISION, PaidOn, Proposal, propose
from workflow import duties
from workflow.act import lock
from workflow.advance import record_act
from workflow.calendar import jst_day
from workflow.law import article_of, due_on
from workflow.machines.plan import PlanState
from workflow.models import ActRecord, Obligation

GROUND_DECISION = "GROUND_DECISION"
TREASURY_CHECK = "TREASURY_CHECK"
CEILING_CHECK = "CEILING_CHECK"
_ACTED_ON = (PlanState.REVOKED, PlanState.CHANGE_ORDERED)
# P26-0001/2: METI acted on the plan again, after the case's ground had been decided once.
_AGAIN = "/"


def affected_grants(plan: Plan, basis: str) -> list[Proposal]:
    """Every grant of the plan with what is paid, by date, and the proposed next step."""
    found = []
    for grant in plan.grants.order_by("number"):
        paid = tuple(
            PaidOn(payment.value_on, yen)
            for payment, yen in receipts_left(grant)
            if yen and payment.value_on is not None
        )
        unsent = grant.payments.filter(state__in=UNSENT)
        withheld = sum(payment.amount_yen for payment in unsent)
        standing = standing_yen(grant) if grant.decided_yen is not None else 0
        found.append(propose(grant.number, grant.state, basis, standing, paid, withheld))
    return found


def freeze(plan: Plan, ground: str, notice: PlanNotice) -> tuple[int, int]:
    """Hold every payment of the plan. Returns the sum of the run before and after, in yen."""
    before = run_yen(plan.segment)
    place_hold(plan, ground, notice.reason, notice.pk)
    return before, run_yen(plan.segment)


def note_held(held: list[Payment], ground: str) -> None:
    """Say so in the history of each payment; after the act's own first record."""
    for payment in held:
        record_act(
            payment, source=payment.state, target=payment.state,
            hold=ground, amount_yen=payment.amount_yen,
        )  # fmt: skip


def measures(proposals: list[Proposal], before_yen: int, after_yen: int) -> dict[str, Any]:
    """The list of affected grants and the change of the run, as the record keeps them."""
    return {
        "affected": [as_facts(proposal) for proposal in proposals],
        "paid_yen": sum(proposal.paid_yen for proposal in proposals),
        "withheld_yen": sum(proposal.withheld_yen for proposal in proposals),
        "run_before_yen": before_yen,
        "run_after_yen": after_yen,
    }


def as_facts(proposal: Proposal) -> dict[str, Any]:
    """A proposal as JSON."""
    facts = asdict(proposal)
    facts["paid"] = [[str(p.value_on), p.amount_yen] for p in proposal.paid]
    facts["ground"] = proposal.ground.value if proposal.ground else ""
    return facts


def owe_decisions(record: ActRecord, plan: Plan, proposals: list[Proposal], on: date) -> None:
    """30 days to decide the ground for each decided grant, and on 機構法16条の6第3項."""
    for proposal in proposals:
        if proposal.state not in UNDECIDED | WITHOUT_DECISION:
            _owe_ground(record, plan, proposal.grant, on)
    _owe(record, plan, TREASURY_CHECK, "国庫納付命令（機構法16条の6第3項）の確認",
         "treasury_check_due", on, str(record.pk))  # fmt: skip


def grounds_of(plan_id: UUID, number: str) -> QuerySet[Obligation]:
    """The duties to decide the ground for one case, by its number: one for each act of METI that
    found the one before it decided."""
    rows = Obligation.objects.filter(subject_id=plan_id, kind=GROUND_DECISION)
    return rows.filter(Q(period_key=number) | Q(period_key__startswith=number + _AGAIN))


def ground_to_decide(grant: Grant) -> Obligation | None:
    """The open duty to decide on what ground the case's decision is to be cancelled, if at all."""
    return grounds_of(grant.plan_id, grant.number).filter(status=Obligation.Status.OPEN).first()


def case_of_ground(period_key: str) -> str:
    """The number of the case that a duty to decide the ground is about."""
    return period_key.partition(_AGAIN)[0]


def _owe_ground(record: ActRecord, plan: Plan, number: str, on: date) -> None:
    known = grounds_of(plan.pk, number)
    if known.filter(status=Obligation.Status.OPEN).exists():
        return
    decided = known.filter(status=Obligation.Status.MET).count()
    key = f"{number}{_AGAIN}{decided + 1}" if decided else number
    title = f"取消しの根拠の判断（{number}）"
    _owe(record, plan, GROUND_DECISION, title, "ground_decision_due", on, key)


def owe_ground_missed(record: ActRecord, plan: Plan, number: str, since: ActRecord) -> None:
    """30 days for a case that stands again, where METI acted on its plan while it had no decision.

    since: the record of the cancellation.
    """
    acted = ActRecord.objects.filter(
        subject_id=plan.pk, target__in=_ACTED_ON, acted_at__gt=since.acted_at
    )
    if plan.state in _ACTED_ON and acted.exists():
        _owe_ground(record, plan, number, jst_day(record.acted_at))


def watch_ceiling(record: ActRecord, plan: Plan, on: date) -> None:
    """Decide within 30 days what to do with decisions above a plan's new ceiling; met once they
    are within it, whatever lowered them or raised it."""
    if not exceeds_ceiling(record, plan, on):
        duties.meet_all(record, plan, on, CEILING_CHECK)


def exceeds_ceiling(record: ActRecord, plan: Plan, on: date) -> bool:
    """Whether decisions are above the plan's ceiling; then what to do is decided in 30 days."""
    # Two cases of one plan moved at once would each see the other as it was.
    plan = lock(Plan, plan.pk)
    excess_yen = granted_under_yen(plan) - plan.ceiling_yen
    if excess_yen <= 0:
        return False
    if CEILING_CHECK not in duties.open_kinds(plan):
        rule = "ground_decision_due"
        duties.owe(
            record, plan, CEILING_CHECK,
            f"交付決定の変更の要否（最大助成額を {format_yen(excess_yen)} 超過）",
            due_on(rule, on, on), article=article_of(rule, on), period_key=str(record.pk),
        )  # fmt: skip
    return True


def _owe(
    record: ActRecord, plan: Plan, kind: str, title: str, rule: str, on: date, period_key: str
) -> None:
    # NEDO's own duty: it stands on the plan, which the companies' door does not read duties of.
    already = duties.open_kinds(plan, period_key=period_key)
    if kind not in already:
        due, article = due_on(rule, on, on), article_of(rule, on)
        duties.owe(record, plan, kind, title, due, article=article, period_key=period_key)

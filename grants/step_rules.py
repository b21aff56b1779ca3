"""The table of steps: which act is possible in which states, and what else must be given."""

from typing import Any

from django.db.models import Model

from grants.acts.accept_body_change import problems_accepting
from grants.acts.begin_compulsory_collection import problems_collecting
from grants.acts.claim_payment import claimable_kind, payable_yen
from grants.acts.close_grant import problems_closing
from grants.acts.confirm_instruction import problems_fulfilled
from grants.acts.decide_grant import problems_deciding
from grants.acts.demand_charges import problems_demanding_charges
from grants.acts.mark_overdue import problems_demanded, problems_overdue
from grants.acts.propose_demand import DEMANDABLE, problems_standing
from grants.acts.propose_extra_costs import problems_of_occasion
from grants.acts.propose_fixing import problems_fixing
from grants.acts.propose_succession import MOVABLE
from grants.acts.propose_void import problems_voiding
from grants.acts.record_disposal import problems_unpaid
from grants.acts.record_failed_payment import problems_counted_on
from grants.acts.register_asset import OWNING
from grants.acts.register_expense import SPENDING
from grants.acts.release_hold import problems_releasing
from grants.acts.request_change import problems_requesting
from grants.acts.start_grant import problems_started
from grants.acts.take_over_case import NOT_YET, problems_taking_over
from grants.case import granted_under_yen, in_flight_yen
from grants.coexistence import problems_coexisting
from grants.draft_steps import FILING_STEPS, QUESTION_STEPS
from grants.holds import problems_held
from grants.inspecting import FINDING, problems_planned, waiting_plan
from grants.late_measures import problems_suspending
from grants.models import (
    Asset,
    BodyChange,
    CoreTechnologyConsultation,
    Demand,
    Finding,
    Grant,
    Payment,
    PaymentHold,
    Plan,
    Question,
    RefundOrder,
    RefundReceipt,
    TroubleInstruction,
    TroubleReport,
)
from grants.models.inspection import InspectionKind
from grants.plan_measures import ground_to_decide
from grants.refund_case import open_charges
from grants.review import problems_with_checklist
from grants.steps import SAME_PERSON, Lack, Reader, StepRule
from grants.trouble import UNDER_WAY
from grants.within_plan import problems_with_period
from workflow.approvals import latest_draft
from workflow.calendar import day_text
from workflow.duties import open_kinds
from workflow.machines.asset import AssetState as A
from workflow.machines.consultation import ConsultationState
from workflow.machines.demand import DemandState as D
from workflow.machines.grant import CANCELLABLE
from workflow.machines.grant import GrantState as G
from workflow.machines.payment import PaymentState as P
from workflow.machines.plan import VALID
from workflow.machines.plan import PlanState as L
from workflow.machines.refund import RefundState as R
from workflow.problems import Problem


def _first(problems: list[Problem]) -> str:
    return problems[0].text if problems else ""


def _deciding(grant: Grant, reader: Reader) -> str:
    draft = latest_draft("DECISION", grant.pk)
    decided_yen = draft.content["decided_yen"] if draft else 0
    given_yen = granted_under_yen(grant.plan, besides=grant)
    problems = problems_deciding(grant.plan, decided_yen, given_yen)
    return _first(problems + problems_with_period(grant.plan, grant.ends_on))


def _as_officer(grant: Grant, reader: Reader) -> str:
    if grant.officer is None or grant.officer_id == reader.person.pk:
        return ""
    return f"担当者（{grant.officer.name}）が行います。"


def _examining(grant: Grant, reader: Reader) -> str:
    return _as_officer(grant, reader) or _first(problems_with_checklist(grant))


def _not_as_officer(grant: Grant, reader: Reader) -> str:
    return SAME_PERSON if grant.officer_id == reader.person.pk else ""


def _inspecting(kind: InspectionKind) -> Lack:
    def lack(grant: Grant, reader: Reader) -> str:
        planned = problems_planned(waiting_plan(grant, kind), reader.person)
        return _not_as_officer(grant, reader) or _first(planned)

    return lack


def _planning(grant: Grant, reader: Reader) -> str:
    is_final = grant.state == G.COMPLETED_REPORTED
    kind = InspectionKind.FINAL if is_final else InspectionKind.INTERIM
    return "決裁済みの検査計画があります。" if waiting_plan(grant, kind) else ""


def _remedying(finding: Finding, reader: Reader) -> str:
    return "" if FINDING in open_kinds(finding) else "是正は確認済みです。"


def _instructing(trouble: TroubleReport, reader: Reader) -> str:
    is_open = trouble.grant.state in UNDER_WAY
    return "" if is_open else "事業実施中の案件ではありません。"


def _fulfilling(instruction: TroubleInstruction, reader: Reader) -> str:
    return _first(problems_fulfilled(instruction))


def _starting(grant: Grant, reader: Reader) -> str:
    return _first(problems_started(grant))


def _claiming(grant: Grant, reader: Reader) -> str:
    kind = claimable_kind(grant)
    if kind is not None and payable_yen(grant, kind) > 0:
        return ""
    return "請求できる残りの額がありません（概算払は検査で認められた費用×助成率まで）。"


def _fixing(grant: Grant, reader: Reader) -> str:
    return _first(problems_fixing(grant) or problems_coexisting(grant, "FIXING"))


def _succeeding(grant: Grant, reader: Reader) -> str:
    if not grant.plan.parties.exclude(organisation=grant.organisation_id).exists():
        return "認定計画に、ほかの認定供給確保事業者がいません。"
    return _first(problems_coexisting(grant, "SUCCESSION"))


def _requesting(grant: Grant, reader: Reader) -> str:
    return _first(problems_requesting(grant))


def _accepting(change: BodyChange, reader: Reader) -> str:
    return _first(problems_accepting(change))


def _suspending(grant: Grant, reader: Reader) -> str:
    return _first(problems_suspending(grant, reader.today))


def _cancelling(grant: Grant, reader: Reader) -> str:
    if in_flight_yen(grant):
        return "支払手続中の請求があります。"
    return _first(problems_coexisting(grant, "CANCELLATION"))


def _bearing_extra_costs(grant: Grant, reader: Reader) -> str:
    return _first(problems_of_occasion(grant) or problems_coexisting(grant, "EXTRA_COSTS"))


def _demanding(grant: Grant, reader: Reader) -> str:
    return _first(problems_standing(grant))


def _closing(grant: Grant, reader: Reader) -> str:
    return _first(problems_closing(grant))


def _not_as_checker(payment: Payment, reader: Reader) -> str:
    return SAME_PERSON if payment.checked_by_id == reader.person.pk else ""


def _sending(payment: Payment, reader: Reader) -> str:
    if payment.approved_by_id == reader.person.pk:
        return SAME_PERSON
    return _first(problems_held(payment.grant))


def _judging(grant: Grant, reader: Reader) -> str:
    is_open = any(p.code == "checklist_open" for p in problems_with_checklist(grant))
    return _as_officer(grant, reader) or ("" if is_open else "必須の項目は判定済みです。")


def _without_ground(grant: Grant, reader: Reader) -> str:
    return "" if ground_to_decide(grant) else "判断を待つ認定取消し・変更指示がありません。"


def _producing(plan: Plan, reader: Reader) -> str:
    return "生産開始日は記録済みです。" if plan.production_started_on else ""


def _holding(hold: PaymentHold, reader: Reader) -> str:
    if hold.placed_by_id == reader.person.pk:
        return SAME_PERSON
    return _first(problems_releasing(hold, hold.plan, "理由"))


def _failing(payment: Payment, reader: Reader) -> str:
    return _first(problems_counted_on(payment.grant, payment))


def _overdue(order: RefundOrder, reader: Reader) -> str:
    return _first(problems_overdue(order, reader.now) + problems_demanded(order, reader.today))


def _demanding_charges(order: RefundOrder, reader: Reader) -> str:
    return _first(problems_demanding_charges(order, reader.today))


def _collecting(order: RefundOrder, reader: Reader) -> str:
    return _first(problems_collecting(order, reader.now))


def _setting_off(order: RefundOrder, reader: Reader) -> str:
    waiting = Payment.objects.filter(organisation_id=order.organisation_id, state=P.APPROVED)
    return "" if waiting.exists() else "この事業者に支払決定済みの支払がありません。"


def _waiving(order: RefundOrder, reader: Reader) -> str:
    return "" if any(open_charges(order)) else "未納の加算金・延滞金がありません。"


def _releasing(asset: Asset, reader: Reader) -> str:
    if reader.today > asset.restricted_until:
        return ""
    return f"処分制限期間は {day_text(asset.restricted_until)} までです。"


def _disposing(asset: Asset, reader: Reader) -> str:
    return _first(problems_unpaid(asset))


def _overpaid(receipt: RefundReceipt, reader: Reader) -> str:
    returned: Any = getattr(receipt, "overpayment_return", None)
    return "" if receipt.overpaid_yen and returned is None else "還付する過誤納金がありません。"


def _taking_over(grant: Grant, reader: Reader) -> str:
    return _first(problems_taking_over(grant, reader.person, "理由"))


def _voiding(grant: Grant, reader: Reader) -> str:
    return _first(problems_voiding(grant))


def _rule(act: str, *states: str, lack: Lack | None = None, **more: Any) -> StepRule:
    return StepRule(act, frozenset(states), lack=lack, **more)


def _aside(act: str, *states: str, lack: Lack | None = None, **more: Any) -> StepRule:
    """Possible, but nobody waits for it."""
    return StepRule(act, frozenset(states), is_next=False, lack=lack, **more)


def _work(act: str, document: str, *states: str, lack: Lack | None = None) -> StepRule:
    """Possible while there is work: a case cancelled in part after 額の確定 has none left."""

    def lacks(grant: Grant, reader: Reader) -> str:
        if grant.fixed_on is not None:
            return "額の確定が済んでいます。"
        if lack and (found := lack(grant, reader)):
            return found
        # Drafts are read inside only; what a company files is none.
        return _first(problems_coexisting(grant, document)) if document else ""

    return _aside(act, *states, drafts=document, lack=lacks)


RUNNING = (G.RUNNING, G.PARTLY_CANCELLED)
INSPECTED = (*RUNNING, G.COMPLETED_REPORTED)
REVIEWED = (G.UNDER_REVIEW, G.APPROVAL)
TAKEN = tuple(state for state in G if state not in NOT_YET)
GRANT_STEPS = (
    _rule("apply_for_grant", G.DRAFT, G.RETURNED),
    _aside("revise_application", G.DRAFT, G.RETURNED),
    _rule("begin_review", G.SUBMITTED),
    _aside("declare_conflict", G.SUBMITTED, *REVIEWED),
    _aside("take_over_case", *TAKEN, lack=_taking_over),
    _aside("ask_question"),
    _aside("return_application", G.SUBMITTED, G.UNDER_REVIEW),
    _rule("judge_checklist_item", G.UNDER_REVIEW, lack=_judging),
    _rule("examine_application", G.UNDER_REVIEW, lack=_examining),
    _rule("decide_grant", G.APPROVAL, approves="DECISION", lack=_deciding),
    _aside("send_back_decision", G.APPROVAL, approves="DECISION"),
    _aside("reject_application", G.UNDER_REVIEW, G.APPROVAL, lack=_not_as_officer),
    _rule("start_grant", G.DECIDED, G.PARTLY_CANCELLED, lack=_starting),
    *FILING_STEPS,
    _aside("withdraw_grant", G.DECIDED),
    _aside("propose_void", G.DECIDED, drafts="VOID", lack=_voiding),
    _rule("void_decision", G.DECIDED, approves="VOID", lack=_voiding),
    _aside("register_expense", *sorted(SPENDING)),
    _work("propose_inspection", "INSPECTION_PLAN", *INSPECTED, lack=_planning),
    _rule("approve_inspection", *INSPECTED, approves="INSPECTION_PLAN"),
    _rule("inspect_interim", *RUNNING, lack=_inspecting(InspectionKind.INTERIM)),
    _rule("claim_payment", *RUNNING, G.AMOUNT_FIXED, lack=_claiming),
    _aside("report_trouble", *RUNNING, G.SUSPENDED),
    _work("request_change", "", *RUNNING, lack=_requesting),
    _aside("notify_body_change", *sorted(MOVABLE)),
    _work("propose_change", "CHANGE", *RUNNING),
    _rule("approve_change", *RUNNING, approves="CHANGE"),
    _work("propose_compliance", "COMPLIANCE", *RUNNING),
    _rule("order_compliance", *RUNNING, approves="COMPLIANCE"),
    _work("propose_suspension", "SUSPENSION", *RUNNING, lack=_suspending),
    _rule("suspend_grant", *RUNNING, approves="SUSPENSION"),
    _aside("resume_grant", G.SUSPENDED),
    _aside("propose_succession", *sorted(MOVABLE), drafts="SUCCESSION", lack=_succeeding),
    _rule("approve_succession", *sorted(MOVABLE), approves="SUCCESSION"),
    _work("propose_abolition", "ABOLITION", *RUNNING, G.SUSPENDED),
    _rule("approve_abolition", *RUNNING, G.SUSPENDED, approves="ABOLITION"),
    _work("report_completion", "", *RUNNING, G.ABOLISHED, G.CORRECTION_ORDERED),
    _rule("inspect_final", G.COMPLETED_REPORTED, lack=_inspecting(InspectionKind.FINAL)),
    _aside("order_correction", G.UNDER_INSPECTION),
    _rule("propose_fixing", G.UNDER_INSPECTION, drafts="FIXING", lack=_fixing),
    _rule("fix_amount", G.UNDER_INSPECTION, approves="FIXING"),
    _aside("register_asset", *sorted(OWNING)),
    _rule("begin_monitoring", G.SETTLED),
    _aside("propose_demand", *sorted(DEMANDABLE), drafts="DEMAND", lack=_demanding),
    _rule("demand_return", *sorted(DEMANDABLE), approves="DEMAND"),
    _rule("close_grant", G.MONITORING, lack=_closing),
    _aside("decide_revocation_ground", lack=_without_ground),
    _aside("propose_cancellation", *CANCELLABLE, drafts="CANCELLATION", lack=_cancelling),
    _rule("cancel_decision", *CANCELLABLE, approves="CANCELLATION"),
    _aside(
        "propose_extra_costs", G.PARTLY_CANCELLED, drafts="EXTRA_COSTS", lack=_bearing_extra_costs
    ),
    _rule("approve_extra_costs", G.PARTLY_CANCELLED, approves="EXTRA_COSTS"),
)
PLAN_STEPS = (
    _aside("record_change_application", L.CERTIFIED, L.CHANGED),
    _aside("record_change_certification", *VALID),
    _aside("record_minor_change_notice", *VALID),
    _aside("record_change_order", *VALID),
    _aside("record_revocation", *VALID),
    _aside("record_production_start", *VALID, lack=_producing),
    _aside("record_yearly_check"),
    _aside("record_plan_end", *VALID),
    _aside("file_core_technology_consultation", *VALID),
)
HOLD_STEPS = (_aside("release_hold", lack=_holding),)
CONSULTATION_STEPS = (_rule("answer_consultation", ConsultationState.OPEN),)
PAYMENT_STEPS = (
    _rule("check_payment", P.REQUESTED),
    _rule("approve_payment", P.CHECKED, approves="PAYMENT", lack=_not_as_checker),
    _rule("instruct_bank", P.APPROVED, lack=_sending),
    _aside("refuse_payment", P.REQUESTED, P.CHECKED, P.APPROVED),
    _rule("confirm_payment", P.FILE_SENT),
    _aside("record_failed_payment", P.FILE_SENT, P.CONFIRMED, lack=_failing),
)
UNPAID = (R.ORDERED, R.PART_PAID, R.OVERDUE, R.COMPULSORY)
CHARGED = (R.PRINCIPAL_PAID, R.CHARGES_BILLED)
REFUND_STEPS = (
    _aside("receive_refund", *UNPAID, *CHARGED),
    _rule("mark_overdue", R.ORDERED, R.PART_PAID, R.OVERDUE, lack=_overdue),
    _rule("demand_charges", R.CHARGES_BILLED, lack=_demanding_charges),
    _aside("set_off_refund", R.OVERDUE, R.COMPULSORY, lack=_setting_off),
    _aside("begin_compulsory_collection", R.PART_PAID, R.OVERDUE, R.CHARGES_BILLED,
           lack=_collecting),
    _aside("propose_reduction", *R, drafts="REDUCTION"),
    _rule("reduce_order", *R, approves="REDUCTION"),
    _rule("bill_charges", R.PRINCIPAL_PAID),
    _aside("propose_waiver", *CHARGED, drafts="WAIVER", lack=_waiving),
    _rule("approve_waiver", *CHARGED, approves="WAIVER"),
)  # fmt: skip
ASSET_STEPS = (
    _aside("request_disposal", A.RESTRICTED),
    _rule("propose_disposal", A.DISPOSAL_REQUESTED, drafts="DISPOSAL"),
    _rule("approve_disposal", A.DISPOSAL_REQUESTED, approves="DISPOSAL"),
    _aside("refuse_disposal", A.DISPOSAL_REQUESTED),
    _aside("record_disposal", A.APPROVED, lack=_disposing),
    _aside("release_asset", A.RESTRICTED, lack=_releasing),
)
DEMAND_STEPS = (_aside("receive_return", D.DEMANDED),)
RECEIPT_STEPS = (
    _rule("propose_overpayment_return", drafts="OVERPAYMENT", lack=_overpaid),
    _rule("return_overpayment", approves="OVERPAYMENT", lack=_overpaid),
)
BODY_STEPS = (_rule("accept_body_change", lack=_accepting),)
FINDING_STEPS = (_rule("confirm_remedy", lack=_remedying),)
TROUBLE_STEPS = (_aside("instruct_on_trouble", lack=_instructing),)
INSTRUCTION_STEPS = (_rule("confirm_instruction", lack=_fulfilling),)
CANCELLATION_STEPS = (_rule("order_refund"),)
# Which acts are done to what has a machine.
STEPS_OF: dict[type[Model], tuple[StepRule, ...]] = {
    Plan: PLAN_STEPS,
    CoreTechnologyConsultation: CONSULTATION_STEPS,
    Grant: GRANT_STEPS,
    Payment: PAYMENT_STEPS,
    RefundOrder: REFUND_STEPS,
    Asset: ASSET_STEPS,
    Demand: DEMAND_STEPS,
    Question: QUESTION_STEPS,
}

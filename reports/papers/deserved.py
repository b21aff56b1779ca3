"""Which acts deserve a paper, and which of their records still wait for one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet

from fund.models import Endowment, Placement, StrayReceipt, Valuation, Voucher
from grants.models import (
    Asset,
    CoreTechnologyConsultation,
    Demand,
    Grant,
    Payment,
    Plan,
    RefundOrder,
    RefundReceipt,
    TroubleInstruction,
)
from reports.models import Report
from reports.papers import application, approved, arrivals, booked, catalogue, inner, moneys, orders
from reports.papers.cancellation import cancellation_notice
from reports.papers.catalogue import PaperKind
from reports.papers.change import change_notice
from reports.papers.decision import decision_notice
from reports.papers.disposal import disposal_notice, disposal_refusal
from reports.papers.extra_costs import extra_costs_notice
from reports.papers.fixing import amount_fixed_notice
from reports.papers.inspection import inspection_record
from reports.papers.instruction import instruction_letter
from reports.papers.payment import payment_notice
from reports.papers.refund import charges_notice, refund_order
from reports.papers.relief import charges_demand, demand_letter, reduction_notice, waiver_notice
from reports.papers.succession import succession_notice
from reports.pdf import filing_receipt
from workflow.act import PART
from workflow.machines.asset import AssetState
from workflow.machines.grant import GrantState
from workflow.machines.payment import PaymentState
from workflow.machines.refund import RefundState
from workflow.models import ActRecord, Extension, Obligation
from workflow.models.record import WRITTEN


@dataclass(frozen=True)
class Deserving:
    """A record on this kind of subject into one of these states deserves a paper.

    act: only of this act; "" for whichever act did it. targets: None for the act's own record (its
    first), whatever the state. build: makes the paper's content from the record and the number.
    """

    act: str
    subject: type[Model]
    targets: tuple[str, ...] | None
    kind: PaperKind
    build: Callable[[ActRecord, str], Any]

    def matches(self, record: ActRecord) -> bool:
        """Whether a record is one of these."""
        return (
            self.act in {"", record.act}
            and record.subject_type == self.subject._meta.label_lower
            and (PART not in record.key if self.targets is None else record.target in self.targets)
        )

    @property
    def condition(self) -> Q:
        """The same as a query."""
        into = Q(subject_type=self.subject._meta.label_lower)
        if self.targets is None:
            return into & Q(act=self.act) & ~Q(key__contains=PART)
        into &= Q(target__in=self.targets)
        return into & Q(act=self.act) if self.act else into


def _own(
    act: str, subject: type[Model], kind: PaperKind, build: Callable[[ActRecord, str], Any]
) -> Deserving:
    """One paper for the act's own record."""
    return Deserving(act, subject, None, kind, build)


DESERVING = (
    Deserving(
        "decide_grant", Grant, (GrantState.DECIDED,), catalogue.DECISION_NOTICE, decision_notice
    ),
    Deserving(
        "confirm_payment", Payment, (PaymentState.CONFIRMED,),
        catalogue.PAYMENT_NOTICE, payment_notice,
    ),
    Deserving(
        "inspect_interim", Grant, ("",), catalogue.INSPECTION_RECORD, inspection_record
    ),
    Deserving(
        "inspect_final", Grant, (GrantState.UNDER_INSPECTION,),
        catalogue.INSPECTION_RECORD, inspection_record,
    ),
    Deserving(
        "fix_amount", Grant, (GrantState.AMOUNT_FIXED,),
        catalogue.AMOUNT_FIXED_NOTICE, amount_fixed_notice,
    ),
    Deserving(
        "cancel_decision", Grant, (GrantState.PARTLY_CANCELLED, GrantState.CANCELLED),
        catalogue.CANCELLATION_NOTICE, cancellation_notice,
    ),
    Deserving("", RefundOrder, (RefundState.ORDERED,), catalogue.REFUND_ORDER, refund_order),
    Deserving("approve_change", Grant, ("",), catalogue.CHANGE_NOTICE, change_notice),
    Deserving(
        "approve_extra_costs", Grant, ("",), catalogue.EXTRA_COSTS_NOTICE, extra_costs_notice
    ),
    Deserving(
        "instruct_on_trouble", TroubleInstruction, ("",),
        catalogue.INSTRUCTION_LETTER, instruction_letter,
    ),
    Deserving("approve_succession", Grant, ("",), catalogue.SUCCESSION_NOTICE, succession_notice),
    Deserving(
        "mark_overdue", RefundOrder, (RefundState.OVERDUE,),
        catalogue.DEMAND_LETTER, demand_letter,
    ),
    Deserving(
        "demand_charges", RefundOrder, (RefundState.CHARGES_BILLED,),
        catalogue.CHARGES_DEMAND, charges_demand,
    ),
    Deserving(
        "reduce_order", RefundOrder, ("", RefundState.PRINCIPAL_PAID),
        catalogue.REDUCTION_NOTICE, reduction_notice,
    ),
    Deserving(
        "approve_waiver", RefundOrder, ("", RefundState.WAIVED),
        catalogue.WAIVER_NOTICE, waiver_notice,
    ),
    Deserving(
        "approve_disposal", Asset, (AssetState.APPROVED,),
        catalogue.DISPOSAL_NOTICE, disposal_notice,
    ),
    Deserving(
        "bill_charges", RefundOrder, (RefundState.CHARGES_BILLED,),
        catalogue.CHARGES_NOTICE, charges_notice,
    ),
    # To the company: plain letters
    _own("apply_for_grant", Grant, catalogue.APPLICATION_RECEIPT, application.application_receipt),
    _own("return_application", Grant, catalogue.APPLICATION_REPAIR, application.application_repair),
    _own("reject_application", Grant, catalogue.REJECTION_NOTICE, application.rejection_notice),
    _own("withdraw_grant", Grant, catalogue.WITHDRAWAL_RECEIPT, application.withdrawal_receipt),
    _own("approve_abolition", Grant, catalogue.ABOLITION_NOTICE, application.abolition_notice),
    _own("order_compliance", Grant, catalogue.COMPLIANCE_ORDER, orders.compliance_order),
    _own("suspend_grant", Grant, catalogue.SUSPENSION_ORDER, orders.suspension_order),
    _own("resume_grant", Grant, catalogue.RESUMPTION_NOTICE, orders.resumption_notice),
    _own("order_correction", Grant, catalogue.CORRECTION_ORDER, orders.correction_order),
    _own("report_completion", Grant, catalogue.COMPLETION_RECEIPT, arrivals.completion_receipt),
    _own("report_trouble", Grant, catalogue.TROUBLE_RECEIPT, arrivals.trouble_receipt),
    _own("accept_body_change", Grant, catalogue.BODY_CHANGE_RECEIPT, arrivals.body_change_receipt),
    _own(
        "answer_consultation", CoreTechnologyConsultation,
        catalogue.CONSULTATION_ANSWER, arrivals.consultation_answer,
    ),
    _own("return_report", Report, catalogue.REPORT_REPAIR, arrivals.report_repair),
    _own("hold_payments", Obligation, catalogue.REPORT_DEMAND, arrivals.report_demand),
    _own("decide_extension", Extension, catalogue.EXTENSION_ANSWER, arrivals.extension_answer),
    _own("refuse_payment", Payment, catalogue.CLAIM_REFUSAL, moneys.claim_refusal),
    _own("receive_refund", RefundOrder, catalogue.REFUND_RECEIPT, moneys.refund_receipt),
    _own("set_off_refund", Payment, catalogue.SET_OFF_NOTICE, moneys.set_off_notice),
    _own(
        "begin_compulsory_collection", RefundOrder,
        catalogue.COLLECTION_NOTICE, moneys.collection_notice,
    ),
    _own(
        "return_overpayment", RefundReceipt,
        catalogue.OVERPAYMENT_NOTICE, moneys.overpayment_notice,
    ),
    _own("demand_return", Grant, catalogue.PAY_NOTICE, moneys.pay_notice),
    _own("receive_return", Demand, catalogue.RETURN_RECEIPT, moneys.return_receipt),
    _own("refuse_disposal", Asset, catalogue.DISPOSAL_REFUSAL, disposal_refusal),
    # NEDO's own
    *(
        _own(act, Plan, catalogue.METI_RECORD, inner.meti_record)
        for act in (
            "record_certification", "record_revocation", "record_change_order",
            "record_change_application", "record_change_certification",
            "record_minor_change_notice",
        )
    ),
    _own("record_yearly_check", Plan, catalogue.CHECK_RECORD, inner.check_record),
    _own("examine_application", Grant, catalogue.REVIEW_RECORD, inner.review_record),
    _own("decide_revocation_ground", Grant, catalogue.GROUND_SHEET, inner.ground_sheet),
    _own("close_grant", Grant, catalogue.CLOSING_RECORD, inner.closing_record),
    _own("approve_inspection", Grant, catalogue.INSPECTION_PLAN, approved.inspection_plan),
    _own("approve_payment", Payment, catalogue.PAYMENT_SHEET, approved.payment_sheet),
    _own("void_decision", Grant, catalogue.VOID_SHEET, approved.void_sheet),
    _own("approve_placement", Placement, catalogue.PLACEMENT_SHEET, approved.placement_sheet),
    _own("approve_voucher", Voucher, catalogue.VOUCHER_SHEET, approved.voucher_sheet),
    _own("settle_voucher", Voucher, catalogue.CASH_RECORD, booked.cash_record),
    _own("endow_fund", Endowment, catalogue.ENDOWMENT_RECORD, booked.endowment_record),
    _own("add_income", Valuation, catalogue.INCOME_RECORD, booked.income_record),
    _own("value_holdings", Valuation, catalogue.VALUATION_RECORD, booked.valuation_record),
    _own("record_stray_receipt", StrayReceipt, catalogue.STRAY_RECORD, booked.stray_record),
)  # fmt: skip


# What an act issues itself, at once.
AT_ONCE = {
    "release_report": filing_receipt.TITLE,
    "issue_fund_statement": catalogue.FUND_STATEMENT.title,
}


def deserving(record: ActRecord) -> Deserving | None:
    """The row that says which paper a record deserves, or None."""
    return next((row for row in DESERVING if row.matches(record)), None)


def titles_of(records: Iterable[ActRecord], *, is_outside: bool = False) -> list[str]:
    """The papers an act brings, by the records it would write. Outside, only what goes out."""
    found: list[str] = []
    for record in records:
        row = deserving(record)
        if row is not None and not (is_outside and row.kind.is_inner):
            found.append(row.kind.title)
        elif row is None and PART not in record.key and record.act in AT_ONCE:
            found.append(AT_ONCE[record.act])
    return list(dict.fromkeys(found))


def waiting() -> QuerySet[ActRecord]:
    """Records whose paper is not issued yet, oldest first.

    Found by the missing paper, never by "newer than the last one seen": a record whose transaction
    commits late has a small number and would be passed over. A payment that the bank gave back
    before its paper was issued deserves none, nor does a decision that was void.
    """
    any_of = Q(pk__in=[])
    for row in DESERVING:
        any_of |= row.condition
    returned = Payment.objects.filter(state=PaymentState.FAILED).values("pk")
    unpaid = Q(act="confirm_payment", subject_id__in=returned)
    due = ActRecord.objects.filter(any_of, paper__isnull=True)
    voided = ActRecord.objects.filter(act="void_decision").values_list("facts__voids", flat=True)
    return due.exclude(unpaid).exclude(pk__in=list(voided)).order_by(WRITTEN)

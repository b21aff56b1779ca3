"""Which acts deserve a paper, and which of their records still wait for one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from grants.models import Asset, Grant, Payment, RefundOrder, TroubleInstruction
from reports.papers import catalogue
from reports.papers.cancellation import cancellation_notice
from reports.papers.catalogue import PaperKind
from reports.papers.change import change_notice
from reports.papers.decision import decision_notice
from reports.papers.disposal import disposal_notice
from reports.papers.extra_costs import extra_costs_notice
from reports.papers.fixing import amount_fixed_notice
from reports.papers.inspection import inspection_record
from reports.papers.instruction import instruction_letter
from reports.papers.payment import payment_notice
from reports.papers.refund import charges_notice, refund_order
from reports.papers.relief import charges_demand, demand_letter, reduction_notice, waiver_notice
from reports.papers.succession import succession_notice
from workflow.machines.asset import AssetState
from workflow.machines.grant import GrantState
from workflow.machines.payment import PaymentState
from workflow.machines.refund import RefundState
from workflow.models import ActRecord
from workflow.models.record import WRITTEN

# What a paper's act is done to: a case, or a part that knows its case.
Subject = Grant | Payment | RefundOrder | Asset | TroubleInstruction


@dataclass(frozen=True)
class Deserving:
    """A record on this kind of subject into one of these states deserves a paper.

    act: only of this act; "" for whichever act did it. build: makes the paper's content from the
    record and the paper's number.
    """

    act: str
    subject: type[Subject]
    targets: tuple[str, ...]
    kind: PaperKind
    build: Callable[[ActRecord, str], Any]

    def matches(self, record: ActRecord) -> bool:
        """Whether a record is one of these."""
        return (
            self.act in {"", record.act}
            and record.subject_type == self.subject._meta.label_lower
            and record.target in self.targets
        )

    @property
    def condition(self) -> Q:
        """The same as a query."""
        into = Q(subject_type=self.subject._meta.label_lower, target__in=self.targets)
        return into & Q(act=self.act) if self.act else into


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
)  # fmt: skip


def deserving(record: ActRecord) -> Deserving | None:
    """The row that says which paper a record deserves, or None."""
    return next((row for row in DESERVING if row.matches(record)), None)


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
    due = ActRecord.objects.filter(any_of, paper__isnull=True)
    voided = ActRecord.objects.filter(act="void_decision").values_list("facts__voids", flat=True)
    return due.exclude(subject_id__in=returned).exclude(pk__in=list(voided)).order_by(WRITTEN)

"""督促 and 時効 of what a refund order asks for: its principal, and its charges once billed.

The first 督促 of a claim begins the time anew (国税通則法73条1項4号); a later one only reminds
(民法150条2項), so the earlier day stands: it is the safe one.
"""

from dataclasses import dataclass
from datetime import date

from django.db import models

from grants.models import RefundOrder
from grants.refund_case import open_charges
from grants.write_offs import owed_yen
from workflow import duties
from workflow.act import running_act
from workflow.calendar import Due, day_text
from workflow.law import article_of, due_on
from workflow.machines.refund import RefundState
from workflow.models import ActRecord, Obligation
from workflow.problems import Problem

LIMITATION = "LIMITATION"


class Claim(models.TextChoices):
    """What an order asks for, by the kind of duty of whoever has to pay it."""

    PRINCIPAL = "REFUND", "返還金"
    CHARGES = "CHARGES", "加算金・延滞金"


# NEDO's duty to demand each of them again.
DEMANDS = {Claim.PRINCIPAL: "DEMAND", Claim.CHARGES: "DEMAND_CHARGES"}


@dataclass(frozen=True)
class OpenClaim:
    """What is to be paid now on an order, in yen: what is left of the principal, else its charges.

    due_on: None while the charges are not billed. was_demanded: whether a 督促 was made of it.
    """

    claim: Claim
    surcharge_yen: int
    late_yen: int
    principal_yen: int
    due_on: date | None
    was_demanded: bool

    @property
    def open_yen(self) -> int:
        """The sum, in yen."""
        return self.principal_yen + self.surcharge_yen + self.late_yen


def open_claim(order: RefundOrder) -> OpenClaim:
    """What a company has to pay now on an order, and by when."""
    principal = owed_yen(order)
    claim = Claim.PRINCIPAL if principal else Claim.CHARGES
    surcharge, late = (0, 0) if principal else open_charges(order)
    is_asked_for = principal > 0 or order.billed_on is not None
    due = payable_until(order, claim) if is_asked_for else None
    return OpenClaim(claim, surcharge, late, principal, due, was_demanded(order, claim))


def claim_of(order: RefundOrder) -> Claim:
    """What is to be collected on an order as it stands."""
    return Claim.CHARGES if order.state == RefundState.CHARGES_BILLED else Claim.PRINCIPAL


def payable_until(order: RefundOrder, claim: Claim) -> date:
    """The last day on which a claim is paid in time."""
    if claim is Claim.PRINCIPAL:
        return order.due_on
    billed = Obligation.objects.filter(subject_id=order.pk, kind=claim)
    return billed.exclude(status=Obligation.Status.SUPERSEDED).latest("due_on").due_on


def was_demanded(order: RefundOrder, claim: Claim) -> bool:
    """Whether a 督促 of this claim was ever made."""
    return Obligation.objects.filter(subject_id=order.pk, kind=DEMANDS[claim]).exists()


def last_demand(order: RefundOrder, claim: Claim) -> Obligation | None:
    """The duty to demand again that the last 督促 dated; None before the first."""
    rows = Obligation.objects.filter(subject_id=order.pk, kind=DEMANDS[claim])
    return rows.filter(status=Obligation.Status.OPEN).first()


def problems_demanding_again(order: RefundOrder, claim: Claim, today: date) -> list[Problem]:
    """A claim is demanded again when its last 督促 says so, not before."""
    last = last_demand(order, claim)
    if last is None or today >= last.due_on:
        return []
    return [
        Problem(
            "demanded",
            "督促したばかりです。",
            f"次の督促は {day_text(last.due_on)} 以後に行います。",
        )
    ]


def demand_again(record: ActRecord, order: RefundOrder, claim: Claim, today: date) -> None:
    """The 督促 of today is the one the last had dated; the next follows, and the first one lets
    the time of the limitation begin anew."""
    if not was_demanded(order, claim):
        watch(record, order, claim, today)
    duties.meet_all(record, order, today, DEMANDS[claim])
    duties.owe(
        record, order, DEMANDS[claim], f"{claim.label}の督促",
        due_on("demand_again", today, order.ordered_on),
        article=article_of("demand_again", order.ordered_on), period_key=today.isoformat(),
    )  # fmt: skip


def watch(record: ActRecord, order: RefundOrder, claim: Claim, from_on: date) -> None:
    """Date the end of the limitation from a day, anew where it was dated before."""
    due: Due = due_on("limitation", from_on, order.ordered_on)
    rows = Obligation.objects.filter(subject_id=order.pk, kind=LIMITATION, period_key=claim)
    dated = rows.filter(status=Obligation.Status.OPEN).first()
    if dated is not None:
        duties.redate(record, dated, due)
        return
    duties.owe(
        record, order, LIMITATION, f"{claim.label}の時効の管理", due,
        article=article_of("limitation", order.ordered_on), period_key=claim,
    )  # fmt: skip


def let_go(record: ActRecord, order: RefundOrder) -> None:
    """Of a claim of which nothing is owed any more no 督促 is owed; it ended in time."""
    owed = {Claim.PRINCIPAL: owed_yen(order), Claim.CHARGES: sum(open_charges(order))}
    for claim, yen in owed.items():
        if not yen:
            duties.cancel_open(record, order, DEMANDS[claim])
            duties.meet(record, order, LIMITATION, running_act().today, period_key=claim)

"""What was so when an act was done, whatever happened since: read from records that never change.

A paper may be issued days after its act (no worker was running), so it must not read columns that
later acts rewrite.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from grants.models import Grant, RefundOrder
from reports.models import IssuedPaper
from reports.papers.catalogue import PaperKind
from workflow.machines.grant import GrantState
from workflow.machines.refund import RefundState
from workflow.models import ActRecord, Draft
from workflow.models.record import WRITTEN
from workflow.problems import Problem, Refused


def before(record: ActRecord) -> QuerySet[ActRecord]:
    """The records written before this one, oldest first. Their acted_at may be the same."""
    numbered = ActRecord.objects.annotate(written=WRITTEN)
    mine = numbered.values_list("written", flat=True).get(pk=record.pk)
    return numbered.filter(written__lt=mine).order_by("written")


def decision_draft(grant: Grant) -> Draft:
    """The decision as approved: the version its record names."""
    record = ActRecord.objects.get(subject_id=grant.pk, target=GrantState.DECIDED)
    return Draft.objects.get(
        document="DECISION", subject_id=grant.pk, version=record.facts["version"]
    )


def standing_yen(grant: Grant, record: ActRecord) -> int:
    """What stood of the grant before a record: the decision as changed since, or after 額の確定 the
    fixed amount, less what was cancelled of it. Either regains what an order loses on appeal."""
    earlier = before(record).filter(subject_id=grant.pk)
    cancelled = earlier.filter(act="cancel_decision")
    fixing, orders = fixing_before(grant, record), grant.refund_orders.all()
    if fixing is None:
        decided: int = decision_draft(grant).content["decided_yen"]
        changes = earlier.filter(act__in=("approve_change", "approve_extra_costs"))
        decided += sum(one.facts["after_yen"] - one.facts["before_yen"] for one in changes)
        return decided - _cancelled_yen(cancelled) + _reduced_yen(orders, record)
    counted = set(before(fixing).filter(subject_id=grant.pk).values_list("pk", flat=True))
    fixed: int = fixing.facts["fixed_yen"]
    since = _reduced_yen(orders, record) - _reduced_yen(orders, fixing)
    return fixed - _cancelled_yen(x for x in cancelled if x.pk not in counted) + since


def _cancelled_yen(records: Iterable[ActRecord]) -> int:
    return sum(record.facts["cancelled_yen"] for record in records)


def fixing_before(grant: Grant, record: ActRecord) -> ActRecord | None:
    """The record of 額の確定, if it was made before this one."""
    # A payment that the bank gave back moves the case to the same state.
    fixed = before(record).filter(
        subject_id=grant.pk, act="fix_amount", target=GrantState.AMOUNT_FIXED
    )
    return fixed.last()


def ordered_back_yen(grant: Grant, record: ActRecord) -> int:
    """What had been ordered back before a record, less what appeals had taken off."""
    orders = grant.refund_orders.all()
    made = before(record).filter(subject_id__in=orders.values("pk"), target=RefundState.ORDERED)
    yen: int = sum(order.facts["principal_yen"] for order in made)
    return yen - _reduced_yen(orders, record)


def principal_yen(order: RefundOrder, record: ActRecord) -> int:
    """The principal of an order before a record: as ordered, less what appeals had taken off."""
    orders = RefundOrder.objects.filter(pk=order.pk)
    return order.principal_yen - _reduced_yen(orders, record)


def _reduced_yen(orders: QuerySet[RefundOrder], record: ActRecord) -> int:
    reductions = before(record).filter(subject_id__in=orders.values("pk"), act="reduce_order")
    return sum(reduction.facts["reduced_yen"] for reduction in reductions)


def issued(kind: PaperKind, cause_id: UUID) -> IssuedPaper:
    """The paper an act deserved; refused while it is still missing."""
    paper = IssuedPaper.objects.filter(kind=kind.code, cause_id=cause_id).first()
    if paper is None:
        raise Refused(
            Problem(
                "paper_first",
                f"先に発行すべき{kind.title}がまだ発行されていません。",
                "先の文書を発行してから、もう一度発行してください。",
            )
        )
    return paper

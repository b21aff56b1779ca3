"""返還命令の減額の起案: an appeal was upheld; the order is to be lowered, or all of it taken back.

Who: case_officer
State: — (refund ORDERED, PART_PAID, OVERDUE, COMPULSORY, PRINCIPAL_PAID, CHARGES_BILLED, CLEARED, WAIVED)
Ledger: none
Paper: none (the draft is put up)
Deadline: none
"""  # noqa: E501 (the state is one line)

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fund.money import format_yen
from grants.acts.propose_fixing import DOCUMENT as FIXING
from grants.case import standing_principal_yen
from grants.models import OrderReduction, RefundOrder
from grants.refund_terms import Ground
from grants.write_offs import written_off_yen
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.approvals import latest_draft, put_up
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if

DOCUMENT = "REDUCTION"


@dataclass(frozen=True)
class ReductionProposal:
    """By how many yen the order is lowered, by which ruling, and why."""

    reduced_yen: int
    ruling: str
    reason: str


def problems_reducing(order: RefundOrder, given: ReductionProposal) -> list[Problem]:
    """Every reason why the order cannot be lowered by this sum."""
    problems = []
    # What was written off is no receivable any more that could be taken back.
    standing = standing_principal_yen(order) - written_off_yen(order)
    if not 0 < given.reduced_yen <= standing:
        problems.append(
            Problem(
                "reduced_yen",
                f"減額できるのは、貸倒れを除く返還額 {format_yen(standing)} までの額です。",
                "減額を直してください。",
                "reduced_yen",
            )
        )
    room = room_yen(order)
    if room is not None and given.reduced_yen > room:
        problems.append(
            Problem(
                "excess",
                f"減額できる額は {format_yen(room)} です。それを超えると、額の確定で認めた額を"
                "超えて交付した額が事業者に残ります。",
                "その額は返還を命じなければなりません（適正化法18条2項）。裁決書を確認し、"
                "減額を直してください。",
                "reduced_yen",
                given.reduced_yen - room,
            )
        )
    if not given.ruling.strip() or not given.reason.strip():
        problems.append(
            Problem(
                "ruling",
                "裁決等の番号と理由を記入してください。",
                "裁決書を確認してください。",
                "ruling",
            )
        )
    return problems


def room_yen(order: RefundOrder) -> int | None:
    """By how much 18条2項 lets an order be lowered, in yen; None where it says nothing.

    Once the amount is fixed, what was taken back before stands again as far as more was admitted
    than fixed: beyond that it would be an excess at once. The excess itself is not lowered at all.
    """
    grant = order.grant
    is_after = order.cancellation is not None and order.cancellation.is_after_fixing
    if grant.fixed_yen is None or is_after:
        return None
    fixing = latest_draft(FIXING, grant.pk)
    if order.ground == Ground.ART18_2 or fixing is None:
        return 0
    given_back = OrderReduction.objects.filter(order__grant=grant, is_after_fixing=True)
    given_back = given_back.exclude(order__cancellation__is_after_fixing=True)
    beyond = int(fixing.content["sum_yen"]) - grant.fixed_yen
    return max(beyond - sum(reduction.reduced_yen for reduction in given_back), 0)


@act
def propose_reduction(
    order_id: UUID, given: ReductionProposal, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Put the reduction up (起案)."""
    order = lock(RefundOrder, order_id)
    refuse_if(problems_reducing(order, given))
    draft = put_up(DOCUMENT, order, dict(vars(given)), amount_yen=given.reduced_yen)
    return record_act(
        order, reason=given.reason, reduced_yen=given.reduced_yen, version=draft.version
    )

"""過誤納金の還付の起案: only where more came in than was owed."""

from datetime import date
from uuid import UUID

from grants.acts.propose_overpayment_return import propose_overpayment_return
from grants.models import RefundReceipt
from grants.refund_case import open_charges
from tests.deeds import Deed, deed, perform, refusal
from tests.grants.stage import StagedWorld
from workflow.approvals import latest_draft

DAY = date(2025, 11, 12)


def overpaid(world: StagedWorld) -> UUID:
    """The receipt by which 700 yen too many arrived."""
    case = world.case("billed")
    case.receive(sum(open_charges(case.order)) + 700, on=DAY)
    return RefundReceipt.objects.get(order=case.order, overpaid_yen=700).pk


def lawful(world: StagedWorld) -> Deed:
    """The 700 yen are put up."""
    return deed(propose_overpayment_return, overpaid(world), on=DAY)


def test_it_is_put_up_in_a_version(world: StagedWorld) -> None:
    doing = lawful(world)
    perform(world, doing)
    draft = latest_draft("OVERPAYMENT", doing.args[0])
    assert draft is not None
    assert draft.content["amount_yen"] == 700


def test_a_receipt_without_surplus_gives_nothing_back(world: StagedWorld) -> None:
    receipt = RefundReceipt.objects.filter(order=world.case("principal paid").order)[0]
    assert set(refusal(world, propose_overpayment_return, receipt.pk, on=DAY)) == {"nothing"}

"""支払の審査と起案: the clerk runs the sums again and puts the payment up."""

from datetime import date

from grants.acts.check_payment import DOCUMENT, check_payment
from tests.deeds import Deed, deed, perform, refusal, told
from tests.grants.stage import StagedWorld
from tests.grants.world import MILLION
from workflow.approvals import pending_draft
from workflow.models import Role


def lawful(world: StagedWorld) -> Deed:
    """A claim within its bounds."""
    return deed(check_payment, world.case("claimed").payment)


def test_the_payment_is_put_up_with_what_was_payable(world: StagedWorld) -> None:
    case = world.case("claimed")
    record = perform(world, lawful(world))
    payment = case.last_payment
    assert (payment.state, payment.checked_by) == ("CHECKED", world.people[Role.ACCOUNTING_CLERK])
    content = pending_draft(DOCUMENT, payment.pk).content
    assert (content["amount_yen"], content["payable_yen"]) == (50 * MILLION, 60 * MILLION)
    assert told(record) == {}


def test_a_claim_that_lost_its_ground_is_not_put_up(world: StagedWorld) -> None:
    case = world.case("claimed").inspect(30 * MILLION, 0, on=date(2025, 9, 9))
    problems = refusal(world, check_payment, case.payment)
    assert problems["above_payable"].short_yen == 40 * MILLION


def test_a_claim_is_checked_once(world: StagedWorld) -> None:
    case = world.case("checked")
    assert set(refusal(world, check_payment, case.payment)) == {"wrong_state"}

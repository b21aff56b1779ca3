"""振込の依頼: a third person hands it to the bank, once; a hold stops it here too."""

from datetime import date

import pytest

from grants.acts.approve_payment import approve_payment
from grants.acts.check_payment import check_payment
from grants.acts.instruct_bank import instruct_bank
from tests.deeds import Deed, deed, perform, refusal, told
from tests.grants.stage import FIRST_DAY, StagedWorld, verified
from tests.grants.world import MILLION
from tests.people import hire
from workflow.models import Role


def lawful(world: StagedWorld) -> Deed:
    """An approved payment."""
    return deed(instruct_bank, world.case("approved").payment)


def test_the_bank_is_instructed(world: StagedWorld) -> None:
    case = world.case("approved")
    record = perform(world, lawful(world))
    assert (case.last_payment.state, told(record)) == ("FILE_SENT", {})


def test_a_payment_goes_to_the_bank_once(world: StagedWorld) -> None:
    case = world.case("instructed")
    assert set(refusal(world, instruct_bank, case.payment)) == {"wrong_state"}


@pytest.mark.parametrize("role", [Role.ACCOUNTING_CLERK, Role.ACCOUNTING_APPROVER])
def test_the_cashier_neither_checked_nor_approved(world: StagedWorld, role: Role) -> None:
    nedo = world.people[Role.CASE_OFFICER].memberships.get().organisation
    both = hire(nedo, role, Role.CASHIER)
    case = world.case("claimed")
    clerk = both if role == Role.ACCOUNTING_CLERK else world.people[Role.ACCOUNTING_CLERK]
    approver = both if role != Role.ACCOUNTING_CLERK else world.people[Role.ACCOUNTING_APPROVER]
    world.do(check_payment, case.payment, by=clerk)
    world.do(approve_payment, case.payment, 1, world.today, by=approver)
    assert set(refusal(world, instruct_bank, case.payment, by=both)) == {"same_person"}


def test_a_hold_stops_what_was_approved(world: StagedWorld) -> None:
    case = world.case("approved")
    world.hold(case)
    assert set(refusal(world, instruct_bank, case.payment)) == {"plan_hold"}


def test_an_overdue_refund_of_the_company_stops_every_payment_to_it(world: StagedWorld) -> None:
    refunded = world.case("ordered")
    world.today = FIRST_DAY
    case = verified(world.draft()).claim(MILLION).check().approve()
    assert refunded.order.due_on == date(2025, 10, 29)
    problems = refusal(world, instruct_bank, case.payment, on=date(2025, 10, 30))
    assert set(problems) == {"refund_hold"}
    refunded.receive(1, on=date(2025, 10, 30))
    assert set(refusal(world, instruct_bank, case.payment)) == {"refund_hold"}

"""支払の決定: another person approves; a hold on plan, case or company stops it."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from grants.acts.approve_payment import approve_payment
from grants.acts.check_payment import check_payment
from grants.models import Payment
from tests.deeds import Deed, deed, perform, refusal, told
from tests.grants.stage import StagedWorld
from tests.people import hire
from workflow.models import Role


def lawful(world: StagedWorld) -> Deed:
    """What the clerk put up is approved, to be paid today."""
    case = world.case("checked")
    return deed(approve_payment, case.payment, 1, world.today)


def test_the_payment_names_both_people_and_its_day(world: StagedWorld) -> None:
    case = world.case("checked")
    record = perform(world, lawful(world))
    payment = case.last_payment
    assert (payment.state, payment.pay_on) == ("APPROVED", world.today)
    assert payment.checked_by == world.people[Role.ACCOUNTING_CLERK]
    assert payment.approved_by == world.people[Role.ACCOUNTING_APPROVER]
    assert told(record) == {}


def test_a_payment_is_not_dated_back(world: StagedWorld) -> None:
    case = world.case("checked")
    friday = world.today - timedelta(days=3)
    assert set(refusal(world, approve_payment, case.payment, 1, friday)) == {"pay_on"}


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2025, 11, 1), "土曜日"),
        (date(2025, 11, 3), "文化の日"),
        (date(2025, 12, 31), "年末年始の休業日"),
    ],
)
def test_no_payment_is_planned_for_a_day_the_banks_are_closed(
    world: StagedWorld, day: date, why: str
) -> None:
    case = world.case("checked")
    (problem,) = refusal(world, approve_payment, case.payment, 1, day).values()
    assert (problem.code, problem.field) == ("bank_closed", "pay_on")
    assert why in problem.text
    # The offices are closed on the 29th, the banks are not.
    world.do(approve_payment, case.payment, 1, date(2025, 12, 29))


def test_another_version_is_not_approved(world: StagedWorld) -> None:
    case = world.case("checked")
    problems = refusal(world, approve_payment, case.payment, 2, world.today)
    assert set(problems) == {"stale_version"}


def test_a_plan_in_question_holds_the_payment(world: StagedWorld) -> None:
    case = world.case("checked")
    world.hold(case)
    problems = refusal(world, approve_payment, case.payment, 1, world.today)
    assert set(problems) == {"plan_hold"}


def test_a_suspended_case_is_not_paid(world: StagedWorld) -> None:
    case = world.force(world.case("checked"), "SUSPENDED")
    problems = refusal(world, approve_payment, case.payment, 1, world.today)
    assert set(problems) == {"stopped"}


def test_who_checked_does_not_approve(world: StagedWorld) -> None:
    nedo = world.people[Role.CASE_OFFICER].memberships.get().organisation
    both = hire(nedo, Role.ACCOUNTING_CLERK, Role.ACCOUNTING_APPROVER)
    case = world.case("claimed")
    world.do(check_payment, case.payment, by=both)
    problems = refusal(world, approve_payment, case.payment, 1, world.today, by=both)
    assert set(problems) == {"same_person"}


def test_the_database_refuses_one_person_for_both(world: StagedWorld) -> None:
    case = world.case("checked")
    clerk = world.people[Role.ACCOUNTING_CLERK]
    payments = Payment.objects.filter(pk=case.last_payment.pk)
    with (
        pytest.raises(IntegrityError, match="checker_is_not_payment_approver"),
        transaction.atomic(),
    ):
        payments.update(approved_by=clerk)
    with (
        pytest.raises(IntegrityError, match="approved_payment_names_two_people"),
        transaction.atomic(),
    ):
        payments.update(state="APPROVED")


def test_nothing_is_approved_that_was_not_put_up(world: StagedWorld) -> None:
    case = world.case("claimed")
    day = date(2025, 9, 8)
    assert set(refusal(world, approve_payment, case.payment, 1, day)) == {"no_draft"}

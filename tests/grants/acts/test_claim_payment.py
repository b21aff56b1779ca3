"""概算払・精算払の請求: within what is verified and decided, or what was fixed and is unpaid."""

from datetime import date

import pytest

from grants.acts.claim_payment import claim_payment
from grants.models import Payment
from grants.models.payment import PaymentKind
from tests.deeds import Deed, deed, perform, refusal, told
from tests.grants.stage import StagedWorld
from tests.grants.world import MILLION
from workflow.models import Role

ADVANCE, FINAL = PaymentKind.ADVANCE.value, PaymentKind.FINAL.value


def lawful(world: StagedWorld) -> Deed:
    """The company claims 50 of the 60 million it may."""
    return deed(claim_payment, world.case("verified").pk, ADVANCE, 50 * MILLION)


def test_a_claim_is_one_payment_and_tells_accounting(world: StagedWorld) -> None:
    record = perform(world, lawful(world))
    payment = Payment.objects.get(pk=record.subject_id)
    assert (payment.state, payment.kind, payment.number) == ("REQUESTED", "ADVANCE", 1)
    assert (payment.amount_yen, payment.claimed_on) == (50 * MILLION, world.today)
    assert told(record) == {"payment_claimed": 1}


def test_the_accountant_may_claim_too(world: StagedWorld) -> None:
    perform(world, lawful(world), by=Role.RECIPIENT_ACCOUNTANT)


def test_what_is_claimed_or_paid_is_not_there_a_second_time(world: StagedWorld) -> None:
    claimed = world.case("claimed")
    problems = refusal(world, claim_payment, claimed.pk, ADVANCE, 10 * MILLION + 1)
    assert (set(problems), problems["above_payable"].short_yen) == ({"above_payable"}, 1)
    advanced = world.case("advanced")
    problems = refusal(world, claim_payment, advanced.pk, ADVANCE, 11 * MILLION)
    assert problems["above_payable"].short_yen == 1 * MILLION
    advanced.claim(10 * MILLION, on=date(2025, 9, 9))


@pytest.mark.parametrize("yen", [0, -1])
def test_a_claim_is_positive(world: StagedWorld, yen: int) -> None:
    case = world.case("verified")
    assert set(refusal(world, claim_payment, case.pk, ADVANCE, yen)) == {"amount"}


def test_the_rest_of_a_fixed_amount_is_claimed_as_final_payment(world: StagedWorld) -> None:
    case = world.case("AMOUNT_FIXED")
    problems = refusal(world, claim_payment, case.pk, FINAL, 70 * MILLION + 1)
    assert problems["above_payable"].short_yen == 1
    case.claim(70 * MILLION, FINAL, on=world.today)


@pytest.mark.parametrize(
    ("situation", "kind"),
    [
        ("DECIDED", ADVANCE),
        ("RUNNING", FINAL),
        ("COMPLETED_REPORTED", ADVANCE),
        ("AMOUNT_FIXED", ADVANCE),
        ("SETTLED", FINAL),
        ("SUSPENDED", ADVANCE),
        ("CANCELLED", ADVANCE),
        ("partly cancelled fixed", ADVANCE),
        ("PARTLY_CANCELLED", FINAL),
    ],
)
def test_each_kind_has_its_time(world: StagedWorld, situation: str, kind: str) -> None:
    case = world.case(situation)
    assert "wrong_state" in refusal(world, claim_payment, case.pk, kind, 1)


def test_after_a_part_cancellation_of_a_fixed_amount_the_rest_is_still_paid(
    world: StagedWorld,
) -> None:
    # 120 fixed, 50 advanced, 40 cancelled: 30 million are left to be paid.
    case = world.case("partly cancelled fixed")
    problems = refusal(world, claim_payment, case.pk, FINAL, 30 * MILLION + 1)
    assert problems["above_payable"].short_yen == 1
    case.pay(30 * MILLION, FINAL, on=date(2026, 2, 10))
    assert case.grant.state == "SETTLED"


def test_money_that_must_come_back_is_not_advanced_anew(world: StagedWorld) -> None:
    case = world.case("PARTLY_CANCELLED").inspect(300 * MILLION, 40 * MILLION)
    assert set(refusal(world, claim_payment, case.pk, ADVANCE, 1)) == {"above_payable"}

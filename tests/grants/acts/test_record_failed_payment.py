"""振込不能・組戻し: cash comes back by a new entry, and the claim may be made anew."""

from datetime import date

import pytest

from fund.chart import CASH
from fund.queries import balance, entries_of_key
from grants.acts.record_failed_payment import record_failed_payment
from grants.case import balances_of
from grants.models.payment import PaymentKind
from tests.deeds import Deed, deed, perform, posted, refusal, told
from tests.grants.stage import StagedWorld
from tests.grants.world import MILLION

PAID_ON, DAY = date(2025, 9, 8), date(2025, 9, 9)
REASON = "口座なし"


def lawful(world: StagedWorld) -> Deed:
    """The bank gave an advance back the next day."""
    return deed(record_failed_payment, world.case("advanced").payment, DAY, REASON, on=DAY)


def test_the_entry_is_mirrored_on_the_banks_date(world: StagedWorld) -> None:
    case = world.case("advanced")
    cash = balance(world.segment, CASH)
    record = perform(world, lawful(world))
    assert case.last_payment.state == "FAILED"
    assert posted(world.segment, record) == [
        ("REVERSAL", DAY, ["B B310/B300 50000000", "P 1101/1121 50000000"])
    ]
    assert balance(world.segment, CASH) == cash + 50 * MILLION
    assert told(record) == {"payment_failed": 2}


def test_the_claim_may_be_made_anew(world: StagedWorld) -> None:
    case = world.case("advanced")
    perform(world, lawful(world))
    case.pay(60 * MILLION, on=date(2025, 9, 16))
    assert balances_of(case.grant)["B310"] == 60 * MILLION


def test_what_never_left_the_account_books_nothing(world: StagedWorld) -> None:
    case = world.case("instructed")
    record = perform(world, deed(record_failed_payment, case.payment, DAY, REASON, on=DAY))
    assert (case.last_payment.state, posted(world.segment, record)) == ("FAILED", [])


def test_a_final_payment_given_back_leaves_the_case_unsettled(world: StagedWorld) -> None:
    case = world.case("SETTLED")
    day = date(2026, 2, 9)
    record = perform(world, deed(record_failed_payment, case.payment, day, REASON, on=day))
    assert posted(world.segment, record) == [
        ("REVERSAL", day, ["B B500/B400 70000000", "P 1101/2201 70000000"])
    ]
    assert case.grant.state == "AMOUNT_FIXED"
    case.pay(70 * MILLION, PaymentKind.FINAL, on=date(2026, 2, 12))
    assert case.grant.state == "SETTLED"


def test_a_return_in_a_closed_month_is_booked_today(world: StagedWorld) -> None:
    case = world.case("advanced")
    world.close_until(date(2025, 9, 30))
    today = date(2025, 10, 14)
    record = perform(world, deed(record_failed_payment, case.payment, DAY, REASON, on=today))
    entry = entries_of_key(world.segment, record.key)[0]
    assert (entry.effective_on, entry.original_on) == (today, PAID_ON)


@pytest.mark.parametrize("day", [date(2025, 9, 7), date(2025, 9, 10)])
def test_money_does_not_come_back_before_it_left_or_tomorrow(world: StagedWorld, day: date) -> None:
    case = world.case("advanced")
    problems = refusal(world, record_failed_payment, case.payment, day, REASON, on=DAY)
    assert set(problems) == {"returned_on"}


def test_a_return_needs_a_reason(world: StagedWorld) -> None:
    case = world.case("advanced")
    problems = refusal(world, record_failed_payment, case.payment, DAY, "", on=DAY)
    assert set(problems) == {"no_reason"}


@pytest.mark.parametrize(
    "situation", ["AMOUNT_FIXED", "excess", "PARTLY_CANCELLED", "ordered", "set off"]
)
def test_a_payment_others_rest_on_is_not_undone(world: StagedWorld, situation: str) -> None:
    case = world.case(situation)
    problems = refusal(world, record_failed_payment, case.payment, world.today, REASON)
    assert set(problems) == {"counted_on"}


def test_a_claim_not_yet_with_the_bank_does_not_fail(world: StagedWorld) -> None:
    case = world.case("approved")
    problems = refusal(world, record_failed_payment, case.payment, DAY, REASON, on=DAY)
    assert set(problems) == {"wrong_state"}

"""支払の確認: the bank's line dates the payment, and only now the money is booked."""

from datetime import date

import pytest

from fund.acts.settle_placement import settle_placement
from fund.acts.settle_voucher import settle_voucher
from fund.chart import CASH
from fund.queries import balance, entries_of_key
from grants.acts.approve_payment import approve_payment
from grants.acts.confirm_payment import confirm_payment
from grants.case import balances_of
from grants.models.payment import PaymentKind
from tests.deeds import Deed, deed, perform, posted, refusal, told
from tests.fund.treasury import approved, passed, put_up
from tests.grants.stage import StagedWorld
from tests.grants.world import MILLION, unique
from tests.people import hire
from workflow.models import Role

DAY = date(2025, 9, 12)


def lawful(world: StagedWorld) -> Deed:
    """The bank's line of 12 September."""
    return deed(confirm_payment, world.case("instructed").payment, DAY, unique("BANK"), on=DAY)


def test_an_advance_is_an_asset_on_the_banks_date(world: StagedWorld) -> None:
    case = world.case("instructed")
    cash = balance(world.segment, CASH)
    record = perform(world, lawful(world))
    payment = case.last_payment
    assert (payment.state, payment.value_on) == ("CONFIRMED", DAY)
    assert posted(world.segment, record) == [
        ("ADVANCE_PAYMENT", DAY, ["P 1121/1101 50000000", "B B300/B310 50000000"])
    ]
    assert balance(world.segment, CASH) == cash - 50 * MILLION
    assert balances_of(case.grant)["B310"] == 50 * MILLION
    assert told(record) == {"payment_made": 2}


def test_the_entry_names_cashier_and_approver(world: StagedWorld) -> None:
    record = perform(world, lawful(world))
    entry = entries_of_key(world.segment, record.key)[0]
    assert entry.actor == world.people[Role.CASHIER].pk
    assert entry.approver == world.people[Role.ACCOUNTING_APPROVER].pk


def test_the_final_payment_settles_the_case(world: StagedWorld) -> None:
    case = world.case("AMOUNT_FIXED").claim(70 * MILLION, PaymentKind.FINAL, on=date(2026, 2, 2))
    case.check().approve().instruct()
    day = date(2026, 2, 6)
    record = perform(world, deed(confirm_payment, case.payment, day, unique("BANK"), on=day))
    assert posted(world.segment, record) == [
        ("FINAL_PAYMENT", day, ["P 2201/1101 70000000", "B B400/B500 70000000"])
    ]
    assert case.grant.state == "SETTLED"
    assert balances_of(case.grant) == {"B300": 0, "B310": 0, "B400": 0, "B500": 120 * MILLION}


def test_a_part_of_the_rest_does_not_settle_it(world: StagedWorld) -> None:
    case = world.case("AMOUNT_FIXED").pay(30 * MILLION, PaymentKind.FINAL, on=date(2026, 2, 2))
    assert case.grant.state == "AMOUNT_FIXED"
    case.pay(40 * MILLION, PaymentKind.FINAL, on=date(2026, 2, 3))
    assert case.grant.state == "SETTLED"


def test_a_value_date_in_a_closed_month_is_booked_today_naming_it(world: StagedWorld) -> None:
    case = world.case("instructed")
    world.close_until(date(2025, 9, 30))
    today = date(2025, 10, 14)
    record = perform(world, deed(confirm_payment, case.payment, DAY, unique("BANK"), on=today))
    entry = entries_of_key(world.segment, record.key)[0]
    assert (entry.effective_on, entry.original_on, entry.period) == (today, DAY, 202507)
    assert case.last_payment.value_on == DAY


@pytest.mark.parametrize(
    ("day", "reference", "codes"),
    [
        (date(2025, 9, 7), "X", {"value_on"}),
        (date(2025, 9, 13), "X", {"value_on"}),
        (DAY, " ", {"bank_reference"}),
        (date(2025, 9, 13), "", {"value_on", "bank_reference"}),
    ],
)
def test_a_line_that_cannot_be_this_payment_is_refused(
    world: StagedWorld, day: date, reference: str, codes: set[str]
) -> None:
    case = world.case("instructed")
    assert set(refusal(world, confirm_payment, case.payment, day, reference, on=DAY)) == codes


def test_a_bank_line_confirms_one_payment(world: StagedWorld) -> None:
    used = world.case("advanced").last_payment.bank_reference
    case = world.case("instructed")
    assert set(refusal(world, confirm_payment, case.payment, DAY, used, on=DAY)) == {"line_used"}


def test_a_payment_not_with_the_bank_is_not_confirmed(world: StagedWorld) -> None:
    case = world.case("approved")
    problems = refusal(world, confirm_payment, case.payment, DAY, "X", on=DAY)
    assert set(problems) == {"wrong_state"}


def test_who_approved_does_not_confirm(world: StagedWorld) -> None:
    nedo = world.people[Role.CASE_OFFICER].memberships.get().organisation
    both = hire(nedo, Role.ACCOUNTING_APPROVER, Role.CASHIER)
    case = world.case("checked")
    world.do(approve_payment, case.payment, 1, world.today, by=both)
    case.instruct()
    problems = refusal(world, confirm_payment, case.payment, DAY, "X", by=both, on=DAY)
    assert set(problems) == {"same_person"}


def test_without_cash_the_payment_is_not_booked(world: StagedWorld) -> None:
    case = world.case("instructed")
    world.spend_all_cash_but(20 * MILLION)
    problems = refusal(world, confirm_payment, case.payment, DAY, "X", on=DAY)
    assert (set(problems), problems["short"].short_yen) == ({"short"}, 30 * MILLION)


def test_a_line_that_paid_a_cost_or_a_placement_confirms_no_payment(world: StagedWorld) -> None:
    world.today = DAY
    cost, line = passed(world, put_up(world)), unique("OUT")
    world.do(settle_voucher, cost.pk, DAY, line)
    case = world.case("instructed")
    assert set(refusal(world, confirm_payment, case.payment, DAY, line, on=DAY)) == {"line_used"}
    bought = approved(world, matures_on=date(2025, 9, 19))
    found = refusal(world, settle_placement, bought.pk, DAY, line)
    assert "振替伝票の出納" in found["bank_reference"].text

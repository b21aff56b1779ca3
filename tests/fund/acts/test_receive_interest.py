"""利息の受領: what was bought with the paper or had accrued is settled, the rest is income."""

from datetime import date

from fund.acts.receive_interest import receive_interest
from tests.deeds import Deed, deed, lines_posted, perform, posted, refusal
from tests.fund.treasury import approved, held, money
from tests.grants.world import World, unique

COUPON_DAY = date(2025, 10, 6)


def lawful(world: World) -> Deed:
    """The first coupon."""
    placement = held(money(world), accrued_yen=100_000)
    return deed(receive_interest, placement.pk, COUPON_DAY, 350_000, unique("C"), on=COUPON_DAY)


def test_interest_bought_is_no_income(fund: World) -> None:
    record = perform(fund, lawful(fund))
    assert posted(fund.segment, record) == [
        ("INTEREST_RECEIVED", COUPON_DAY, ["P 1101/1134 100000", "P 1101/4202 250000"])
    ]


def test_a_deposits_interest_has_its_own_account(fund: World) -> None:
    placement = held(money(fund), instrument="DEPOSIT", issuer="甲銀行", price_yen=100_000_000)
    record = perform(fund, deed(receive_interest, placement.pk, COUPON_DAY, 5, unique("C"),
                                on=COUPON_DAY))  # fmt: skip
    assert lines_posted(fund.segment, record) == ["P 1101/4201 5"]


def test_what_is_not_held_earns_nothing(fund: World) -> None:
    placement = approved(money(fund))
    found = refusal(fund, receive_interest, placement.pk, COUPON_DAY, 5, "C", on=COUPON_DAY)
    assert set(found) == {"stage"}


def test_day_amount_and_line_are_asked(fund: World) -> None:
    placement = held(money(fund))
    given = (placement.pk, fund.today, 0, " ")
    assert set(refusal(fund, receive_interest, *given)) == {
        "received_on", "amount", "bank_reference",
    }  # fmt: skip

"""運用の満期償還: at maturity the paper stands at its face value and is exchanged for cash."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from fund.acts.receive_interest import receive_interest
from fund.acts.redeem_placement import redeem_placement
from fund.acts.value_holdings import value_holdings
from fund.holdings import holdings_of
from fund.models import Placement
from fund.queries import balance
from tests.deeds import Deed, deed, duty, lines_posted, perform, posted, refusal
from tests.fund.treasury import FACE, held, money
from tests.grants.world import World, unique

END = date(2026, 3, 30)


def lawful(world: World) -> Deed:
    """A bond of one year comes back."""
    placement = held(money(world), matures_on=END)
    return deed(redeem_placement, placement.pk, END, 0, unique("R"), on=END)


def test_the_discount_is_income_and_the_face_value_cash(fund: World) -> None:
    record = perform(fund, lawful(fund))
    assert posted(fund.segment, record) == [
        ("REDEMPTION", END, ["P 1111/4202 300000", f"P 1101/1111 {FACE}"])
    ]
    assert holdings_of(fund.segment) == []
    assert Placement.objects.get(pk=record.subject_id).stage == "償還済"
    assert duty(record.subject_id, "MATURITY").met_on == END


def test_a_premium_is_borne_before(fund: World) -> None:
    placement = held(money(fund), matures_on=END, price_yen=FACE + 50_000)
    record = perform(fund, deed(redeem_placement, placement.pk, END, 350_000, unique("R"), on=END))
    assert lines_posted(fund.segment, record) == [
        "P 4202/1111 50000", f"P 1101/1111 {FACE}", "P 1101/4202 350000",
    ]  # fmt: skip


@pytest.mark.parametrize("paid", [350_000, 400_000])
def test_a_redeemed_holding_leaves_nothing_accrued(fund: World, paid: int) -> None:
    placement = held(money(fund), price_yen=FACE, accrued_yen=380_000, matures_on=END)
    record = perform(fund, deed(redeem_placement, placement.pk, END, paid, unique("R"), on=END))
    rest = "P 4202/1134 30000" if paid == 350_000 else "P 1101/4202 20000"
    assert lines_posted(fund.segment, record) == [
        f"P 1101/1111 {FACE}", f"P 1101/1134 {min(paid, 380_000)}", rest,
    ]  # fmt: skip
    assert balance(fund.segment, "1134") == 0


def test_nothing_is_sold_before_its_day(fund: World) -> None:
    placement = held(money(fund), matures_on=END)
    found = refusal(fund, redeem_placement, placement.pk, date(2026, 3, 27), -1, "",
                    on=date(2026, 3, 27))  # fmt: skip
    assert set(found) == {"redeemed_on", "interest", "bank_reference"}


def test_a_maturity_on_a_closed_day_is_paid_on_the_open_day_before(fund: World) -> None:
    sunday, friday = date(2026, 3, 1), date(2026, 2, 27)
    placement = held(money(fund), instrument="LOCAL_BOND", issuer="甲県", matures_on=sunday)
    given = (placement.pk, date(2026, 2, 26), 350_000, unique("R"))
    assert set(refusal(fund, redeem_placement, *given, on=friday)) == {"redeemed_on"}
    record = perform(fund, deed(redeem_placement, placement.pk, friday, *given[2:]))
    assert posted(fund.segment, record) == [
        ("REDEMPTION", friday, ["P 1111/4202 300000", f"P 1101/1111 {FACE}", "P 1101/4202 350000"])
    ]
    row = Placement.objects.filter(pk=held(fund, matures_on=date(2027, 3, 1)).pk)
    with pytest.raises(IntegrityError, match="redeemed_at_maturity"), transaction.atomic():
        row.update(redeemed_on=date(2027, 2, 18))


def test_the_year_end_before_is_valued_first(fund: World) -> None:
    end = date(2026, 4, 6)
    placement = held(money(fund), matures_on=end)
    perform(fund, deed(receive_interest, placement.pk, date(2025, 10, 6), 350_000, unique("C"),
                       on=date(2025, 10, 6)))  # fmt: skip
    doing = deed(redeem_placement, placement.pk, end, 350_000, unique("R"), on=end)
    assert set(refusal(fund, redeem_placement, *doing.args, on=end)) == {"unvalued"}
    perform(fund, deed(value_holdings, fund.segment, date(2026, 3, 31)))
    earned, accrued = 300_000 * 358 // 364, FACE * 7 * 176 // 365_000
    assert lines_posted(fund.segment, perform(fund, doing)) == [
        f"P 1111/4202 {300_000 - earned}", f"P 1101/1111 {FACE}",
        f"P 1101/1134 {accrued}", f"P 1101/4202 {350_000 - accrued}",
    ]  # fmt: skip


def test_it_matures_once(fund: World) -> None:
    doing = lawful(fund)
    perform(fund, doing)
    assert set(refusal(fund, redeem_placement, *doing.args)) == {"stage"}

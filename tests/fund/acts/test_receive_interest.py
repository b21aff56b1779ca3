"""利息の受領: what was bought with the paper or had accrued is settled, the rest is income."""

from datetime import date

from fund.acts.propose_clearing import propose_clearing
from fund.acts.receive_interest import receive_interest
from fund.acts.record_stray_receipt import record_stray_receipt
from fund.acts.redeem_placement import redeem_placement
from fund.acts.value_holdings import value_holdings
from fund.maturing import movements_of
from fund.models import Voucher
from tests.deeds import Deed, deed, lines_posted, perform, posted, refusal
from tests.fund.treasury import FACE, approved, astray, held, money, passed, stray
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


def test_a_line_is_booked_by_one_act_unless_that_is_taken_back(fund: World) -> None:
    placement = held(money(fund), matures_on=COUPON_DAY)
    fund.today = COUPON_DAY
    line = astray(fund, amount_yen=350_000)
    given = (placement.pk, COUPON_DAY, 350_000, line.bank_reference)
    for act in (receive_interest, redeem_placement):
        found = refusal(fund, act, *given)
        assert set(found) == {"bank_reference"}
        assert f"誤入金・不明入金（{line}）" in found["bank_reference"].text
    voucher = fund.do(propose_clearing, line.pk, "TAKE_BACK", "利息と判明")
    passed(fund, Voucher.objects.get(pk=voucher.subject_id))
    perform(fund, deed(receive_interest, *given))
    again = stray(fund, bank_reference=line.bank_reference)
    found = refusal(fund, record_stray_receipt, again)
    assert "利息の受領" in found["bank_reference"].text


def test_the_year_end_before_is_valued_first(fund: World) -> None:
    doing = lawful(fund)
    perform(fund, doing)
    year_end, on = date(2026, 3, 31), date(2026, 4, 6)
    again = (doing.args[0], on, 350_000, unique("C"))
    assert set(refusal(fund, receive_interest, *again, on=on)) == {"unvalued"}
    perform(fund, deed(value_holdings, fund.segment, year_end))
    accrued = 100_000_000 * 7 * 176 // 365_000
    assert lines_posted(fund.segment, perform(fund, deed(receive_interest, *again))) == [
        f"P 1101/1134 {accrued}", f"P 1101/4202 {350_000 - accrued}",
    ]  # fmt: skip


def test_after_the_last_coupon_only_the_face_value_is_to_come(fund: World) -> None:
    end = date(2026, 3, 30)
    placement = held(money(fund), price_yen=FACE, matures_on=end)
    for on in (date(2025, 9, 30), end):
        perform(fund, deed(receive_interest, placement.pk, on, 350_000, unique("C"), on=on))
    (move,) = movements_of(fund.segment, end)
    assert (move.on, move.cash_yen, move.income_yen) == (end, FACE, 0)


def test_a_coupon_paid_before_a_closed_day_is_to_come_no_more(fund: World) -> None:
    sunday, end = date(2025, 11, 30), date(2026, 11, 30)
    placement = held(money(fund), instrument="LOCAL_BOND", issuer="甲県", matures_on=end)
    for on in (date(2025, 5, 30), date(2025, 11, 28)):
        perform(fund, deed(receive_interest, placement.pk, on, 350_000, unique("C"), on=on))
    assert [move.on for move in movements_of(fund.segment, sunday)] == [date(2026, 5, 30), end]

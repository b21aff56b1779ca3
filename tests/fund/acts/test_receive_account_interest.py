"""普通預金の利息の受領: income of the account itself, of no holding; its line is booked once."""

from datetime import date

from fund.acts.add_income import add_income
from fund.acts.propose_correction import propose_correction
from fund.acts.receive_account_interest import receive_account_interest
from fund.acts.receive_interest import receive_interest
from fund.acts.record_stray_receipt import record_stray_receipt
from fund.correcting import Correction, RightLine
from fund.models import InterestReceipt, Voucher
from fund.queries import balance, entries_of_key
from tests.deeds import Deed, deed, lines_posted, perform, posted, refusal
from tests.fund.acts.test_treasury_checks import broken
from tests.fund.treasury import astray, held, money, passed, stray
from tests.grants.world import World, unique

DAY = date(2025, 8, 18)


def lawful(world: World) -> Deed:
    """The bank's interest of half a year."""
    money(world)
    return deed(receive_account_interest, world.segment, DAY, 1_200, unique("D"), on=DAY)


def test_it_is_income_of_the_account_on_the_banks_date(fund: World) -> None:
    record = perform(fund, lawful(fund))
    assert posted(fund.segment, record) == [("ACCOUNT_INTEREST", DAY, ["P 1101/4201 1200"])]
    receipt = InterestReceipt.objects.get(pk=record.subject_id)
    assert (receipt.segment, receipt.placement, str(receipt)) == (
        fund.segment, None, "普通預金 2025-08-18",
    )  # fmt: skip
    assert broken(fund) == set()


def test_it_joins_the_fund_as_all_income_does(fund: World) -> None:
    perform(fund, lawful(fund))
    joined = perform(fund, deed(add_income, fund.segment, date(2025, 8, 31), on=date(2025, 9, 2)))
    assert lines_posted(fund.segment, joined) == ["P 5401/2152 1200", "B B100/B200 1200"]
    assert broken(fund) == set()


def test_it_waits_for_no_valuation(fund: World) -> None:
    held(money(fund))
    on = date(2026, 4, 6)
    perform(fund, deed(receive_account_interest, fund.segment, on, 1, unique("D"), on=on))


def test_of_a_closed_month_it_is_booked_today(fund: World) -> None:
    doing = lawful(fund)
    fund.close_until(date(2025, 8, 31))
    record = perform(fund, deed(receive_account_interest, *doing.args, on=date(2025, 9, 2)))
    (entry,) = entries_of_key(fund.segment, record.key)
    assert (entry.effective_on, entry.original_on) == (date(2025, 9, 2), DAY)


def test_day_amount_and_line_are_asked(fund: World) -> None:
    for on, yen in ((date(2025, 8, 19), 1), (DAY, 0)):
        given = (fund.segment, on, yen, " ")
        found = refusal(fund, receive_account_interest, *given, on=DAY)
        assert set(found) == {"amount", "bank_reference"}


def test_its_line_is_booked_by_one_act_of_all(fund: World) -> None:
    doing = lawful(fund)
    perform(fund, doing)
    line = doing.args[-1]
    found = refusal(fund, receive_account_interest, *doing.args)
    assert "利息の受領（普通預金 2025-08-18）" in found["bank_reference"].text
    placement = held(fund)
    later = (placement.pk, date(2025, 8, 19), 5, line)
    assert set(refusal(fund, receive_interest, *later, on=date(2025, 8, 19))) == {"bank_reference"}
    again = stray(fund, bank_reference=line)
    assert set(refusal(fund, record_stray_receipt, again)) == {"bank_reference"}
    other = (fund.segment, DAY, 1, astray(fund).bank_reference)
    assert set(refusal(fund, receive_account_interest, *other)) == {"bank_reference"}


def test_it_is_corrected_without_a_holding(fund: World) -> None:
    record = perform(fund, lawful(fund))
    (wrong,) = entries_of_key(fund.segment, record.key)
    right = Correction(fund.segment, wrong.seq, "桁違い", (RightLine("1101", "4201", 120),))
    voucher = fund.do(propose_correction, right).subject_id
    passed(fund, Voucher.objects.get(pk=voucher))
    assert balance(fund.segment, "4201") == 120

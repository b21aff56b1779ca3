"""貸倒引当・貸倒れ: of what a case owes, made doubtful first, lost then; never more."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from fund import ledger
from fund.acts.approve_voucher import approve_voucher
from fund.acts.propose_allowance import Allowance, propose_allowance
from fund.entries import (
    Entry,
    GrantBooks,
    Line,
    advance_entry,
    decision_entry,
    refund_order_entry,
    refund_receipt_entry,
)
from fund.forms.vouchers import owed_text
from fund.models import Voucher
from fund.queries import balance, entries_of_key
from fund.receivables import receivables_of
from tests.deeds import Deed, deed, lines_posted, perform, refusal
from tests.fund.treasury import DAY, money, passed
from tests.grants.world import World
from workflow.models import ActRecord, Role

OWED = 20_000_000
YEAR_END, AFTER = date(2026, 3, 31), date(2026, 4, 10)


def owing(world: World) -> str:
    """A case whose advance was ordered back."""
    world.today = DAY
    money(world)
    books = GrantBooks(f"B{uuid4().hex[:8]}", uuid4(), uuid4(), 2024)
    ledger.open_grant_accounts(
        world.segment, ("B300", "B310"), books.number, "案件", books.grant, books.party
    )
    order = refund_order_entry(
        books, from_advance=OWED, from_expense=0, same_year=True, on=DAY, memo="返還命令"
    )
    steps = (decision_entry(books, OWED, DAY, "決定"), advance_entry(books, OWED, DAY, "概算払"),
             order)  # fmt: skip
    for entry in steps:
        ledger.post(world.segment, entry, key=str(uuid4()), actor=uuid4())
    return books.number


def doubtful(world: World, number: str, **changes: Any) -> Allowance:
    """All of it is in doubt."""
    given = Allowance(
        world.segment, "ALLOW", number, OWED, "財産調査報告第3号", "破産手続開始の決定"
    )
    return replace(given, **changes)


def approval(world: World, given: Allowance) -> ActRecord:
    """Put up and approved by an executive."""
    voucher = Voucher.objects.get(pk=world.do(propose_allowance, given).subject_id)
    passed(world, voucher, by=Role.EXECUTIVE)
    return ActRecord.objects.get(act="approve_voucher", subject_id=voucher.pk)


def lawful(world: World) -> Deed:
    """A bankrupt company's refund."""
    return deed(propose_allowance, doubtful(world, owing(world)), on=DAY)


def test_the_expense_is_released_from_the_fund(fund: World) -> None:
    number = owing(fund)
    record = approval(fund, doubtful(fund, number))
    assert lines_posted(fund.segment, record) == [f"P 5301/1139 {OWED}", f"P 2151/4101 {OWED}"]
    assert receivables_of(fund.segment)[number].allowed_yen == OWED


def test_the_loss_goes_against_the_allowance(fund: World) -> None:
    number = owing(fund)
    early = doubtful(fund, number, deed="WRITE_OFF")
    assert set(refusal(fund, propose_allowance, early)) == {"amount"}
    approval(fund, doubtful(fund, number))
    record = approval(fund, doubtful(fund, number, deed="WRITE_OFF", amount_yen=5_000_000))
    assert lines_posted(fund.segment, record) == ["P 1139/1131 5000000"]
    assert balance(fund.segment, "1131") == balance(fund.segment, "1139") == 15_000_000


def test_it_is_an_executives_decision(fund: World) -> None:
    record = perform(fund, lawful(fund))
    assert set(refusal(fund, approve_voucher, record.subject_id, 1)) == {"executive"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"number": "none"}, "number"),
        ({"amount_yen": OWED + 1}, "amount"),
        ({"amount_yen": 0}, "amount"),
        ({"deed": "WRITE_OFF", "amount_yen": 0}, "amount"),
        ({"evidence": " "}, "missing"),
    ],
)
def test_what_cannot_be_in_doubt_is_refused(fund: World, change: dict[str, Any], code: str) -> None:
    given = replace(doubtful(fund, owing(fund)), **change)
    assert set(refusal(fund, propose_allowance, given, on=date(2025, 4, 7))) == {code}


def twice(world: World, given: Allowance) -> None:
    """Put up twice, only the first is approved."""
    first, second = (world.do(propose_allowance, given).subject_id for _ in range(2))
    passed(world, Voucher.objects.get(pk=first), by=Role.EXECUTIVE)
    assert set(refusal(world, approve_voucher, second, 1, by=Role.EXECUTIVE)) == {"amount"}


def test_the_limits_are_asked_again_when_it_is_approved(fund: World) -> None:
    number, other = owing(fund), owing(fund)
    approval(fund, doubtful(fund, other))
    twice(fund, doubtful(fund, number))
    twice(fund, doubtful(fund, number, deed="WRITE_OFF"))
    assert number not in receivables_of(fund.segment)


def paid_back(world: World, number: str, yen: int, on: date = DAY) -> None:
    """So much of the refund comes in."""
    owed = receivables_of(world.segment)[number]
    paid = refund_receipt_entry(
        GrantBooks(number, owed.grant, owed.party, 2024),
        from_advance=yen, from_settled=0, on=on, memo="返還金",
    )  # fmt: skip
    ledger.post(world.segment, paid, key=str(uuid4()), actor=uuid4())


def test_no_loss_of_what_was_paid(fund: World) -> None:
    number, _ = owing(fund), owing(fund)
    approval(fund, doubtful(fund, number))
    lost = doubtful(fund, number, deed="WRITE_OFF")
    early = fund.do(propose_allowance, lost).subject_id
    paid_back(fund, number, OWED - 1)
    assert set(refusal(fund, propose_allowance, lost)) == {"amount"}
    assert set(refusal(fund, approve_voucher, early, 1, by=Role.EXECUTIVE)) == {"amount"}
    approval(fund, replace(lost, amount_yen=1))


def test_of_a_claim_paid_back_the_allowance_is_released_to_the_fund(fund: World) -> None:
    number = owing(fund)
    body = balance(fund.segment, "2151")
    approval(fund, doubtful(fund, number))
    paid_back(fund, number, OWED - 1)
    record = approval(fund, doubtful(fund, number, amount_yen=1))
    assert lines_posted(fund.segment, record) == [
        f"P 1139/5301 {OWED - 1}", f"P 4101/2151 {OWED - 1}",
    ]  # fmt: skip
    assert receivables_of(fund.segment)[number].allowed_yen == 1
    paid_back(fund, number, 1)
    assert set(refusal(fund, propose_allowance, doubtful(fund, number, amount_yen=1))) == {"amount"}
    approval(fund, doubtful(fund, number, amount_yen=0))
    assert number not in receivables_of(fund.segment)
    assert balance(fund.segment, "2151") == body
    assert balance(fund.segment, "1139") == balance(fund.segment, "5301") == 0


def test_only_the_difference_is_booked_and_goes_back_the_way_it_came(fund: World) -> None:
    number = owing(fund)
    back = (Line("P", "1101", "4301", 5_000_000), Line("P", "5401", "2153", 5_000_000))
    ledger.post(fund.segment, Entry("OTHER", DAY, back, "返還金"), key=str(uuid4()), actor=uuid4())
    approval(fund, doubtful(fund, number, amount_yen=8_000_000))
    more = approval(fund, doubtful(fund, number))
    assert lines_posted(fund.segment, more) == ["P 5301/1139 12000000", "P 2151/4101 12000000"]
    # Of the 20 million five came from 2153, first; so they go back last.
    less = approval(fund, doubtful(fund, number, amount_yen=3_000_000))
    assert lines_posted(fund.segment, less) == [
        "P 1139/5301 17000000", "P 4101/2151 15000000", "P 4101/2153 2000000",
    ]  # fmt: skip
    again = approval(fund, doubtful(fund, number, amount_yen=10_000_000))
    assert lines_posted(fund.segment, again) == [
        "P 5301/1139 7000000", "P 2153/4101 2000000", "P 2151/4101 5000000",
    ]  # fmt: skip


def test_a_need_that_was_met_or_outrun_meanwhile_is_put_up_anew(fund: World) -> None:
    number, other = owing(fund), owing(fund)
    approval(fund, doubtful(fund, other))
    half = doubtful(fund, number, amount_yen=OWED // 2)
    twice(fund, half)
    twice(fund, replace(half, amount_yen=1))
    whole = fund.do(propose_allowance, doubtful(fund, number)).subject_id
    paid_back(fund, number, 1)
    assert set(refusal(fund, approve_voucher, whole, 1, by=Role.EXECUTIVE)) == {"amount"}


def closing(world: World, number: str, **changes: Any) -> Allowance:
    """決算整理 of the year that ended, in the April after it."""
    world.today = AFTER
    return doubtful(world, number, year=2025, **changes)


def test_a_year_is_closed_with_its_claim_as_of_its_last_day(fund: World) -> None:
    number = owing(fund)
    paid_back(fund, number, 5_000_000, AFTER)
    given = closing(fund, number)
    assert set(refusal(fund, propose_allowance, replace(given, year=None))) == {"amount"}
    record = approval(fund, given)
    (entry,) = entries_of_key(fund.segment, record.key)
    assert (entry.period, entry.effective_on) == (202513, YEAR_END)
    assert lines_posted(fund.segment, record) == [f"P 5301/1139 {OWED}", f"P 2151/4101 {OWED}"]
    today = approval(fund, doubtful(fund, number, amount_yen=15_000_000))
    (entry,) = entries_of_key(fund.segment, today.key)
    assert (entry.period, entry.effective_on) == (202601, AFTER)
    assert lines_posted(fund.segment, today)[0] == "P 1139/5301 5000000"


def test_returns_of_the_new_year_bear_no_allowance_of_the_old_one(fund: World) -> None:
    number = owing(fund)
    back = (Line("P", "1101", "4301", 5_000_000), Line("P", "5401", "2153", 5_000_000))
    given = closing(fund, number)
    ledger.post(
        fund.segment, Entry("OTHER", AFTER, back, "返還金"), key=str(uuid4()), actor=uuid4()
    )
    record = approval(fund, given)
    assert lines_posted(fund.segment, record) == [f"P 5301/1139 {OWED}", f"P 2151/4101 {OWED}"]


def test_what_was_lost_since_is_not_released_again(fund: World) -> None:
    number, other = owing(fund), owing(fund)
    approval(fund, doubtful(fund, number))
    approval(fund, doubtful(fund, other))
    given = closing(fund, number, amount_yen=0)
    early = fund.do(propose_allowance, given).subject_id
    approval(fund, doubtful(fund, number, deed="WRITE_OFF", amount_yen=15_000_000))
    assert set(refusal(fund, approve_voucher, early, 1, by=Role.EXECUTIVE)) == {"amount"}
    for wrong in (given, replace(given, deed="WRITE_OFF", amount_yen=5_000_001)):
        assert set(refusal(fund, propose_allowance, wrong)) == {"amount"}
    record = approval(fund, replace(given, amount_yen=15_000_000))
    assert lines_posted(fund.segment, record)[0] == "P 1139/5301 5000000"
    left = receivables_of(fund.segment)[number]
    assert (left.yen, left.allowed_yen) == (5_000_000, 0)


def test_the_limits_of_a_year_are_asked_again_when_it_is_approved(fund: World) -> None:
    number, other = owing(fund), owing(fund)
    approval(fund, doubtful(fund, other))
    twice(fund, closing(fund, number))
    twice(fund, closing(fund, number, deed="WRITE_OFF"))


def test_only_an_ended_year_that_is_open_for_adjustments_is_closed(fund: World) -> None:
    given = closing(fund, owing(fund))
    assert set(refusal(fund, propose_allowance, replace(given, year=2026))) == {"year"}
    fund.close_until(YEAR_END)
    early = fund.do(propose_allowance, given).subject_id
    ledger.close_period(fund.segment, 202513, actor=uuid4(), approver=uuid4())
    assert set(refusal(fund, propose_allowance, given)) == {"year"}
    found = refusal(fund, approve_voucher, early, 1, by=Role.EXECUTIVE)
    assert set(found) == {"period_closed"}
    approval(fund, replace(given, year=None))


def test_the_form_says_what_is_owed_on_each_day_that_may_be_chosen(fund: World) -> None:
    """A case that was paid since is still allowed for as of the year's end."""
    number = owing(fund)
    then = receivables_of(fund.segment, DAY)
    assert owed_text(number, {"本日": {}, "2025年度末日": then}) == (
        "本日 未収 0円・引当済 0円、2025年度末日 未収 20,000,000円・引当済 0円"
    )


def test_where_nothing_is_owed_the_form_says_why_there_is_no_choice(fund: World) -> None:
    """The page knows the fund's own 勘定 alone; the tests' cases are in others."""
    client = Client()
    client.force_login(fund.person(Role.ACCOUNTING_CLERK))
    page = client.get("/officer/acts/propose_allowance/").content.decode()
    assert "未収返還金又は引当金のある案件は、いまありません" in page

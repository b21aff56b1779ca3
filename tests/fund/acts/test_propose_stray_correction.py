"""誤入金の科目の訂正: what was sent on between 勘定 is booked as what it was, in its own books."""

import threading
import time
from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from fund.acts.add_income import add_income
from fund.acts.approve_voucher import approve_voucher
from fund.acts.propose_correction import propose_correction
from fund.acts.propose_stray_correction import propose_stray_correction
from fund.acts.receive_account_interest import receive_account_interest
from fund.acts.receive_interest import receive_interest
from fund.acts.send_back_fund_draft import send_back_fund_draft
from fund.acts.value_holdings import value_holdings
from fund.correcting import Correction, RightLine
from fund.income import income_of
from fund.models import StrayReceipt, Voucher
from fund.queries import balance, entries_of_key
from tests.deeds import Deed, deed, lines_posted, perform, refusal
from tests.fund.acts.test_propose_allocation_correction import broken
from tests.fund.acts.test_propose_clearing import cleared
from tests.fund.conftest import new_segment
from tests.fund.test_concurrency import at_once
from tests.fund.treasury import DAY, OTHER, astray, held, money, passed
from tests.grants.world import World, unique
from tests.people import hire, hire_inside, new_company
from workflow.approvals import latest_draft
from workflow.calendar import month_end
from workflow.models import ActRecord, Role
from workflow.problems import Refused

YEN = 2_000_000
WHY = "払込人に照会し、返還金と判明した。"


def sent_on(world: World, account: str, kind: str = "ELSEWHERE") -> StrayReceipt:
    """Money that was booked as this and has been sent to the 勘定 whose it is."""
    receipt = astray(world, kind=kind, other_segment=OTHER, account=account)
    cleared(world, receipt, "TRANSFER")
    return StrayReceipt.objects.get(pk=receipt.pk)


def lawful(world: World) -> Deed:
    """Taken for interest, it was a refund."""
    receipt = sent_on(money(world), "4201")
    return deed(propose_stray_correction, receipt.pk, "4301", WHY, on=DAY)


def put_up(world: World, receipt: StrayReceipt, account: str) -> Voucher:
    """A correction of it."""
    record = world.do(propose_stray_correction, receipt.pk, account, WHY)
    return Voucher.objects.get(pk=record.subject_id)


def approval_of(world: World, voucher: Voucher) -> ActRecord:
    """Approved; the record."""
    passed(world, voucher)
    return ActRecord.objects.get(act="approve_voucher", subject_id=voucher.pk)


def test_interest_that_was_a_return_joins_the_fund_and_the_budget(fund: World) -> None:
    voucher = Voucher.objects.get(pk=perform(fund, lawful(fund)).subject_id)
    available = balance(fund.segment, "B200")
    record = approval_of(fund, voucher)
    assert lines_posted(fund.segment, record) == [
        "P 4201/4301 2000000", "P 5401/2153 2000000", "B B100/B200 2000000",
    ]  # fmt: skip
    assert lines_posted(OTHER, record) == []
    assert balance(fund.segment, "B200") == available + YEN
    receipt = voucher.receipt
    assert receipt is not None
    assert StrayReceipt.objects.get(pk=receipt.pk).cleared_on == receipt.cleared_on
    assert broken(fund) == set()


@pytest.mark.parametrize("has_joined", [True, False])
def test_whichever_way_and_back_the_fund_stands_as_if_it_had_been_right(
    fund: World, has_joined: bool
) -> None:
    """Also where the interest had joined the fund and the budget (JE07) before it was none."""
    codes = ("2152", "2153", "B200")
    before = {code: balance(money(fund).segment, code) for code in codes}

    def grown() -> dict[str, int]:
        return {code: balance(fund.segment, code) - before[code] for code in codes}

    receipt = sent_on(fund, "4201")
    ends, fund.today = date(2025, 4, 30), date(2025, 5, 2)
    if has_joined:
        fund.do(add_income, fund.segment, ends)
    record = approval_of(fund, put_up(fund, receipt, "4301"))
    joined = ["P 4201/4301 2000000", "P 2152/5401 2000000", "P 5401/2153 2000000"]
    waited = ["P 4201/4301 2000000", "P 5401/2153 2000000", "B B100/B200 2000000"]
    assert lines_posted(fund.segment, record) == (joined if has_joined else waited)
    assert grown() == {"2152": 0, "2153": YEN, "B200": YEN}
    assert broken(fund) == set()
    ends, fund.today = date(2025, 5, 31), date(2025, 6, 2)
    assert set(refusal(fund, add_income, fund.segment, ends)) == {"nothing"}
    record = approval_of(fund, put_up(fund, receipt, "4201"))
    assert lines_posted(fund.segment, record) == ["P 4301/4201 2000000", "P 2153/5401 2000000"]
    record = fund.do(add_income, fund.segment, ends)
    assert lines_posted(fund.segment, record) == ["P 5401/2152 2000000"]
    assert grown() == {"2152": YEN, "2153": 0, "B200": YEN}
    assert broken(fund) == set()


def test_income_that_joins_between_the_two_hands_needs_another_draft(fund: World) -> None:
    receipt = sent_on(money(fund), "4201")
    ends, fund.today = date(2025, 4, 30), date(2025, 5, 2)
    voucher = put_up(fund, receipt, "4301")
    fund.do(add_income, fund.segment, ends)
    assert set(refusal(fund, approve_voucher, voucher.pk, 1)) == {"income"}
    draft = latest_draft("VOUCHER", voucher.pk)
    assert draft is not None
    fund.do(send_back_fund_draft, draft.pk, "運用益の組入れ後", by=Role.ACCOUNTING_APPROVER)
    approval_of(fund, put_up(fund, receipt, "4301"))
    assert broken(fund) == set()


@pytest.mark.parametrize("came_on", [date(2025, 3, 20), date(2025, 4, 7)])
def test_what_had_joined_is_given_back_whatever_income_came_since(
    fund: World, came_on: date
) -> None:
    """No day and no year stands with more income in the fund than it earned."""
    receipt = sent_on(money(fund, came_on), "4201")
    if came_on.month == 3:
        fund.close_until(date(2025, 3, 31))
    ends, fund.today = month_end(came_on), date(2025, 5, 2)
    fund.do(add_income, fund.segment, ends)
    fund.do(receive_account_interest, fund.segment, fund.today, 5_000_000, unique("利息"))
    record = approval_of(fund, put_up(fund, receipt, "4301"))
    right, _ = entries_of_key(fund.segment, record.key)
    assert right.effective_on == (ends if came_on.month == 3 else came_on)
    assert "P 2152/5401 2000000" in lines_posted(fund.segment, record)
    for on in (came_on, ends, fund.today):
        assert income_of(fund.segment, on).to_add_yen >= 0
    assert broken(fund) == set()


def test_what_another_entry_took_of_the_income_does_not_hold_it_up(fund: World) -> None:
    """A premium is amortised after all income had joined: JE07 is corrected, before or after."""
    bond = held(money(fund), price_yen=101_300_000)
    receipt = sent_on(fund, "4201")
    fund.today = date(2025, 10, 6)
    fund.do(receive_interest, bond.pk, fund.today, 350_000, unique("利息"))
    fund.today = date(2025, 11, 5)
    added = fund.do(add_income, fund.segment, date(2025, 10, 31))
    ends, fund.today = date(2026, 3, 31), date(2026, 4, 10)
    fund.do(value_holdings, fund.segment, ends)
    lacking_yen = -income_of(fund.segment, ends).to_add_yen
    assert lacking_yen > 0
    assert set(refusal(fund, add_income, fund.segment, ends)) == {"negative"}
    record = approval_of(fund, put_up(fund, receipt, "4301"))
    assert "P 2152/5401 2000000" in lines_posted(fund.segment, record)
    assert income_of(fund.segment, ends).to_add_yen == -lacking_yen
    (wrong,) = entries_of_key(fund.segment, added.key)
    right = (
        RightLine("5401", "2152", 2_350_000 - lacking_yen),
        RightLine("B100", "B200", 2_350_000),
    )
    given = Correction(fund.segment, wrong.seq, "打歩の償却を含む。", right)
    passed(fund, Voucher.objects.get(pk=fund.do(propose_correction, given).subject_id))
    assert income_of(fund.segment, ends).to_add_yen == 0
    assert broken(fund) == set()


def test_what_was_interest_for_a_while_only_gives_back_nothing(fund: World) -> None:
    """Its first month is closed, so that it was none of that month's income."""
    receipt = sent_on(money(fund), "4301")
    fund.close_until(date(2025, 5, 31))
    for month, right in ((6, "4201"), (7, "4301")):
        fund.today = date(2025, month, 5)
        record = approval_of(fund, put_up(fund, receipt, right))
    assert lines_posted(fund.segment, record) == ["P 4201/4301 2000000", "P 5401/2153 2000000"]
    assert balance(fund.segment, "2152") == 0
    assert broken(fund) == set()


def test_it_stands_on_the_day_of_what_it_corrects_and_names_it(fund: World) -> None:
    receipt = sent_on(money(fund), "4201")
    fund.today = date(2025, 4, 21)
    record = approval_of(fund, put_up(fund, receipt, "4301"))
    right, budget = entries_of_key(fund.segment, record.key)
    assert (right.event, right.effective_on) == ("STRAY_CORRECTED", DAY)
    assert (budget.event, budget.effective_on) == ("STRAY_REBUDGETED", fund.today)
    assert "（2025年4月7日）" in right.memo


@pytest.mark.parametrize("right", ["2301", "4201"])
def test_what_was_another_segments_is_corrected_in_its_books_alone(fund: World, right: str) -> None:
    receipt = sent_on(money(fund), "4301", "OF_OTHERS")
    record = approval_of(fund, put_up(fund, receipt, right))
    assert lines_posted(OTHER, record) == [f"P 4301/{right} 2000000"]
    assert lines_posted(fund.segment, record) == []
    assert set(refusal(fund, propose_stray_correction, receipt.pk, right, WHY)) == {"account"}


def test_what_cannot_be_corrected_this_way_is_told_its_cure(fund: World) -> None:
    unknown = astray(money(fund))
    waiting = astray(fund, kind="ELSEWHERE", other_segment=OTHER, account="4201")
    undone = astray(fund, kind="ELSEWHERE", other_segment=OTHER, account="4201")
    cleared(fund, undone, "TAKE_BACK")
    for receipt, code in ((unknown, "kind"), (waiting, "stage"), (undone, "taken_back")):
        assert set(refusal(fund, propose_stray_correction, receipt.pk, "4301", WHY)) == {code}
    receipt = sent_on(fund, "4201")
    for account in ("4201", "2301", "5101"):
        found = refusal(fund, propose_stray_correction, receipt.pk, account, " ")
        assert set(found) == {"account", "reason"}
    voucher = put_up(fund, receipt, "4301")
    problem = refusal(fund, propose_stray_correction, receipt.pk, "4301", WHY)["in_hand"]
    assert voucher.number in problem.text
    draft = latest_draft("VOUCHER", voucher.pk)
    assert draft is not None
    fund.do(send_back_fund_draft, draft.pk, "照会の写しがない。", by=Role.ACCOUNTING_APPROVER)
    put_up(fund, receipt, "4301")


def test_its_entries_are_not_corrected_one_by_one(fund: World) -> None:
    receipt = sent_on(money(fund), "4201")
    record = approval_of(fund, put_up(fund, receipt, "4301"))
    for row in entries_of_key(fund.segment, record.key):
        wrong = Correction(fund.segment, row.seq, "誤り", ())
        problem = refusal(fund, propose_correction, wrong)["linked"]
        assert "科目の訂正を起票" in problem.cure


def test_of_four_clerks_one_puts_it_up(committed: None) -> None:
    company = new_company("甲電池")
    world = World(new_segment(), hire_inside(), company, company, DAY)
    receipt = sent_on(money(world), "4201")
    home = world.people[Role.ACCOUNTING_CLERK].memberships.get().organisation
    clerks = [hire(home, Role.ACCOUNTING_CLERK) for _ in range(4)]

    def correct(number: int) -> str:
        try:
            propose_stray_correction(
                receipt.pk, "4301", WHY, actor=clerks[number], now=world.now, key=unique("k")
            )
        except Refused as refused:
            return refused.problems[0].code
        return "done"

    assert sorted(at_once(4, correct)) == ["done", *["in_hand"] * 3]
    found = Voucher.objects.get(receipt=receipt, kind="STRAY_CORRECTED")
    found.pk, found.number = uuid4(), "F2025-9999"
    with pytest.raises(IntegrityError, match="stray_corrected_one_at_a_time"), transaction.atomic():
        found.save(force_insert=True)


def test_the_page_of_receipts_offers_it_and_its_form_says_what_stands(fund: World) -> None:
    receipt = sent_on(money(fund), "4201")
    client = Client()
    client.force_login(fund.people[Role.ACCOUNTING_CLERK])
    form = reverse("officer:act", args=["propose_stray_correction", receipt.pk])
    page = reverse("officer:stray_receipts")
    assert form in client.get(page).content.decode()
    text = client.get(form).content.decode()
    assert "現在の科目: 4201" in text
    assert ">4301 返還金収入</option>" in text
    voucher = put_up(fund, receipt, "4301")
    assert form not in client.get(page).content.decode()
    passed(fund, voucher)
    assert "現在の科目: 4301" in client.get(form).content.decode()
    client.force_login(fund.people[Role.CASHIER])
    assert form not in client.get(page).content.decode()


def test_of_the_correction_and_the_income_at_once_one_sees_the_other(committed: None) -> None:
    """JE07 read its sum before the correction was booked, and would post it behind it."""
    company = new_company("甲電池")
    world = World(new_segment(), hire_inside(), company, company, DAY)
    receipt = sent_on(money(world), "4201")
    world.today = date(2025, 5, 2)
    voucher = put_up(world, receipt, "4301")
    is_posted = threading.Event()

    def take(number: int) -> set[str]:
        if number:
            is_posted.wait(timeout=20)
            with pytest.raises(Refused) as refused:
                world.do(add_income, world.segment, date(2025, 4, 30))
            return {problem.code for problem in refused.value.problems}
        with transaction.atomic():
            passed(world, voucher)
            is_posted.set()
            until_somebody_waits()
        return set()

    assert at_once(2, take) == [set(), {"meanwhile"}]
    with transaction.atomic():
        assert broken(world) == set()


def until_somebody_waits() -> None:
    """Return once another connection waits for what this transaction holds."""
    with connection.cursor() as cursor:
        for _ in range(400):
            cursor.execute(
                "SELECT EXISTS (SELECT FROM pg_stat_activity"
                " WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
            )
            if cursor.fetchone()[0]:
                return
            time.sleep(0.05)
    raise AssertionError("nobody waits")

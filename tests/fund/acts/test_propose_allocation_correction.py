"""配賦の訂正の起票: a paid share becomes the right one in both 勘定; verify stays green."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from fund import ledger
from fund.acts.approve_voucher import approve_voucher
from fund.acts.propose_allocation_correction import (
    RightShare,
    propose_allocation_correction,
    standing_yen,
)
from fund.acts.propose_correction import propose_correction
from fund.acts.propose_cost_allocation import propose_cost_allocation
from fund.acts.propose_voucher_withdrawal import propose_voucher_withdrawal
from fund.acts.send_back_fund_draft import send_back_fund_draft
from fund.acts.settle_voucher import settle_voucher
from fund.actuals import compare, grown_yen
from fund.browsing import journal
from fund.checks import examine
from fund.checks.registry import BOOKS
from fund.correcting import Correction
from fund.forecast import expected_payments
from fund.models import Voucher
from fund.queries import balance, entries_of_key
from fund.waiting import Asking, waiting_for
from tests.deeds import Deed, deed, lines_posted, posted, refusal
from tests.fund.acts.test_propose_cost_allocation import a_share
from tests.fund.conftest import new_segment
from tests.fund.test_concurrency import at_once
from tests.fund.treasury import DAY, OTHER, astray, money, passed
from tests.fund.treasury import put_up as put_up_a_cost
from tests.grants.world import World, unique
from tests.people import hire, hire_inside, new_company
from workflow.approvals import latest_draft
from workflow.models import ActRecord, Role
from workflow.problems import Refused

SHARE = 1_500_000
CODES = ("1101", "1141", "2151", "2303", "4101", "5202", "B200", "B800")
YEAR_END, AFTER = date(2025, 3, 31), date(2025, 4, 14)


def a_right(**changes: Any) -> RightShare:
    """900 of the 8,000 hours, not 1,200: 1,125,000 yen."""
    given = RightShare(
        10_000_001, 900, 8_000, "共通経費配賦基準 第3条（従事時間）", "従事時間の集計誤り"
    )
    return replace(given, **changes)


def shared(world: World, **changes: Any) -> Voucher:
    """A share of 1,500,000 put up and approved."""
    given = a_share(world, **changes)
    return passed(
        world, Voucher.objects.get(pk=world.do(propose_cost_allocation, given).subject_id)
    )


def paid(world: World, voucher: Voucher) -> Voucher:
    """The money has moved."""
    world.do(settle_voucher, voucher.pk, world.today, unique("OUT"))
    return Voucher.objects.get(pk=voucher.pk)


def put_up(world: World, original: Voucher, **changes: Any) -> Voucher:
    """A correction of it."""
    record = world.do(propose_allocation_correction, original.pk, a_right(**changes))
    return Voucher.objects.get(pk=record.subject_id)


def lawful(world: World) -> Deed:
    """Too many hours were counted."""
    original = paid(world, shared(money(world)))
    return deed(propose_allocation_correction, original.pk, a_right(), on=DAY)


def figures(world: World) -> dict[tuple[int, str], int]:
    """What an allocation moves, in both 勘定."""
    return {(s, code): balance(s, code) for s in (world.segment, OTHER) for code in CODES}


def moved(before: dict[tuple[int, str], int], world: World) -> dict[str, int]:
    """What moved since, here by code and there by code with 'o'; on its normal side."""
    return {
        f"{'' if segment == world.segment else 'o'}{code}": yen - before[segment, code]
        for (segment, code), yen in figures(world).items()
        if yen != before[segment, code]
    }


def broken(world: World) -> set[str]:
    """The invariants of the books that do not hold in the world's 勘定 and the other."""
    names: set[str] = set()
    with connection.cursor() as cursor:
        for code in (f"TEST_{world.segment}", "GENERAL"):
            names |= {result.name for result in examine(cursor, code, {BOOKS}).broken}
    return names


def approval_of(voucher: Voucher) -> ActRecord:
    """Its record."""
    return ActRecord.objects.get(act="approve_voucher", subject_id=voucher.pk)


@contextmanager
def sound(world: World) -> Iterator[None]:
    """Nothing is broken after the step."""
    yield
    assert broken(world) == set()


def test_less_comes_back_and_may_be_decided_again_when_it_is_here(fund: World) -> None:
    original = paid(fund, shared(money(fund)))
    before = figures(fund)
    with sound(fund):
        lowered = put_up(fund, original)
    assert (lowered.kind, lowered.amount_yen) == ("ALLOCATION_LOWERED", 375_000)
    assert figures(fund) == before
    with sound(fund):
        passed(fund, lowered)
    approval = approval_of(lowered)
    assert lines_posted(fund.segment, approval) == ["P 1141/5202 375000", "P 4101/2151 375000"]
    assert lines_posted(OTHER, approval) == ["P 5202/2303 375000"]
    assert balance(fund.segment, "B800") == SHARE
    with sound(fund):
        paid(fund, lowered)
    settled = ActRecord.objects.get(act="settle_voucher", subject_id=lowered.pk)
    assert lines_posted(fund.segment, settled) == ["P 1101/1141 375000", "B B800/B200 375000"]
    assert lines_posted(OTHER, settled) == ["P 2303/1101 375000"]
    assert moved(before, fund) == {
        "1101": 375_000, "2151": 375_000, "4101": -375_000, "5202": -375_000, "B200": 375_000,
        "B800": -375_000, "o1101": -375_000, "o5202": 375_000,
    }  # fmt: skip
    assert standing_yen(original) == 1_125_000


def test_more_is_owed_as_the_share_was(fund: World) -> None:
    original = paid(fund, shared(money(fund)))
    before = figures(fund)
    with sound(fund):
        raised = passed(fund, put_up(fund, original, own_weight=1_600))
    assert (raised.kind, raised.amount_yen) == ("ALLOCATION_RAISED", 500_000)
    assert [flow.yen for flow in expected_payments(fund.segment, fund.today)] == [500_000]
    with sound(fund):
        paid(fund, raised)
    assert moved(before, fund) == {
        "1101": -500_000, "2151": -500_000, "4101": 500_000, "5202": 500_000, "B200": -500_000,
        "B800": 500_000, "o1101": 500_000, "o5202": -500_000,
    }  # fmt: skip
    assert standing_yen(original) == 2_000_000


def test_it_names_the_date_and_number_of_the_original_in_each_book(fund: World) -> None:
    original = paid(fund, shared(money(fund)))
    here, there = journal(fund.segment)[2], journal(OTHER)[1]
    assert (here.event, there.event) == ("COST_ALLOCATED", "COST_ALLOCATED")
    lowered = passed(fund, put_up(fund, original))
    for segment, wrong in ((fund.segment, here), (OTHER, there)):
        for row in entries_of_key(segment, approval_of(lowered).key):
            assert f"仕訳第{wrong.seq}号（2025年4月7日）" in row.memo
    draft = latest_draft("VOUCHER", lowered.pk)
    assert draft is not None
    facts = dict(draft.content["facts"])
    assert facts["訂正する配賦"] == f"{original.number} 仕訳第{here.seq}号（2025年4月7日）"
    assert facts["立て替えた勘定"] == f"一般勘定 仕訳第{there.seq}号（2025年4月7日）"
    assert facts["現在の配賦額"] == "1,500,000円"
    assert facts["正しい配賦額"] == "1,125,000円"
    assert facts["戻される額"] == "375,000円"


def test_paid_by_another_it_goes_to_nothing_and_is_allocated_anew(fund: World) -> None:
    before = figures(money(fund))
    original = paid(fund, shared(fund))
    with sound(fund):
        paid(fund, passed(fund, put_up(fund, original, own_weight=0)))
    assert figures(fund) == before
    assert standing_yen(original) == 0
    anew = shared(fund, other_segment=3)
    with sound(fund):
        paid(fund, anew)
    assert balance(fund.segment, "5202") == SHARE


def test_a_correction_is_corrected_from_what_stands(fund: World) -> None:
    before = figures(money(fund))
    original = paid(fund, shared(fund))
    for weight, yen, kind in (
        (900, 375_000, "ALLOCATION_LOWERED"), (1_600, 875_000, "ALLOCATION_RAISED"),
        (0, 2_000_000, "ALLOCATION_LOWERED"), (1_200, SHARE, "ALLOCATION_RAISED"),
        (0, SHARE, "ALLOCATION_LOWERED"),
    ):  # fmt: skip
        with sound(fund):
            correction = passed(fund, put_up(fund, original, own_weight=weight))
        assert (correction.kind, correction.amount_yen) == (kind, yen)
        with sound(fund):
            paid(fund, correction)
        assert balance(fund.segment, "5202") == standing_yen(original)
    assert figures(fund) == before
    found = refusal(fund, propose_allocation_correction, correction.pk, a_right())
    assert original.number in found["kind"].cure


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"own_weight": 1_200}, {"equal"}),
        ({"own_weight": 8_001}, {"key"}),
        ({"own_weight": -1}, {"key"}),
        ({"whole_weight": 0}, {"key"}),
        ({"total_yen": -1}, {"key"}),
        ({"basis": " "}, {"basis"}),
        ({"reason": " "}, {"reason"}),
    ],
)
def test_what_is_no_other_share_is_refused(
    fund: World, change: dict[str, Any], codes: set[str]
) -> None:
    original = paid(fund, shared(money(fund)))
    found = refusal(fund, propose_allocation_correction, original.pk, a_right(**change))
    assert set(found) == codes


def test_only_a_paid_allocation_is_corrected_and_one_correction_at_a_time(fund: World) -> None:
    original = shared(money(fund))

    def refused() -> str:
        found = refusal(fund, propose_allocation_correction, original.pk, a_right())
        (problem,) = found.values()
        return f"{problem.text}{problem.cure}"

    assert "「出納待ち」で、支払われていません。取止めを起票してください" in refused()
    paid(fund, original)
    lowered = put_up(fund, original)
    assert f"伝票 {lowered.number} で「決裁待ち」" in refused()
    passed(fund, lowered)
    assert f"先に {lowered.number} の出納を済ませるか、取り止めてください" in refused()
    paid(fund, lowered)
    other = put_up(fund, original, own_weight=0)
    draft = latest_draft("VOUCHER", other.pk)
    assert draft is not None
    fund.do(send_back_fund_draft, draft.pk, "基準を確かめる。")
    assert put_up(fund, original, own_weight=1).kind == "ALLOCATION_LOWERED"
    cost = passed(fund, put_up_a_cost(fund))
    found = refusal(fund, propose_allocation_correction, cost.pk, a_right())
    assert "訂正の起票" in found["kind"].cure


@pytest.mark.parametrize("weight", [900, 1_600])
def test_one_that_is_not_paid_is_withdrawn_and_the_share_stands(fund: World, weight: int) -> None:
    original = paid(fund, shared(money(fund)))
    before = figures(fund)
    correction = passed(fund, put_up(fund, original, own_weight=weight))
    record = fund.do(propose_voucher_withdrawal, correction.pk, "集計は正しかった。")
    with sound(fund):
        fund.do(approve_voucher, record.subject_id, 1)
    assert figures(fund) == before
    assert standing_yen(original) == SHARE
    assert set(refusal(fund, settle_voucher, correction.pk, DAY, unique("OUT"))) == {"stage"}
    with sound(fund):
        paid(fund, passed(fund, put_up(fund, original, own_weight=weight)))


def of_last_year(world: World) -> Voucher:
    """Shared and paid in March 2025; it is April, and March is closed."""
    world.today = date(2025, 3, 10)
    world.endow()
    original = paid(world, shared(world))
    world.close_until(YEAR_END)
    world.today = AFTER
    return original


@pytest.mark.parametrize("weight", [900, 1_600])
def test_it_stands_in_its_own_year_while_the_13th_period_is_open(fund: World, weight: int) -> None:
    original = of_last_year(fund)
    with sound(fund):
        correction = passed(fund, put_up(fund, original, own_weight=weight))
    for row in entries_of_key(fund.segment, approval_of(correction).key):
        assert (row.effective_on, row.original_on) == (YEAR_END, date(2025, 3, 10))
        assert row.period == 202413
    with sound(fund):
        paid(fund, correction)
    settled = ActRecord.objects.get(act="settle_voucher", subject_id=correction.pk)
    assert {day for _, day, _ in posted(fund.segment, settled)} == {AFTER}


def test_after_the_close_of_its_year_it_lowers_the_cost_of_this_one(fund: World) -> None:
    original = of_last_year(fund)
    ledger.close_period(
        fund.segment, 202413, actor=fund.people[Role.ACCOUNTING_CLERK].pk,
        approver=fund.people[Role.ACCOUNTING_APPROVER].pk,
    )  # fmt: skip
    lowered = passed(fund, put_up(fund, original))
    for row in entries_of_key(fund.segment, approval_of(lowered).key):
        assert (row.effective_on, row.original_on) == (AFTER, date(2025, 3, 10))
        assert row.period == 202501
    with sound(fund):
        paid(fund, lowered)


def test_of_a_closed_month_of_this_year_it_stands_today(fund: World) -> None:
    original = paid(fund, shared(money(fund)))
    fund.close_until(date(2025, 4, 30))
    fund.today = date(2025, 5, 12)
    lowered = passed(fund, put_up(fund, original))
    for row in entries_of_key(fund.segment, approval_of(lowered).key):
        assert (row.effective_on, row.original_on) == (date(2025, 5, 12), DAY)
    with sound(fund):
        paid(fund, lowered)


def test_the_plan_is_met_net_of_what_came_back(fund: World) -> None:
    original = paid(fund, shared(money(fund)))

    def actual() -> tuple[int, int, int]:
        rows = compare(fund.segment, 2025, None)
        found = {row.line.name: row.actual_yen for row in rows}
        return found["管理費の支払"], found["整理中の入出金・その他"], grown_yen(rows)["net"]

    paid_yen, rest, net = actual()
    paid(fund, passed(fund, put_up(fund, original)))
    assert actual() == (paid_yen - 375_000, rest, net + 375_000)
    paid(fund, passed(fund, put_up(fund, original, own_weight=1_600)))
    assert actual() == (paid_yen + 500_000, rest, net - 500_000)


def test_it_waits_for_its_approver_and_its_cashier(fund: World) -> None:
    original = paid(fund, shared(money(fund)))
    lowered = put_up(fund, original)

    def waits(role: Role) -> bool:
        asking = Asking(fund.people[role], frozenset({role}), fund.today)
        return lowered.number in {item.number for item in waiting_for(asking)}

    assert waits(Role.ACCOUNTING_APPROVER)
    assert not waits(Role.CASHIER)
    passed(fund, lowered)
    assert waits(Role.CASHIER)
    assert expected_payments(fund.segment, fund.today) == []
    assert lowered.number in {flow.what for flow in expected_payments(OTHER, fund.today)}


def test_the_correction_of_entries_tells_each_linked_one_its_cure(fund: World) -> None:
    original = shared(money(fund))

    def cure(seq: int) -> str:
        given = Correction(fund.segment, seq, "誤り", ())
        return refusal(fund, propose_correction, given)["linked"].cure

    for booked in journal(fund.segment)[:2]:
        assert f"伝票 {original.number} の支払前なら、その取止め" in cure(booked.seq)
    paid(fund, original)
    assert f"伝票 {original.number} の配賦の訂正の起票" in cure(journal(fund.segment)[0].seq)
    lowered = passed(fund, put_up(fund, original))
    claim = journal(fund.segment)[1]
    assert claim.event == "COST_LOWERED"
    told = cure(claim.seq)
    assert f"伝票 {lowered.number} の支払前なら" in told
    assert f"伝票 {original.number} の配賦の訂正の起票" in told
    astray(fund, kind="OF_OTHERS", other_segment=OTHER, account="4301")
    assert "「記帳を取り消し」を選び" in cure(journal(fund.segment)[0].seq)


def test_a_share_below_nothing_or_of_no_allocation_is_found(fund: World) -> None:
    original = paid(fund, shared(money(fund)))
    with sound(fund):
        lowered = paid(fund, passed(fund, put_up(fund, original)))
    name = {"corrected_shares_are_never_negative"}
    with transaction.atomic():
        forged(lowered, corrects=original, amount_yen=SHARE - 375_000 + 1)
        assert broken(fund) == name
        transaction.set_rollback(True)
    with transaction.atomic():
        forged(lowered, corrects=lowered, amount_yen=1)
        assert broken(fund) == name
        transaction.set_rollback(True)
    with transaction.atomic():
        forged(lowered, corrects=original, amount_yen=1, approved_on=DAY)
        assert broken(fund) == {"money_astray_is_on_record"}
        transaction.set_rollback(True)


def forged(like: Voucher, **changes: Any) -> None:
    """A correction that no act wrote."""
    Voucher.objects.create(
        segment=like.segment, number=unique("F")[:20], kind=like.kind, reason="偽", pays=True,
        proposed_by=like.proposed_by, proposed_on=DAY, **changes,
    )  # fmt: skip


def test_the_database_asks_for_an_allocation_and_for_one_at_a_time(fund: World) -> None:
    original = paid(fund, shared(money(fund)))
    lowered = put_up(fund, original)

    def row(**changes: Any) -> None:
        given = {
            "segment": fund.segment, "number": unique("F")[:20], "kind": "ALLOCATION_LOWERED",
            "amount_yen": 1, "reason": "偽", "pays": True, "corrects": original,
            "proposed_by": lowered.proposed_by, "proposed_on": DAY,
        }  # fmt: skip
        Voucher.objects.create(**{**given, **changes})

    for changes, name in (
        ({}, "corrected_one_at_a_time"),
        ({"corrects": None}, "correction_names_its_allocation"),
        ({"kind": "ALLOCATION"}, "correction_names_its_allocation"),
        ({"pays": False}, "correction_names_its_allocation"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            row(**changes)


def test_two_clerks_at_once_put_up_one_correction(committed: None) -> None:
    company = new_company("甲電池")
    world = World(new_segment(), hire_inside(), company, company, DAY)
    lender = new_segment()
    original = paid(world, shared(money(world), other_segment=lender))
    home = world.people[Role.ACCOUNTING_CLERK].memberships.get().organisation
    clerks = [hire(home, Role.ACCOUNTING_CLERK) for _ in range(4)]

    def correct(number: int) -> str:
        try:
            propose_allocation_correction(
                original.pk, a_right(), actor=clerks[number], now=world.now, key=unique("k")
            )
        except Refused as refused:
            return refused.problems[0].code
        return "done"

    assert sorted(at_once(4, correct)) == ["done", *["in_hand"] * 3]
    (lowered,) = original.corrections.all()
    paid(world, passed(world, lowered))
    assert balance(world.segment, "5202") == -balance(lender, "5202") == 1_125_000


def test_the_page_of_the_share_offers_it_and_shows_what_was_corrected(fund: World) -> None:
    original = shared(money(fund))
    client = Client()
    client.force_login(fund.people[Role.ACCOUNTING_CLERK])

    def page(voucher: Voucher) -> str:
        return client.get(reverse("officer:voucher", args=[voucher.pk])).content.decode()

    offer = f"/propose_allocation_correction/{original.pk}/"
    assert offer not in page(original)
    paid(fund, original)
    assert offer in page(original)
    lowered = put_up(fund, original)
    assert offer not in page(original)
    assert "配賦の訂正（減額）" in page(original)
    assert original.number in page(lowered)
    paid(fund, passed(fund, lowered))
    assert offer in page(original)
    assert "propose_allocation_correction" not in page(lowered)


def test_the_form_asks_for_the_right_share(fund: World) -> None:
    original = paid(fund, shared(money(fund)))
    client = Client()
    client.force_login(fund.people[Role.ACCOUNTING_CLERK])
    address = f"/officer/acts/propose_allocation_correction/{original.pk}/"
    page = client.get(address).content.decode()
    assert original.number in page
    assert "現在の配賦額は 1,500,000円" in page
    key = page.split('name="key" value="')[1].split('"')[0]
    asked = {
        "key": key, "total_yen": "10,000,001", "own_weight": "1200", "whole_weight": "8000",
        "basis": "配賦基準 第3条", "reason": "集計誤り",
    }  # fmt: skip
    refused = client.post(address, asked).content.decode()
    assert "正しい配賦額は、現在の配賦額 1,500,000円 と同じです" in refused
    asked["own_weight"] = "0"
    assert "1,500,000円" in client.post(address, asked).content.decode()
    assert original.corrections.count() == 0
    assert client.post(address, {**asked, "step": "confirm"}).status_code == 302
    (lowered,) = original.corrections.all()
    assert (lowered.kind, lowered.amount_yen) == ("ALLOCATION_LOWERED", SHARE)

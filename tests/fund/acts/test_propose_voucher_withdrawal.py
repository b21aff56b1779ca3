"""伝票の取止めの起票: what was approved and will not be paid goes back, entry by entry."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from fund.acts.approve_voucher import approve_voucher
from fund.acts.propose_clearing import propose_clearing
from fund.acts.propose_correction import propose_correction
from fund.acts.propose_cost_allocation import propose_cost_allocation
from fund.acts.propose_treasury_return import propose_treasury_return
from fund.acts.propose_voucher_withdrawal import propose_voucher_withdrawal
from fund.acts.send_back_fund_draft import send_back_fund_draft
from fund.acts.settle_voucher import settle_voucher
from fund.checks import examine
from fund.checks.registry import BOOKS
from fund.correcting import Correction
from fund.models import StrayReceipt, Voucher
from fund.queries import balance, entries_of_key, head
from fund.waiting import Asking, waiting_for
from tests.deeds import Deed, deed, duty, lines_posted, posted, refusal
from tests.fund.acts.test_propose_cost_allocation import a_share
from tests.fund.acts.test_propose_treasury_return import an_order
from tests.fund.treasury import DAY, OTHER, astray, money, passed, put_up
from tests.grants.world import World, unique
from workflow.approvals import latest_draft
from workflow.models import ActRecord, Membership, Obligation, Role

WHY = "支払先の口座が誤っている。"
ACCOUNTS = ("1101", "2151", "2152", "2153", "2202", "2203", "2301", "2302", "2303", "B200", "B800")


def lawful(world: World) -> Deed:
    """The invoice turned out to be somebody else's."""
    return deed(propose_voucher_withdrawal, passed(world, put_up(money(world))).pk, WHY, on=DAY)


def withdrawal(world: World, voucher: Voucher) -> Voucher:
    """Put up."""
    record = world.do(propose_voucher_withdrawal, voucher.pk, WHY)
    return Voucher.objects.get(pk=record.subject_id)


def withdrawn(
    world: World, voucher: Voucher, by: Role = Role.ACCOUNTING_APPROVER
) -> tuple[Voucher, ActRecord]:
    """Put up and approved: the voucher as it stands then, and the approval's record."""
    record = world.do(approve_voucher, withdrawal(world, voucher).pk, 1, by=by)
    return Voucher.objects.get(pk=voucher.pk), record


def figures(world: World) -> dict[tuple[int, str], int]:
    """What a voucher moves, in both 勘定."""
    codes = (*ACCOUNTS, "1141", "5201", "5202", "4101", "B900")
    return {(s, code): balance(s, code) for s in (world.segment, OTHER) for code in codes}


def broken(world: World) -> set[str]:
    """The invariants of the books that do not hold in the world's 勘定 and the other."""
    names: set[str] = set()
    with connection.cursor() as cursor:
        for code in (f"TEST_{world.segment}", "GENERAL"):
            names |= {result.name for result in examine(cursor, code, {BOOKS}).broken}
    return names


def listed(world: World, role: Role) -> set[str]:
    """The numbers that wait for somebody of a role."""
    asking = Asking(world.people[role], frozenset({role}), world.today)
    return {item.number for item in waiting_for(asking)}


def test_a_cost_that_is_not_paid_stands_as_if_it_had_never_been(fund: World) -> None:
    before = figures(money(fund))
    cost = passed(fund, put_up(fund))
    seq = head(fund.segment).seq
    found, record = withdrawn(fund, cost)
    assert (found.stage, found.withdrawn_on) == ("取止め", DAY)
    assert posted(fund.segment, record) == [
        ("REVERSAL", DAY, ["B B800/B200 3000000", "P 4101/2151 3000000", "P 2202/5201 3000000"])
    ]
    (mirror,) = entries_of_key(fund.segment, record.key)
    assert mirror.reverses == seq
    assert WHY in mirror.memo
    assert figures(fund) == before
    assert broken(fund) == set()
    assert cost.number not in listed(fund, Role.CASHIER)
    assert set(refusal(fund, settle_voucher, cost.pk, DAY, unique("OUT"))) == {"stage"}
    again = refusal(fund, propose_voucher_withdrawal, cost.pk, WHY)
    assert again["stage"].text == "この伝票は「取止め」です。"


def test_its_draft_says_what_it_mirrors(fund: World) -> None:
    voucher = withdrawal(fund, passed(fund, put_up(money(fund))))
    draft = latest_draft("VOUCHER", voucher.pk)
    assert draft is not None
    seq = head(fund.segment).seq
    assert draft.content["mirrors"] == [{"segment": fund.segment, "seq": seq, "link": 0}]
    (said,) = [text for label, text in draft.content["facts"] if label == "取り消す仕訳"]
    assert said.endswith(f"第{seq}号（赤黒）")


def test_in_two_books_both_mirrors_are_tied(fund: World) -> None:
    before = figures(money(fund))
    shared = fund.do(propose_cost_allocation, a_share(fund)).subject_id
    found, record = withdrawn(fund, passed(fund, Voucher.objects.get(pk=shared)))
    assert found.stage == "取止め"
    assert sorted(lines_posted(fund.segment, record)) == [
        "B B800/B200 1500000", "P 2303/5202 1500000", "P 4101/2151 1500000",
    ]  # fmt: skip
    assert lines_posted(OTHER, record) == ["P 5202/1141 1500000"]
    (there,) = entries_of_key(OTHER, record.key)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT k.seq_b FROM ledger.intersegment_link k JOIN ledger.posting p "
            "ON (p.segment_id, p.seq) = (k.segment_b, k.seq_b) AND p.dr_account = '2303' "
            "WHERE (k.segment_a, k.seq_a, k.segment_b) = (%s, %s, %s)",
            [OTHER, there.seq, fund.segment],
        )
        assert len(cursor.fetchall()) == 1
    assert figures(fund) == before
    assert broken(fund) == set()


def test_of_a_closed_month_it_stands_today_with_its_day(fund: World) -> None:
    fund.today = date(2025, 3, 28)
    fund.endow()
    cost = passed(fund, put_up(fund))
    fund.close_until(date(2025, 3, 31))
    fund.today = date(2025, 4, 14)
    _, record = withdrawn(fund, cost)
    (mirror,) = entries_of_key(fund.segment, record.key)
    assert (mirror.effective_on, mirror.original_on) == (date(2025, 4, 14), date(2025, 3, 28))


def test_the_treasury_is_not_paid_and_no_duty_waits(fund: World) -> None:
    before = figures(money(fund))
    order = fund.do(propose_treasury_return, an_order(fund)).subject_id
    voucher = passed(fund, Voucher.objects.get(pk=order), by=Role.EXECUTIVE)
    counter = withdrawal(fund, voucher)
    assert counter.number in listed(fund, Role.EXECUTIVE)
    assert counter.number not in listed(fund, Role.ACCOUNTING_APPROVER)
    assert set(refusal(fund, approve_voucher, counter.pk, 1)) == {"executive"}
    fund.do(approve_voucher, counter.pk, 1, by=Role.EXECUTIVE)
    assert figures(fund) == before
    assert duty(order, "TREASURY_PAYMENT").status == Obligation.Status.CANCELLED
    assert broken(fund) == set()


@pytest.mark.parametrize(
    ("kind", "way"),
    [("UNKNOWN", "SEND_BACK"), ("OF_OTHERS", "TRANSFER"), ("ELSEWHERE", "TRANSFER")],
)
def test_a_stray_receipt_is_free_to_be_cleared_again(fund: World, kind: str, way: str) -> None:
    other = None if kind == "UNKNOWN" else OTHER
    account = "2301" if kind == "UNKNOWN" else "4301"
    receipt = astray(money(fund), kind=kind, other_segment=other, account=account)
    before = figures(fund)
    first = fund.do(propose_clearing, receipt.pk, way, "照会した。").subject_id
    found, record = withdrawn(fund, passed(fund, Voucher.objects.get(pk=first)))
    assert found.stage == "取止め"
    assert entries_of_key(fund.segment, record.key) == []
    assert figures(fund) == before
    assert duty(receipt.pk, "STRAY_RECEIPT").status == Obligation.Status.OPEN
    assert receipt.bank_reference in listed(fund, Role.ACCOUNTING_CLERK)
    second = fund.do(propose_clearing, receipt.pk, way, "口座を確かめた。").subject_id
    fund.do(settle_voucher, passed(fund, Voucher.objects.get(pk=second)).pk, DAY, unique("OUT"))
    assert StrayReceipt.objects.get(pk=receipt.pk).cleared_on == DAY
    assert broken(fund) == set()


def test_what_awaits_no_cashier_is_not_withdrawn(fund: World) -> None:
    waiting = put_up(money(fund))
    found = refusal(fund, propose_voucher_withdrawal, waiting.pk, " ")
    assert set(found) == {"stage", "reason"}
    assert found["stage"].cure == "差し戻してください。"
    passed(fund, waiting)
    fund.do(settle_voucher, waiting.pk, DAY, unique("OUT"))
    found = refusal(fund, propose_voucher_withdrawal, waiting.pk, WHY)
    assert "支払は済んでいます" in found["stage"].cure
    receipt = astray(fund)
    booked = fund.do(propose_clearing, receipt.pk, "INTEREST", "利息").subject_id
    passed(fund, Voucher.objects.get(pk=booked))
    found = refusal(fund, propose_voucher_withdrawal, booked, WHY)
    assert "訂正の起票" in found["stage"].cure


def test_what_a_correction_mirrored_is_not_mirrored_again(fund: World) -> None:
    cost = passed(fund, put_up(money(fund)))
    seq = head(fund.segment).seq
    counter = withdrawal(fund, cost)
    gone = fund.do(propose_correction, Correction(fund.segment, seq, "二重計上", ())).subject_id
    passed(fund, Voucher.objects.get(pk=gone))
    assert set(refusal(fund, approve_voucher, counter.pk, 1)) == {"reversed"}
    draft = latest_draft("VOUCHER", counter.pk)
    assert draft is not None
    fund.do(send_back_fund_draft, draft.pk, "訂正済み")
    assert set(refusal(fund, propose_voucher_withdrawal, cost.pk, WHY)) == {"reversed"}


def test_until_it_is_decided_nothing_is_paid_and_no_second_one_is_put_up(fund: World) -> None:
    cost = passed(fund, put_up(money(fund)))
    counter = withdrawal(fund, cost)
    assert cost.number not in listed(fund, Role.CASHIER)
    assert counter.number in listed(fund, Role.ACCOUNTING_APPROVER)
    assert counter.number not in listed(fund, Role.EXECUTIVE)
    found = refusal(fund, settle_voucher, cost.pk, DAY, unique("OUT"))
    assert counter.number in found["withdrawal"].text
    assert set(refusal(fund, propose_voucher_withdrawal, cost.pk, WHY)) == {"in_hand"}
    draft = latest_draft("VOUCHER", counter.pk)
    assert draft is not None
    fund.do(send_back_fund_draft, draft.pk, "口座は正しい。")
    fund.do(settle_voucher, cost.pk, DAY, unique("OUT"))
    assert set(refusal(fund, approve_voucher, counter.pk, 1)) == {"no_draft"}


def test_who_put_it_up_does_not_approve_it(fund: World) -> None:
    cost = passed(fund, put_up(money(fund)))
    approver = fund.people[Role.ACCOUNTING_APPROVER]
    nedo = approver.memberships.get().organisation
    Membership.objects.create(
        person=approver, organisation=nedo, role=Role.ACCOUNTING_CLERK, valid_from=date(2023, 4, 1)
    )
    counter = fund.do(propose_voucher_withdrawal, cost.pk, WHY, by=approver).subject_id
    assert set(refusal(fund, approve_voucher, counter, 1, by=approver)) == {"same_person"}


def test_the_database_lets_nothing_be_both_paid_and_withdrawn(fund: World) -> None:
    cost, other = passed(fund, put_up(money(fund))), put_up(fund)
    fund.do(settle_voucher, cost.pk, DAY, unique("OUT"))
    for pk, change, name in (
        (cost.pk, {"withdrawn_on": DAY}, "withdrawn_is_not_paid"),
        (other.pk, {"withdrawn_on": DAY}, "withdrawn_is_not_paid"),
        (other.pk, {"withdraws": cost}, "names_its_voucher"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Voucher.objects.filter(pk=pk).update(**change)


def test_the_page_offers_it_while_the_cashier_is_awaited(fund: World) -> None:
    cost = passed(fund, put_up(money(fund)))
    client = Client()
    client.force_login(fund.people[Role.ACCOUNTING_CLERK])

    def page(voucher: Voucher) -> str:
        return client.get(reverse("officer:voucher", args=[voucher.pk])).content.decode()

    offer = f"/propose_voucher_withdrawal/{cost.pk}/"
    assert offer in page(cost)
    counter = withdrawal(fund, cost)
    assert offer not in page(cost)
    assert counter.number in page(cost)
    assert cost.number in page(counter)
    fund.do(approve_voucher, counter.pk, 1)
    assert "取止め" in page(cost)


def test_the_page_of_one_corrected_away_says_so_and_what_is_left_to_do(fund: World) -> None:
    cost = passed(fund, put_up(money(fund)))
    seq = head(fund.segment).seq
    addresses = [
        (role, f"/officer/acts/{act}/{cost.pk}/")
        for role, act in (
            (Role.ACCOUNTING_CLERK, "propose_voucher_withdrawal"), (Role.CASHIER, "settle_voucher"),
        )
    ]  # fmt: skip

    def page(role: Role) -> str:
        client = Client()
        client.force_login(fund.people[role])
        return client.get(reverse("officer:voucher", args=[cost.pk])).content.decode()

    assert all(offer in page(role) for role, offer in addresses)
    assert "取り止めることもできません" not in page(Role.CASHIER)
    gone = fund.do(propose_correction, Correction(fund.segment, seq, "二重計上", ())).subject_id
    passed(fund, Voucher.objects.get(pk=gone))
    assert cost.number not in listed(fund, Role.CASHIER)
    for role, offer in addresses:
        shown = page(role)
        assert "支払うことも取り止めることもできません" in shown
        assert f"仕訳第{seq}号は、仕訳第{seq + 1}号で取り消されています" in shown
        assert "訂正の起票で取り消してください" in shown
        assert offer not in shown


def test_the_receipts_page_offers_to_clear_anew(fund: World) -> None:
    receipt = astray(money(fund))
    client = Client()
    client.force_login(fund.people[Role.ACCOUNTING_CLERK])

    def offered() -> bool:
        page = client.get(reverse("officer:stray_receipts")).content.decode()
        return f"/propose_clearing/{receipt.pk}/" in page

    assert offered()
    first = fund.do(propose_clearing, receipt.pk, "SEND_BACK", "照会した。").subject_id
    voucher = passed(fund, Voucher.objects.get(pk=first))
    assert not offered()
    withdrawn(fund, voucher)
    assert offered()

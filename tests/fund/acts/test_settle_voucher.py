"""振替伝票の出納: the money moves on the bank's line, in both 勘定 where two are concerned."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from fund.acts.approve_voucher import approve_voucher
from fund.acts.propose_correction import propose_correction
from fund.acts.propose_treasury_return import propose_treasury_return
from fund.acts.propose_voucher_withdrawal import propose_voucher_withdrawal
from fund.acts.settle_voucher import settle_voucher
from fund.correcting import Correction
from fund.models import Voucher
from fund.queries import balance, entries_of_key, head
from fund.waiting import Asking, waiting_for
from grants.acts.approve_stage import approve_stage
from grants.acts.end_authority import end_authority
from grants.desk import items_for
from grants.steps import Reader
from tests.deeds import Deed, deed, duty, lines_posted, perform, posted, refusal
from tests.fund.acts.test_propose_cost_allocation import lawful as shared
from tests.fund.acts.test_propose_treasury_return import an_order
from tests.fund.treasury import DAY, OTHER, money, passed, put_up
from tests.grants.world import World, unique
from tests.people import hire
from workflow.approvals import latest_draft
from workflow.models import Membership, Role


def lawful(world: World) -> Deed:
    """A cost is paid."""
    voucher = passed(world, put_up(money(world)))
    return deed(settle_voucher, voucher.pk, DAY, unique("OUT"), on=DAY)


def test_a_cost_is_paid_on_the_banks_day(fund: World) -> None:
    record = perform(fund, lawful(fund))
    assert posted(fund.segment, record) == [("ADMIN_COST_PAID", DAY, ["P 2202/1101 3000000"])]
    assert Voucher.objects.get(pk=record.subject_id).stage == "出納済"


def test_a_shared_cost_is_paid_in_both_books(fund: World) -> None:
    voucher = passed(fund, Voucher.objects.get(pk=perform(fund, shared(fund)).subject_id))
    record = perform(fund, deed(settle_voucher, voucher.pk, DAY, unique("OUT")))
    assert lines_posted(fund.segment, record) == ["P 2303/1101 1500000"]
    assert lines_posted(OTHER, record) == ["P 1101/1141 1500000"]


def test_the_treasury_is_paid_and_the_duty_met(fund: World) -> None:
    order = fund.do(propose_treasury_return, an_order(money(fund))).subject_id
    passed(fund, Voucher.objects.get(pk=order), by=Role.EXECUTIVE)
    paid = deed(settle_voucher, order, date(2025, 5, 30), unique("OUT"), on=date(2025, 5, 30))
    record = perform(fund, paid)
    assert lines_posted(fund.segment, record) == ["P 2203/1101 1000000000"]
    assert duty(order, "TREASURY_PAYMENT").met_on == date(2025, 5, 30)
    assert balance(fund.segment, "B900") == 1_000_000_000


def test_only_what_is_approved_and_once(fund: World) -> None:
    waiting = put_up(money(fund))
    assert set(refusal(fund, settle_voucher, waiting.pk, DAY, "x")) == {"stage"}
    doing = lawful(fund)
    perform(fund, doing)
    assert set(refusal(fund, settle_voucher, doing.args[0], DAY, unique("x"))) == {"stage"}


def test_day_line_and_hands_are_asked(fund: World) -> None:
    voucher = passed(fund, put_up(money(fund)))
    bad = refusal(fund, settle_voucher, voucher.pk, date(2025, 4, 4), " ")
    assert set(bad) == {"settled_on", "bank_reference"}
    nedo = fund.people[Role.CASE_OFFICER].memberships.get().organisation
    approver = fund.people[Role.ACCOUNTING_APPROVER]
    Membership.objects.create(
        person=approver, organisation=nedo, role=Role.CASHIER, valid_from=date(2023, 4, 1)
    )
    same = refusal(fund, settle_voucher, voucher.pk, DAY, unique("x"), by=approver)
    assert set(same) == {"same_person"}
    perform(fund, deed(settle_voucher, voucher.pk, DAY, unique("x")), by=hire(nedo, Role.CASHIER))


def test_what_was_corrected_away_is_not_paid_and_leaves_the_cashiers_list(fund: World) -> None:
    wrong = passed(fund, put_up(money(fund)))
    seq = head(fund.segment).seq
    right = passed(fund, put_up(fund))
    gone = fund.do(propose_correction, Correction(fund.segment, seq, "二重計上", ())).subject_id
    passed(fund, Voucher.objects.get(pk=gone))
    found = refusal(fund, settle_voucher, wrong.pk, DAY, unique("OUT"))
    assert set(found) == {"reversed"}
    assert f"仕訳第{seq + 2}号で取り消され" in found["reversed"].text
    cashier = Asking(fund.people[Role.CASHIER], frozenset({Role.CASHIER}), DAY)
    listed = {item.number for item in waiting_for(cashier)}
    assert right.number in listed
    assert wrong.number not in listed
    fund.do(settle_voucher, right.pk, DAY, unique("OUT"))
    assert balance(fund.segment, "2202") == 0


def test_a_voucher_whose_approval_fell_is_not_paid_until_it_is_approved_again(fund: World) -> None:
    """職務停止 that reaches back: what was approved without authority moves no money."""
    voucher = passed(fund, put_up(money(fund)))
    approver = fund.people[Role.ACCOUNTING_APPROVER].memberships.get()
    hour = timedelta(hours=1)
    fund.do(end_authority, approver.pk, fund.now - hour, True, "非違行為の疑い", by=Role.EXECUTIVE)
    assert set(refusal(fund, settle_voucher, voucher.pk, DAY, unique("P"))) == {"fallen_approval"}
    cashier = Asking(fund.people[Role.CASHIER], frozenset({Role.CASHIER}), DAY)
    assert waiting_for(cashier) == []
    page = reverse("officer:voucher", args=[voucher.pk])
    client = Client()
    client.force_login(fund.people[Role.CASHIER])
    text = client.get(page).content.decode()
    assert "再承認されるまで、支払えません" in text
    assert "settle_voucher" not in text
    with pytest.raises(IntegrityError, match="counts no more"), transaction.atomic():
        Voucher.objects.filter(pk=voucher.pk).update(
            settled_on=DAY, settled_by=fund.people[Role.CASHIER], bank_reference="X"
        )
    draft = latest_draft("VOUCHER", voucher.pk)
    assert draft is not None
    again = hire(approver.organisation, Role.ACCOUNTING_APPROVER, Role.CASHIER)
    client.force_login(again)
    form = reverse("officer:act", args=["approve_stage", draft.pk])
    assert form in client.get(page).content.decode()
    assert client.get(form).status_code == 200
    fund.do(approve_stage, draft.pk, 1, by=again)
    assert "再承認" not in client.get(page).content.decode()
    late = refusal(fund, settle_voucher, voucher.pk, DAY, unique("P"), by=again)
    assert set(late) == {"same_person"}
    assert [item.subject for item in waiting_for(cashier)] == [voucher.pk]
    # Whose approval fell is a cashier later: they approved it all the same.
    Membership.objects.create(
        person=approver.person, organisation=approver.organisation, role=Role.CASHIER,
        valid_from=date(2023, 4, 1),
    )  # fmt: skip
    fell = refusal(fund, settle_voucher, voucher.pk, DAY, unique("P"), by=approver.person)
    assert set(fell) == {"same_person"}
    record = fund.do(settle_voucher, voucher.pk, DAY, unique("P"))
    (row,) = entries_of_key(fund.segment, record.key)
    assert row.approver == again.pk


def test_what_an_executive_decides_an_executive_approves_again(fund: World) -> None:
    order = fund.do(propose_treasury_return, an_order(money(fund))).subject_id
    executive = fund.people[Role.EXECUTIVE].memberships.get()
    again = hire(executive.organisation, Role.EXECUTIVE)
    passed(fund, Voucher.objects.get(pk=order), by=Role.EXECUTIVE)
    before = fund.now - timedelta(hours=1)
    fund.do(end_authority, executive.pk, before, True, "非違行為の疑い", by=again)
    draft = latest_draft("VOUCHER", order)
    assert draft is not None
    other = refusal(fund, approve_stage, draft.pk, 1, by=Role.ACCOUNTING_APPROVER)
    assert set(other) == {"not_of_the_stage"}
    page, client = reverse("officer:voucher", args=[order]), Client()
    for person, is_asked in ((fund.people[Role.ACCOUNTING_APPROVER], False), (again, True)):
        client.force_login(person)
        assert ("再承認する" in client.get(page).content.decode()) is is_asked
    fund.do(approve_stage, draft.pk, 1, by=again)
    fund.do(settle_voucher, order, DAY, unique("OUT"))


def test_the_withdrawal_of_an_executives_voucher_is_an_executives_too(fund: World) -> None:
    order = fund.do(propose_treasury_return, an_order(money(fund))).subject_id
    passed(fund, Voucher.objects.get(pk=order), by=Role.EXECUTIVE)
    drawn = fund.do(propose_voucher_withdrawal, order, "指示が改められた。").subject_id
    drafts = [latest_draft("VOUCHER", pk) for pk in (order, drawn)]
    assert [draft and draft.stages for draft in drafts] == [[["executive"]]] * 2


def test_what_was_withdrawn_is_not_asked_to_be_approved_again(fund: World) -> None:
    voucher = passed(fund, put_up(money(fund)))
    approver = fund.people[Role.ACCOUNTING_APPROVER].memberships.get()
    again = hire(approver.organisation, Role.ACCOUNTING_APPROVER)
    before = fund.now - timedelta(hours=1)
    fund.do(end_authority, approver.pk, before, True, "非違行為の疑い", by=Role.EXECUTIVE)
    reader = Reader(again, frozenset({Role.ACCOUNTING_APPROVER}), fund.now)

    def asked() -> list[str]:
        return [item.number for item in items_for(reader) if item.act == "approve_stage"]

    assert asked() == [voucher.number]
    drawn = fund.do(propose_voucher_withdrawal, voucher.pk, "承認の権限がなかった。").subject_id
    fund.do(approve_voucher, drawn, 1, by=again)
    assert asked() == []

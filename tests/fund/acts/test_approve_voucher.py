"""振替伝票の決裁: what was read is what is posted, by another person, within the fund's budget."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from fund import ledger
from fund.acts.approve_voucher import approve_voucher
from fund.acts.propose_admin_cost import propose_admin_cost
from fund.acts.propose_cost_allocation import propose_cost_allocation
from fund.acts.propose_treasury_return import propose_treasury_return
from fund.acts.settle_voucher import settle_voucher
from fund.models import Voucher
from fund.queries import balance, entries_of_key
from tests.deeds import Deed, deed, duty, perform, posted, refusal
from tests.fund.acts.test_propose_cost_allocation import lawful as shared
from tests.fund.acts.test_propose_treasury_return import an_order
from tests.fund.treasury import DAY, OTHER, a_cost, money, passed, put_up
from tests.grants.world import World, unique
from tests.people import hire
from workflow.approvals import latest_draft
from workflow.models import ActRecord, Role


def lawful(world: World) -> Deed:
    """A cost is approved."""
    return deed(approve_voucher, put_up(money(world)).pk, 1, on=DAY)


def test_the_entry_rests_on_the_draft_and_names_both(fund: World) -> None:
    record = perform(fund, lawful(fund))
    assert posted(fund.segment, record) == [
        ("ADMIN_COST", DAY, ["P 5201/2202 3000000", "P 2151/4101 3000000", "B B200/B800 3000000"])
    ]
    (entry,) = entries_of_key(fund.segment, record.key)
    draft = latest_draft("VOUCHER", record.subject_id)
    assert draft is not None
    assert (entry.document, entry.actor, entry.approver) == (
        draft.pk, fund.people[Role.ACCOUNTING_CLERK].pk,
        fund.people[Role.ACCOUNTING_APPROVER].pk,
    )  # fmt: skip


def test_a_shared_cost_is_owed_here_and_claimed_there(fund: World) -> None:
    record = perform(fund, shared(fund))
    assert record.act == propose_cost_allocation.__name__
    passed(fund, Voucher.objects.get(pk=record.subject_id))
    done = ActRecord.objects.get(act="approve_voucher", subject_id=record.subject_id)
    here = {event: lines for event, _, lines in posted(fund.segment, done)}
    assert here == {
        "COST_ALLOCATED": ["P 5202/2303 1500000"],
        "COST_FUNDED": ["P 2151/4101 1500000", "B B200/B800 1500000"],
    }
    assert [lines for _, _, lines in posted(OTHER, done)] == [["P 1141/5202 1500000"]]


def test_the_treasury_is_an_executives_and_its_day_is_noted(fund: World) -> None:
    order = fund.do(propose_treasury_return, an_order(money(fund))).subject_id
    assert set(refusal(fund, approve_voucher, order, 1)) == {"executive"}
    record = perform(fund, deed(approve_voucher, order, 1), by=Role.EXECUTIVE)
    assert posted(fund.segment, record)[0][2] == [
        "P 2151/2203 1000000000", "B B200/B900 1000000000",
    ]  # fmt: skip
    assert duty(order, "TREASURY_PAYMENT").due_on == date(2025, 5, 30)


def test_what_the_fund_does_not_have_is_refused_whole(fund: World) -> None:
    voucher = put_up(money(fund), amount_yen=10_000_000_001)
    found = refusal(fund, approve_voucher, voucher.pk, 1)
    assert found["short"].short_yen == 1
    assert balance(fund.segment, "2202") == 0


def test_who_put_it_up_does_not_approve_it(fund: World) -> None:
    money(fund)
    nedo = fund.people[Role.CASE_OFFICER].memberships.get().organisation
    both = hire(nedo, Role.ACCOUNTING_CLERK, Role.ACCOUNTING_APPROVER)
    voucher = fund.do(propose_admin_cost, a_cost(fund), by=both).subject_id
    assert set(refusal(fund, approve_voucher, voucher, 1, by=both)) == {"same_person"}
    assert set(refusal(fund, approve_voucher, voucher, 2)) == {"stale_version"}


def test_it_is_approved_once_and_stands_as_made(fund: World) -> None:
    doing = lawful(fund)
    perform(fund, doing)
    assert set(refusal(fund, approve_voucher, *doing.args)) == {"already_approved"}
    rows = Voucher.objects.filter(pk=doing.args[0])
    with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
        rows.update(amount_yen=1)
    clerk = fund.people[Role.ACCOUNTING_CLERK]
    with pytest.raises(IntegrityError, match="three_people"), transaction.atomic():
        rows.update(settled_by=clerk, settled_on=DAY, bank_reference="x")


@pytest.mark.parametrize(
    ("arose", "approved", "stands"),
    [
        (date(2026, 3, 20), date(2026, 4, 10), (202513, date(2026, 3, 31), date(2026, 3, 20))),
        (date(2026, 3, 31), date(2026, 4, 10), (202513, date(2026, 3, 31), None)),
        (date(2026, 4, 3), date(2026, 4, 10), (202601, date(2026, 4, 3), None)),
        (date(2025, 4, 7), date(2026, 3, 31), (202512, date(2026, 3, 31), date(2025, 4, 7))),
    ],
)
def test_a_cost_that_arrives_late_belongs_to_the_year_it_arose_in(
    fund: World, arose: date, approved: date, stands: tuple[int, date, date | None]
) -> None:
    money(fund)
    fund.today = approved
    fund.close_until(date(2026, 3, 31) if approved > date(2026, 3, 31) else date(2026, 2, 28))
    cost = passed(fund, put_up(fund, incurred_on=arose))
    (entry,) = entries_of_key(fund.segment, approval_of(cost).key)
    assert (entry.period, entry.effective_on, entry.original_on) == stands
    fund.do(settle_voucher, cost.pk, approved, unique("OUT"))
    assert balance(fund.segment, "2202") == 0


def test_after_the_books_of_its_year_a_cost_stands_in_the_open_month(fund: World) -> None:
    money(fund)
    fund.today = date(2026, 6, 30)
    fund.close_until(date(2026, 3, 31))
    ledger.close_period(fund.segment, 202513, actor=uuid4(), approver=uuid4())
    cost = passed(fund, put_up(fund, incurred_on=date(2026, 3, 20)))
    (entry,) = entries_of_key(fund.segment, approval_of(cost).key)
    assert (entry.period, entry.original_on) == (202603, date(2026, 3, 20))


def approval_of(voucher: Voucher) -> ActRecord:
    """The record of a voucher's approval."""
    return ActRecord.objects.get(act="approve_voucher", subject_id=voucher.pk)

"""A refund order written off: charges end that day, the claim stands, what comes in is recovered.

The order of the stage: 20 million of an advance under 17条1項, overdue since 30 October.
"""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from django.db import connection

from fund.acts.propose_allowance import Allowance, propose_allowance
from fund.checks import examine
from fund.checks.registry import BOOKS, CASES
from fund.models import Voucher
from fund.queries import balance
from grants.acts.begin_monitoring import begin_monitoring
from grants.acts.bill_charges import bill_charges
from grants.acts.close_grant import close_grant
from grants.acts.mark_overdue import mark_overdue
from grants.acts.propose_reduction import propose_reduction
from grants.acts.receive_refund import receive_refund
from grants.case import balances_of
from grants.models import RefundOrder
from grants.refund_case import assessment_of
from grants.refund_sheet import sheet_of_order
from grants.write_offs import lost_yen, owed_yen, written_off_yen
from reports.acts.issue_notice import issue_notice
from reports.models import IssuedPaper
from reports.papers.deserved import waiting
from tests.deeds import deed, lines_posted, perform, refusal
from tests.fund.treasury import passed
from tests.grants.acts.test_propose_reduction import GIVEN
from tests.grants.pages.conftest import Visit, visit
from tests.grants.stage import StagedWorld
from tests.grants.world import MILLION, Case, unique
from workflow.models import ActRecord, Notice, Obligation, Role

__all__ = ["visit"]
OWED, LOST_ON, LATER = 20 * MILLION, date(2025, 12, 1), date(2026, 2, 2)


@pytest.fixture
def case(world: StagedWorld) -> Case:
    """An order that is overdue."""
    return world.case("overdue")


def write_off(world: StagedWorld, case: Case, yen: int = OWED, on: date = LOST_ON) -> None:
    """Made doubtful and lost, each approved by an executive."""
    world.today = on
    for what in ("ALLOW", "WRITE_OFF"):
        book(world, case, what, yen)


def book(world: StagedWorld, case: Case, what: str, yen: int) -> None:
    """An allowance or a loss, approved by an executive."""
    given = Allowance(world.segment, what, case.grant.number, yen, "財産調査報告", "破産手続の終結")
    voucher = Voucher.objects.get(pk=world.do(propose_allowance, given).subject_id)
    passed(world, voucher, by=Role.EXECUTIVE)


def receive(world: StagedWorld, order: RefundOrder, yen: int, on: date = LATER) -> ActRecord:
    """Money comes in on the order."""
    return perform(world, deed(receive_refund, order.pk, on, yen, unique("BANK"), on=on))


def broken(world: StagedWorld) -> Iterable[str]:
    """The invariants of books and cases that do not hold."""
    with connection.cursor() as cursor:
        report = examine(cursor, f"TEST_{world.segment}", {BOOKS, CASES})
    return [f"{result.name}: {result.bad[0]}" for result in report.broken]


def test_charges_end_on_the_day_before(world: StagedWorld, case: Case) -> None:
    before = assessment_of(case.order, LOST_ON - timedelta(days=1))
    assert before.late_charge_yen > 0
    write_off(world, case)
    for on in (LOST_ON, LATER):
        after = assessment_of(case.order, on)
        assert after.principal_open_yen == 0
        assert (after.surcharge_yen, after.late_charge_yen) == (
            before.surcharge_yen, before.late_charge_yen,
        )  # fmt: skip
        assert max(period.to_on for period in after.worksheet) == LOST_ON - timedelta(days=1)
    assert (owed_yen(case.order), lost_yen(case.order)) == (OWED, OWED)


def test_of_a_part_only_that_part_bears_no_more(world: StagedWorld, case: Case) -> None:
    write_off(world, case, 5 * MILLION)
    periods = [p for p in assessment_of(case.order, LATER).worksheet if p.to_on == LATER]
    assert {(p.from_on, p.base_yen) for p in periods} == {(LOST_ON, 15 * MILLION)}


def test_what_comes_in_later_is_recovered_and_no_principal(world: StagedWorld, case: Case) -> None:
    write_off(world, case)
    receivable, returns = balance(world.segment, "1131"), balance(world.segment, "2153")
    final = assessment_of(case.order, LOST_ON)
    record = receive(world, case.order, 8 * MILLION)
    assert lines_posted(world.segment, record) == [
        "P 1101/4301 8000000", "P 5401/2153 8000000", "B B100/B200 8000000",
    ]  # fmt: skip
    assert balance(world.segment, "1131") == receivable
    assert balance(world.segment, "2153") == returns + 8 * MILLION
    assert (owed_yen(case.order), lost_yen(case.order)) == (12 * MILLION, 12 * MILLION)
    receive(world, case.order, 12 * MILLION + 1000)
    order = case.order
    assert order.state == "PRINCIPAL_PAID"
    assert (order.surcharge_yen, order.late_yen) == (final.surcharge_yen, final.late_charge_yen)
    rows = order.receipts.values_list("principal_yen", "recovered_yen", "surcharge_yen")
    assert list(rows) == [(0, 8 * MILLION, 0), (0, 12 * MILLION, 1000)]
    assert written_off_yen(order) == OWED
    assert broken(world) == []


def test_a_payment_pays_what_is_not_written_off_first(world: StagedWorld, case: Case) -> None:
    write_off(world, case, 5 * MILLION)
    receive(world, case.order, 16 * MILLION)
    (receipt,) = case.order.receipts.all()
    assert (receipt.principal_yen, receipt.recovered_yen) == (15 * MILLION, MILLION)
    assert case.order.state == "PART_PAID"
    assert broken(world) == []


def test_the_notice_of_charges_counts_to_the_day_before(world: StagedWorld, case: Case) -> None:
    write_off(world, case)
    receive(world, case.order, OWED)
    record = perform(world, deed(bill_charges, case.order.pk, on=date(2026, 2, 3)))
    for cause in waiting().filter(subject_id__in=[case.pk, case.order.pk]):
        world.do(issue_notice, cause.pk)
    charges = IssuedPaper.objects.get(cause=record).data["charges"]
    last = max(row["to_on"] for charge in charges for row in charge["rows"])
    assert last == (LOST_ON - timedelta(days=1)).isoformat()


def test_it_is_demanded_as_before_without_growing_charges(world: StagedWorld, case: Case) -> None:
    write_off(world, case)
    record = perform(world, deed(mark_overdue, case.order.pk, on=LATER))
    assert record.facts["open_yen"] == OWED
    told = Notice.objects.filter(kind="refund_demanded", key__startswith=record.key)
    assert told.count() > 0
    assert not told.filter(body__contains="日々加算").exists()
    for cause in waiting().filter(subject_id__in=[case.pk, case.order.pk]):
        world.do(issue_notice, cause.pk)
    letter = IssuedPaper.objects.get(cause=record).data
    assert (letter["open_yen"], letter["paid_yen"]) == (OWED, 0)
    assert letter["late"]["rows"][-1]["to_on"] == (LOST_ON - timedelta(days=1)).isoformat()


def test_an_appeal_lowers_only_what_was_not_written_off(world: StagedWorld, case: Case) -> None:
    write_off(world, case)
    assert set(refusal(world, propose_reduction, case.order.pk, GIVEN, on=LATER)) == {"reduced_yen"}


def test_the_pages_show_it(world: StagedWorld, case: Case, visit: Visit) -> None:
    write_off(world, case)
    number = case.grant.number
    clerk = visit(world.person(Role.ACCOUNTING_CLERK))
    page = clerk.get(f"/officer/grants/{number}/").content.decode()
    assert "貸倒れ 20,000,000円" in page
    answer = clerk.get(f"/officer/grants/{number}/refunds/1/", {"on": LATER.isoformat()})
    text = answer.content.decode()
    assert "貸倒れとして処理しました" in text
    assert "まだ回収していない額は 20,000,000円" in text
    sheet = sheet_of_order(case.order, LATER)
    charges = sum(total.open_yen for total in sheet.totals)
    assert sheet.total_open_yen == OWED + charges


def test_a_case_whose_advance_was_lost_and_recovered_ends(world: StagedWorld) -> None:
    case = world.case("excess")
    write_off(world, case, 10 * MILLION, on=date(2026, 6, 1))
    receive(world, case.order, 10 * MILLION, date(2026, 7, 1))
    case.receive_charges(on=date(2026, 7, 2))
    assert balances_of(case.grant)["B310"] == 10 * MILLION
    perform(world, deed(begin_monitoring, case.pk, on=date(2026, 7, 3)))
    Obligation.objects.filter(subject_id=case.pk, status="open").update(
        status="met", met_on=date(2026, 7, 3)
    )
    perform(world, deed(close_grant, case.pk, on=date(2026, 7, 6)))
    assert case.grant.state == "CLOSED"
    assert broken(world) == []


def test_an_allowance_no_longer_needed_is_released_beside_a_loss(
    world: StagedWorld, case: Case
) -> None:
    fund = sum(balance(world.segment, code) for code in ("2151", "2153"))
    book(world, case, "ALLOW", OWED)
    book(world, case, "WRITE_OFF", 5 * MILLION)
    receive(world, case.order, 15 * MILLION)
    book(world, case, "ALLOW", 0)
    assert balance(world.segment, "1139") == 0
    # What was lost is borne by the fund for good.
    assert balance(world.segment, "5301") == 5 * MILLION
    assert sum(balance(world.segment, code) for code in ("2151", "2153")) == fund - 5 * MILLION
    assert not broken(world)

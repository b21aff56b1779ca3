"""Money in suspense is taken by the case whose it is: from nobody known, or from another 勘定.

The order of the stage: 20 million of an advance under 17条1項, due 29 October.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from fund import strays
from fund.acts.propose_clearing import propose_clearing
from fund.acts.propose_correction import propose_correction
from fund.acts.record_stray_receipt import record_stray_receipt
from fund.acts.settle_voucher import settle_voucher
from fund.actuals import compare, grown_yen
from fund.bank_lines import places_of
from fund.chart import AVAILABLE, CASH
from fund.checks import examine
from fund.checks.registry import BOOKS, CASES
from fund.closing import checklist
from fund.correcting import Correction
from fund.models import StrayReceipt, Voucher
from fund.queries import balance, entries_of_key, period_of, segments
from grants.acts.receive_refund import receive_refund
from grants.acts.receive_return import receive_return
from grants.affordability import expected
from grants.models import Demand, RefundOrder, RefundReceipt
from reports.acts.issue_notice import issue_notice
from reports.models import IssuedPaper
from reports.papers.deserved import waiting
from tests.deeds import deed, duty, lines_posted, perform, posted, refusal
from tests.fund.treasury import OTHER, astray, passed, stray
from tests.grants.acts.test_approve_disposal import lawful as disposal_approved
from tests.grants.acts.test_written_off_orders import write_off
from tests.grants.pages.conftest import Visit, visit
from tests.grants.stage import StagedWorld
from tests.grants.world import MILLION, Case, unique
from workflow.models import ActRecord, Role

__all__ = ["visit"]

DUE, LATE = date(2025, 10, 29), date(2025, 11, 8)
ELSEWHERE = {"kind": "ELSEWHERE", "other_segment": OTHER}


@dataclass(frozen=True)
class Suspense:
    """A stray receipt, and how the books stood before it came."""

    world: StagedWorld
    pk: Any
    before: dict[str, int]

    @property
    def row(self) -> StrayReceipt:
        return StrayReceipt.objects.get(pk=self.pk)

    def moved(self, *codes: str) -> list[int]:
        """By how much balances moved since."""
        return [balance(self.world.segment, code) - self.before[code] for code in codes]


def came(world: StagedWorld, yen: int, on: date, **changes: Any) -> Suspense:
    """Booked on its day as money of nobody known, unless said otherwise."""
    world.today = on
    codes = (CASH, AVAILABLE, "B100", "1131", "1141", "2301", "2204", "2153")
    before = {code: balance(world.segment, code) for code in codes}
    return Suspense(world, astray(world, amount_yen=yen, **changes).pk, before)


def take(world: StagedWorld, order: RefundOrder, found: Suspense, on: date) -> ActRecord:
    """The order takes the receipt as it came."""
    row = found.row
    doing = deed(receive_refund, order.pk, row.received_on, row.amount_yen, row.bank_reference)
    world.today = on
    return perform(world, doing)


def transfer(world: StagedWorld, found: Suspense) -> ActRecord:
    """The other 勘定 sends it."""
    drawn = world.do(propose_clearing, found.pk, "TRANSFER", "案件の返還金と判明した。")
    voucher = passed(world, Voucher.objects.get(pk=drawn.subject_id))
    return world.do(settle_voucher, voucher.pk, world.today, unique("OUT"))


def broken(world: StagedWorld) -> Iterable[str]:
    """What does not hold in the books of both 勘定 and in the cases."""
    (other,) = (s.code for s in segments() if s.segment_id == OTHER)
    found = []
    for code in (f"TEST_{world.segment}", other):
        with connection.cursor() as cursor:
            report = examine(cursor, code, {BOOKS, CASES})
        found += [f"{result.name}: {result.bad[0]}" for result in report.broken]
    return found


@pytest.fixture
def case(world: StagedWorld) -> Case:
    """An order before 額の確定."""
    return world.case("ordered")


def test_money_of_nobody_known_pays_the_order_from_suspense(world: StagedWorld, case: Case) -> None:
    found = came(world, 8 * MILLION, DUE)
    assert broken(world) == []
    record = take(world, case.order, found, date(2025, 11, 4))
    assert posted(world.segment, record) == [
        ("REFUND_RECEIPT", DUE, ["P 2301/1131 8000000", "B B310/B200 8000000"])
    ]
    assert found.moved(CASH, "2301", AVAILABLE) == [8 * MILLION, 0, 8 * MILLION]
    row = found.row
    assert (row.taken_by, row.cleared_on) == (record, date(2025, 11, 4))
    assert duty(found.pk, "STRAY_RECEIPT").status == "met"
    assert RefundReceipt.objects.get(order=case.order).received_on == DUE
    assert broken(world) == []


def test_charges_stop_on_the_day_the_money_came(world: StagedWorld, case: Case) -> None:
    found = came(world, 21 * MILLION, LATE)
    record = take(world, case.order, found, date(2025, 11, 20))
    # 62 days of 20 million; 10 days late.
    assert lines_posted(world.segment, record) == [
        "P 2301/1131 20000000", "B B310/B200 20000000",
        "P 1132/4302 372000", "P 1133/4302 60000", "P 5401/2153 432000",
        "P 2301/1132 372000", "P 2301/1133 60000", "P 2301/2204 568000", "B B100/B200 432000",
    ]  # fmt: skip
    assert case.order.state == "CLEARED"
    assert duty(case.order.pk, "REFUND").met_on == LATE
    assert broken(world) == []


def test_what_lies_in_another_segment_is_held_back_until_it_is_sent(
    world: StagedWorld, case: Case
) -> None:
    theirs = balance(OTHER, CASH), balance(OTHER, "2302")
    found = came(world, 21 * MILLION, LATE, **ELSEWHERE)
    assert found.moved("1141", "2301", CASH) == [21 * MILLION, 21 * MILLION, 0]
    assert broken(world) == []
    record = take(world, case.order, found, date(2025, 11, 20))
    held = ("RETURN_ASTRAY", LATE, ["B B200/B100 20000000", "B B200/B100 432000"])
    assert posted(world.segment, record)[-1] == held
    assert found.moved("1141", "2301", "2204", CASH) == [21 * MILLION, 0, 568_000, 0]
    assert found.moved(AVAILABLE, "B100") == [0, -20 * MILLION]
    assert (found.row.taken_by, found.row.cleared_on) == (record, None)
    assert duty(found.pk, "STRAY_RECEIPT").status == "open"
    assert broken(world) == []
    (flow,) = [f for f in expected(world.segment, world.today) if "他勘定からの送金" in f.what]
    assert (flow.budget_yen, flow.cash_yen) == (20 * MILLION + 432_000, 21 * MILLION)
    sent = transfer(world, found)
    assert lines_posted(world.segment, sent) == [
        "P 1101/1141 21000000", "B B100/B200 20000000", "B B100/B200 432000",
    ]  # fmt: skip
    assert lines_posted(OTHER, sent) == ["P 2302/1101 21000000"]
    assert found.moved("1141", "2301", CASH) == [0, 0, 21 * MILLION]
    assert found.moved(AVAILABLE, "B100") == [20 * MILLION + 432_000, 432_000]
    assert (balance(OTHER, CASH), balance(OTHER, "2302")) == theirs
    assert (found.row.cleared_on, duty(found.pk, "STRAY_RECEIPT").status) == (world.today, "met")
    assert broken(world) == []
    assert not [f for f in expected(world.segment, world.today) if "他勘定" in f.what]


@pytest.mark.parametrize("place", [{}, ELSEWHERE])
def test_what_came_before_a_payment_received_already_counts_from_its_own_day(
    world: StagedWorld, case: Case, place: dict[str, Any]
) -> None:
    """8 million of the due day, found out after 12 million had come ten days late."""
    found = came(world, 8 * MILLION, DUE, **place)
    perform(world, deed(receive_refund, case.order.pk, LATE, 12 * MILLION, unique("B"), on=LATE))
    record = take(world, case.order, found, date(2025, 11, 20))
    entries = entries_of_key(world.segment, record.key)
    assert {x.effective_on for x in entries} == {LATE}
    # 8 million for 52 days and 12 million for 62; 12 million ten days late.
    figures = case.order.surcharge_yen, case.order.late_yen
    assert figures == (124_800 + 223_200, 36_000)
    assert duty(case.order.pk, "REFUND").met_on == LATE
    assert RefundReceipt.objects.get(order=case.order, amount_yen=8 * MILLION).received_on == DUE
    assert broken(world) == []
    if place:
        transfer(world, found)
        assert broken(world) == []


def test_what_came_before_the_order_or_too_late_is_sent_back(
    world: StagedWorld, case: Case
) -> None:
    early = case.order.ordered_on - timedelta(days=1)
    row = came(world, 8 * MILLION, DUE, received_on=early).row
    given = (case.order.pk, early, 8 * MILLION, row.bank_reference)
    problems = refusal(world, receive_refund, *given, on=LATE)
    assert "払込人に返して" in problems["received_on"].cure
    world.do(propose_clearing, row.pk, "SEND_BACK", "返還命令の前の入金。")
    known = came(world, 1 * MILLION, DUE).row
    perform(world, deed(receive_refund, case.order.pk, LATE, 20 * MILLION, unique("B"), on=LATE))
    given = (case.order.pk, DUE, 1 * MILLION, known.bank_reference)
    problems = refusal(world, receive_refund, *given, on=LATE)
    assert "払込人に返して" in problems["received_on"].cure


@pytest.mark.parametrize("place", [{}, ELSEWHERE])
def test_after_fixing_the_budget_comes_back_from_what_was_settled(
    world: StagedWorld, place: dict[str, Any]
) -> None:
    case = world.case("SETTLED").propose_cancellation(50 * MILLION).cancel().order_back()
    found = came(world, 50 * MILLION, world.today, **place)
    record = take(world, case.order, found, world.today)
    held = ["B B200/B100 50000000"] if place else []
    assert lines_posted(world.segment, record) == [
        "P 2301/1131 50000000", "B B500/B200 50000000", "P 1132/4302 15000", "P 5401/2153 15000",
        *held,
    ]  # fmt: skip
    assert broken(world) == []
    if place:
        transfer(world, found)
        assert broken(world) == []
    assert found.moved(CASH, AVAILABLE, "2301", "1141") == [50 * MILLION, 50 * MILLION, 0, 0]


@pytest.mark.parametrize("place", [{}, ELSEWHERE])
def test_what_was_written_off_is_recovered(world: StagedWorld, place: dict[str, Any]) -> None:
    case = world.case("overdue")
    write_off(world, case, 5 * MILLION)
    found = came(world, 16 * MILLION, date(2026, 2, 2), **place)
    record = take(world, case.order, found, world.today)
    held = ["B B200/B100 15000000", "B B200/B100 1000000"] if place else []
    assert lines_posted(world.segment, record) == [
        "P 2301/1131 15000000", "B B310/B200 15000000",
        "P 2301/4301 1000000", "P 5401/2153 1000000", "B B100/B200 1000000", *held,
    ]  # fmt: skip
    assert broken(world) == []
    if place:
        transfer(world, found)
        assert broken(world) == []
    assert found.moved(CASH, AVAILABLE, "2301", "1141") == [16 * MILLION, 16 * MILLION, 0, 0]


@pytest.mark.parametrize("place", [{}, ELSEWHERE])
def test_a_demand_takes_its_money_whole(world: StagedWorld, place: dict[str, Any]) -> None:
    perform(world, disposal_approved(world))
    demand = Demand.objects.get(grant=world.case("SETTLED").pk)
    day = date(2026, 2, 20)
    early = demand.demanded_on - timedelta(days=1)
    row = came(world, 30 * MILLION, day, received_on=early).row
    before = (demand.pk, early, 30 * MILLION, row.bank_reference)
    problems = refusal(world, receive_return, *before, on=day)
    assert "払込人に返して" in problems["paid_on"].cure
    found = came(world, 30 * MILLION, day, **place)
    reference = found.row.bank_reference
    late = date(2026, 2, 24)
    given = (demand.pk, date(2026, 2, 23), 30 * MILLION, reference)
    assert set(refusal(world, receive_return, *given, on=late)) == {"suspense"}
    record = perform(world, deed(receive_return, demand.pk, day, 30 * MILLION, reference, on=late))
    held = ["B B200/B100 30000000"] if place else []
    taken = ["P 2301/1131 30000000", "B B100/B200 30000000"]
    assert lines_posted(world.segment, record) == taken + held
    assert broken(world) == []
    if place:
        transfer(world, found)
        assert broken(world) == []
    assert found.moved(CASH, AVAILABLE, "2301", "1141") == [30 * MILLION, 30 * MILLION, 0, 0]


def test_without_the_entry_that_holds_it_back_the_books_are_wrong(
    world: StagedWorld, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = came(world, 8 * MILLION, DUE, **ELSEWHERE)
    monkeypatch.setattr(strays, "not_here_entry", lambda entries: None)
    take(world, case.order, found, DUE)
    assert found.moved(AVAILABLE) == [8 * MILLION]
    (wrong,) = broken(world)
    assert wrong.startswith("money_taken_waits_until_it_is_here")


def test_another_day_or_sum_is_refused_with_what_stands_there(
    world: StagedWorld, case: Case
) -> None:
    row = came(world, 8 * MILLION, DUE).row
    for day, yen in ((date(2025, 10, 28), 8 * MILLION), (DUE, 7 * MILLION)):
        problems = refusal(
            world, receive_refund, case.order.pk, day, yen, row.bank_reference, on=LATE
        )
        assert set(problems) == {"suspense"}
        assert "2025年10月29日" in problems["suspense"].text
        assert "8,000,000" in problems["suspense"].text
        assert "枝番" in problems["suspense"].cure


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "OF_OTHERS", "other_segment": OTHER, "account": "2301"},
        {**ELSEWHERE, "account": "4301"},
        {"segment": OTHER},
    ],
)
def test_money_that_is_not_in_suspense_here_is_a_line_booked(
    world: StagedWorld, case: Case, change: dict[str, Any]
) -> None:
    row = came(world, 8 * MILLION, DUE, **change).row
    problems = refusal(
        world, receive_refund, case.order.pk, DUE, 8 * MILLION, row.bank_reference, on=LATE
    )
    assert set(problems) == {"bank_reference"}


@pytest.mark.parametrize("place", [{}, ELSEWHERE])
def test_it_is_taken_once(world: StagedWorld, case: Case, place: dict[str, Any]) -> None:
    found = came(world, 8 * MILLION, DUE, **place)
    take(world, case.order, found, LATE)
    reference = found.row.bank_reference
    problems = refusal(world, receive_refund, case.order.pk, DUE, 8 * MILLION, reference, on=LATE)
    assert set(problems) == {"bank_reference"}
    assert "返還金の収納" in problems["bank_reference"].text
    assert len(list(places_of(reference))) == 2
    again = stray(world, bank_reference=reference)
    assert set(refusal(world, record_stray_receipt, again)) == {"bank_reference"}


def test_a_voucher_in_hand_comes_first(world: StagedWorld, case: Case) -> None:
    found = came(world, 8 * MILLION, DUE)
    drawn = world.do(propose_clearing, found.pk, "INTEREST", "照会した。")
    row, voucher = found.row, Voucher.objects.get(pk=drawn.subject_id)
    given = (case.order.pk, DUE, 8 * MILLION, row.bank_reference)
    problems = refusal(world, receive_refund, *given, on=LATE)
    assert set(problems) == {"in_hand"}
    assert voucher.number in problems["in_hand"].cure


def test_what_a_case_took_is_cleared_no_other_way(world: StagedWorld, case: Case) -> None:
    known, there = came(world, 1 * MILLION, DUE), came(world, 2 * MILLION, DUE, **ELSEWHERE)
    early = refusal(world, propose_clearing, there.pk, "TRANSFER", "送金する。")
    assert "案件の画面" in early["way"].cure
    take(world, case.order, known, LATE)
    take(world, case.order, there, LATE)
    for way in ("SEND_BACK", "INTEREST", "RETURNED", "TAKE_BACK"):
        problems = refusal(world, propose_clearing, known.pk, way, "照会した。")
        assert set(problems) == {"cleared"}
        problems = refusal(world, propose_clearing, there.pk, way, "照会した。")
        assert set(problems) == {"way"}
        assert "収納済み" in problems["way"].cure


def test_what_is_nobodys_case_is_taken_back_and_booked_as_what_it_is(
    world: StagedWorld, case: Case
) -> None:
    found = came(world, 8 * MILLION, DUE, **ELSEWHERE)
    drawn = world.do(propose_clearing, found.pk, "TAKE_BACK", "案件の入金ではない。")
    passed(world, Voucher.objects.get(pk=drawn.subject_id))
    assert found.moved("1141", "2301") == [0, 0]
    again = stray(
        world, **ELSEWHERE, account="4301", bank_reference=found.row.bank_reference + "-2"
    )
    perform(world, deed(record_stray_receipt, again))
    assert broken(world) == []


def test_what_is_held_back_and_given_back_is_not_corrected(world: StagedWorld, case: Case) -> None:
    found = came(world, 8 * MILLION, DUE, **ELSEWHERE)
    taken = take(world, case.order, found, DUE)
    sent = transfer(world, found)
    for record, event in ((taken, "RETURN_ASTRAY"), (sent, "RETURN_ARRIVED")):
        (entry,) = (e for e in entries_of_key(world.segment, record.key) if e.event == event)
        given = Correction(world.segment, entry.seq, "誤り", ())
        assert "grant" in refusal(world, propose_correction, given)


@pytest.mark.parametrize("place", [{}, ELSEWHERE])
def test_the_month_does_not_close_between(
    world: StagedWorld, case: Case, place: dict[str, Any]
) -> None:
    found = came(world, 8 * MILLION, DUE, **place)
    ends = date(2025, 10, 31)
    assert waiting_to_close(world) == {"bank", "suspense_2301"}
    take(world, case.order, found, LATE)
    assert waiting_to_close(world) == {"bank"}
    world.close_until(ends)
    assert broken(world) == []


def test_the_plan_is_compared_with_what_the_money_was(world: StagedWorld, case: Case) -> None:
    def since(before: list[int]) -> list[int]:
        """How far the year's returns, what is not cleared, and all together moved."""
        lines = compare(world.segment, 2025, None)
        rows = {row.line.field: row.actual_yen for row in lines}
        now = [rows["returns_yen"], rows[""], grown_yen(lines)["net"]]
        return [yen - was for yen, was in zip(now, before, strict=True)]

    start = since([0, 0, 0])
    known, there = came(world, 1 * MILLION, DUE), came(world, 2 * MILLION, DUE, **ELSEWHERE)
    assert since(start) == [0, 1 * MILLION, 1 * MILLION]
    take(world, case.order, known, LATE)
    assert since(start) == [1 * MILLION, 0, 1 * MILLION]
    take(world, case.order, there, LATE)
    assert since(start) == [3 * MILLION, -2 * MILLION, 1 * MILLION]
    transfer(world, there)
    assert since(start) == [3 * MILLION, 0, 3 * MILLION]


def waiting_to_close(world: StagedWorld) -> set[str]:
    """What hinders the close of October 2025, without a certificate of the bank."""
    october = period_of(world.segment, 202507)
    assert october is not None
    return {item.code for item in checklist(world.segment, october, None) if not item.passes}


def test_what_came_in_a_closed_month_counts_from_its_day(world: StagedWorld, case: Case) -> None:
    world.close_until(date(2025, 10, 31))
    found = came(world, 20 * MILLION, date(2025, 11, 4), received_on=DUE, **ELSEWHERE)
    record = take(world, case.order, found, date(2025, 11, 12))
    entries = entries_of_key(world.segment, record.key)
    assert {(x.effective_on, x.original_on) for x in entries} == {(date(2025, 11, 12), DUE)}
    assert (case.order.late_yen, duty(case.order.pk, "REFUND").met_on) == (0, DUE)
    assert broken(world) == []


@pytest.mark.parametrize("place", [{}, ELSEWHERE])
def test_the_receipt_paper_names_the_day_the_money_came(
    world: StagedWorld, case: Case, place: dict[str, Any]
) -> None:
    record = take(world, case.order, came(world, 8 * MILLION, DUE, **place), LATE)
    for cause in waiting().filter(subject_id__in=[case.pk, case.order.pk]):
        world.do(issue_notice, cause.pk)
    facts = IssuedPaper.objects.get(cause=record).data["facts"]
    (day,) = (fact["value"] for fact in facts if fact["label"] == "納付の日")
    assert day.startswith("令和7年10月29日")


def test_the_pages_say_that_a_case_took_it_and_what_comes_next(
    world: StagedWorld, case: Case, visit: Visit
) -> None:
    known, there = came(world, 1 * MILLION, DUE), came(world, 2 * MILLION, DUE, **ELSEWHERE)
    clerk = visit(world.people[Role.ACCOUNTING_CLERK])

    def page(name: str, *at: Any) -> str:
        return clerk.get(reverse(f"officer:{name}", args=at)).content.decode()

    def form(found: Suspense) -> str:
        return page("act", "propose_clearing", found.pk)

    assert "案件で収納済" not in page("stray_receipts")
    assert "収納を記帳して" in form(known)
    assert "送金を起票できます" in form(there)
    assert "仮受金から収納します" in page("act", "receive_refund", case.order.pk)
    take(world, case.order, known, LATE)
    take(world, case.order, there, LATE)
    shown = page("stray_receipts")
    assert "2025/11/08</time> 案件で収納済、送金待ち" in shown
    assert shown.count("案件で収納済") == 2
    assert "案件で収納済みです" in form(there)
    assert 'value="TRANSFER"' in form(there)
    assert 'value="TAKE_BACK"' not in form(there)


def test_the_database_knows_what_can_be_taken(world: StagedWorld, case: Case) -> None:
    taken = came(world, 1 * MILLION, DUE)
    record = take(world, case.order, taken, DUE)
    open_one = came(world, 1 * MILLION, DUE)
    known = came(world, 1 * MILLION, DUE, **ELSEWHERE, account="4301")
    wrong: list[tuple[Suspense, dict[str, Any], str]] = [
        (open_one, {"taken_by": record, "cleared_on": DUE}, "strayreceipt_taken_by_id"),
        (known, {"taken_by": some_record()}, "stray_taken_was_in_suspense"),
        (open_one, {"taken_by": some_record()}, "stray_taken_was_in_suspense"),
        (taken, {"taken_by": None}, "written once"),
    ]
    for found, change, said in wrong:
        with pytest.raises(IntegrityError, match=said), transaction.atomic():
            StrayReceipt.objects.filter(pk=found.pk).update(**change)


def some_record() -> ActRecord:
    """Any record that took nothing."""
    return ActRecord.objects.filter(act="decide_grant").latest("acted_at")

"""返還命令の減額: the receivable falls, both worksheets are kept, the decision regains it."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

from fund.entries import GrantBooks
from fund.queries import balance
from grants.acts.propose_overpayment_return import propose_overpayment_return
from grants.acts.propose_reduction import propose_reduction
from grants.acts.reduce_order import reduce_order
from grants.acts.return_overpayment import return_overpayment
from grants.case import balances_of, kept_yen
from grants.lowering import Lowering, lowering_entries
from grants.models import OrderReduction, RefundOrder
from grants.refund_case import assessment_of, open_charges
from tests.deeds import Deed, deed, duty, lines_posted, perform, refusal
from tests.grants.acts import test_approve_waiver
from tests.grants.acts.test_propose_reduction import DAY, GIVEN
from tests.grants.stage import FIRST_DAY, SITUATIONS, StagedWorld
from tests.grants.test_checks import broken
from tests.grants.world import MILLION, Case, World, unique
from tests.people import hire_inside, new_company

THEN = date(2025, 11, 17)


def lawful(world: StagedWorld) -> Deed:
    """The reduction as put up."""
    order = world.case("ordered").order
    perform(world, deed(propose_reduction, order.pk, GIVEN, on=DAY))
    return deed(reduce_order, order.pk, 1, on=DAY)


def test_both_worksheets_are_kept_and_the_rest_stands(world: StagedWorld) -> None:
    decided = world.case("ordered").grant.decided_yen or 0
    record = perform(world, lawful(world))
    assert lines_posted(world.segment, record) == ["P 1121/1131 5000000"]
    case = world.case("ordered")
    reduction = OrderReduction.objects.get(order=case.order)
    assert reduction.before["principal_open_yen"] == 20 * MILLION
    assert reduction.after["principal_open_yen"] == 15 * MILLION
    assert reduction.after["surcharge_yen"] < reduction.before["surcharge_yen"]
    assert assessment_of(case.order, case.order.due_on).principal_open_yen == 15 * MILLION
    assert case.grant.decided_yen == decided + 5 * MILLION


def test_what_is_left_is_paid_up_by_the_rest(world: StagedWorld) -> None:
    perform(world, lawful(world))
    case = world.case("ordered")
    case.receive(15 * MILLION, on=DAY)
    assert case.order.state == "PRINCIPAL_PAID"


def test_a_version_that_was_not_read_is_refused(world: StagedWorld) -> None:
    doing = lawful(world)
    assert set(refusal(world, reduce_order, doing.args[0], 2, on=DAY)) == {"stale_version"}


def reduced(world: StagedWorld, situation: str, yen: int) -> tuple[Case, list[str]]:
    """The order of a situation lowered by so much on 17 November, and what that posted."""
    case = world.case(situation)
    perform(world, deed(propose_reduction, case.order.pk, replace(GIVEN, reduced_yen=yen), on=THEN))
    record = perform(world, deed(reduce_order, case.order.pk, 1, on=THEN))
    return case, lines_posted(world.segment, record)


def test_an_order_taken_back_whole_before_anything_was_paid_is_cleared(world: StagedWorld) -> None:
    case, lines = reduced(world, "ordered", 20 * MILLION)
    assert lines == ["P 1121/1131 20000000"]
    assert (case.order.state, open_charges(case.order)) == ("CLEARED", (0, 0))
    assert duty(case.order.pk, "REFUND").status == "met"
    assert case.grant.decided_yen == 50 * MILLION


def test_what_was_paid_of_an_order_taken_back_whole_goes_back(world: StagedWorld) -> None:
    # 20 million came back ten days late; the charges were booked and are taken back too.
    surcharge, late = open_charges(world.case("principal paid").order)
    case, lines = reduced(world, "principal paid", 20 * MILLION)
    assert lines == [
        f"P 4302/1132 {surcharge}", f"P 4302/1133 {late}", f"P 2153/5401 {surcharge + late}",
        "P 1121/2204 20000000", "B B200/B310 20000000",
    ]  # fmt: skip
    assert (case.order.state, balances_of(case.grant)["B310"]) == ("CLEARED", 50 * MILLION)
    receipt = case.order.receipts.exclude(reduction=None).get()
    assert (receipt.overpaid_yen, receipt.principal_yen) == (20 * MILLION, 0)
    perform(world, deed(propose_overpayment_return, receipt.pk, on=THEN))
    given = (receipt.pk, 1, THEN, unique("BANK"))
    record = perform(world, deed(return_overpayment, *given, on=THEN))
    assert lines_posted(world.segment, record) == ["P 2204/1101 20000000"]
    assert kept_yen(case.grant) == 50 * MILLION


def test_part_of_what_was_paid_pays_the_lower_charges_first(world: StagedWorld) -> None:
    # Of 20 million paid on 8 November, due 29 October, 5 stand: 62 days, 10 of them late.
    case, _ = reduced(world, "principal paid", 15 * MILLION)
    surcharge, late = 5 * MILLION * 62 * 3 // 10_000, 5 * MILLION * 10 * 3 // 10_000
    receipt = case.order.receipts.exclude(reduction=None).get()
    assert (receipt.surcharge_yen, receipt.late_yen) == (surcharge, late)
    assert receipt.overpaid_yen == 15 * MILLION - surcharge - late
    assert case.order.state == "CLEARED"
    kept = OrderReduction.objects.get(order=case.order)
    assert (kept.after["surcharge_yen"], kept.after["late_yen"]) == (surcharge, late)
    assert kept.before["surcharge_yen"] == 20 * MILLION * 62 * 3 // 10_000


def test_a_part_paid_order_lowered_to_what_was_paid_is_paid_up(world: StagedWorld) -> None:
    case = world.case("ordered").receive(8 * MILLION, on=date(2025, 10, 29))
    given = replace(GIVEN, reduced_yen=12 * MILLION)
    perform(world, deed(propose_reduction, case.order.pk, given, on=THEN))
    perform(world, deed(reduce_order, case.order.pk, 1, on=THEN))
    assert case.order.state == "PRINCIPAL_PAID"
    assert open_charges(case.order) == (8 * MILLION * 52 * 3 // 10_000, 0)
    assert not case.order.receipts.exclude(reduction=None).exists()
    case.receive_charges(on=THEN)
    assert case.order.state == "CLEARED"


def paid_charges(case: Case) -> tuple[int, int]:
    """加算金 and 延滞金 paid as they stand."""
    rows = case.order.receipts.all()
    return sum(r.surcharge_yen for r in rows), sum(r.late_yen for r in rows)


def test_charges_paid_on_what_was_never_owed_go_back_with_it(world: StagedWorld) -> None:
    # 20 million, 62 days and 10 of them late, all paid; on appeal 5 million stand.
    before = paid_charges(world.case("cleared"))
    case, lines = reduced(world, "cleared", 15 * MILLION)
    surcharge, late = 5 * MILLION * 62 * 3 // 10_000, 5 * MILLION * 10 * 3 // 10_000
    over = before[0] - surcharge, before[1] - late
    assert min(over) > 0
    assert lines == [
        f"P 1132/2204 {over[0]}", f"P 1133/2204 {over[1]}", f"B B200/B100 {sum(over)}",
        f"P 4302/1132 {over[0]}", f"P 4302/1133 {over[1]}", f"P 2153/5401 {sum(over)}",
        "P 1121/2204 15000000", "B B200/B310 15000000",
    ]  # fmt: skip
    assert (case.order.state, open_charges(case.order)) == ("CLEARED", (0, 0))
    assert paid_charges(case) == (surcharge, late)
    receipt = case.order.receipts.exclude(reduction=None).get()
    assert (receipt.surcharge_yen, receipt.late_yen) == (-over[0], -over[1])
    assert receipt.overpaid_yen == 15 * MILLION + sum(over)
    kept = OrderReduction.objects.get(order=case.order)
    assert (kept.before["surcharge_yen"], kept.before["late_yen"]) == before
    assert (kept.after["surcharge_yen"], kept.after["late_yen"]) == (surcharge, late)
    perform(world, deed(propose_overpayment_return, receipt.pk, on=THEN))
    record = perform(world, deed(return_overpayment, receipt.pk, 1, THEN, unique("BANK"), on=THEN))
    assert lines_posted(world.segment, record) == [f"P 2204/1101 {receipt.overpaid_yen}"]
    assert broken(world) == {}


def test_an_order_taken_back_whole_after_all_was_paid_gives_everything_back(
    world: StagedWorld,
) -> None:
    before = paid_charges(world.case("cleared"))
    case, _ = reduced(world, "cleared", 20 * MILLION)
    receipt = case.order.receipts.exclude(reduction=None).get()
    assert receipt.overpaid_yen == 20 * MILLION + sum(before)
    assert paid_charges(case) == (0, 0)
    again = refusal(world, propose_reduction, case.order.pk, GIVEN, on=THEN)
    assert set(again) == {"reduced_yen"}
    assert broken(world) == {}


def test_a_second_appeal_starts_from_what_the_first_one_left(world: StagedWorld) -> None:
    reduced(world, "cleared", 15 * MILLION)
    given = replace(GIVEN, reduced_yen=2 * MILLION)
    order = world.case("cleared").order
    perform(world, deed(propose_reduction, order.pk, given, on=THEN))
    perform(world, deed(reduce_order, order.pk, 2, on=THEN))
    assert paid_charges(world.case("cleared")) == (3 * MILLION * 62 * 3 // 10_000, 9_000)
    assert broken(world) == {}


def test_what_was_waived_stays_waived_up_to_what_is_still_charged(world: StagedWorld) -> None:
    # Half the surcharge is waived; what is left of it after the appeal is less than that.
    doing = test_approve_waiver.lawful(world)
    perform(world, doing)
    order = RefundOrder.objects.get(pk=doing.args[0])
    waived = order.waivers.get().surcharge_yen
    given = replace(GIVEN, reduced_yen=order.principal_yen - MILLION)
    perform(world, deed(propose_reduction, order.pk, given, on=THEN))
    perform(world, deed(reduce_order, order.pk, 1, on=THEN))
    order = RefundOrder.objects.get(pk=order.pk)
    assert order.surcharge_yen is not None
    assert order.surcharge_yen < waived
    assert open_charges(order)[0] == 0
    assert broken(world) == {}


def test_the_books_hold_after_each_kind_of_reduction(world: StagedWorld) -> None:
    reduced(world, "ordered", 5 * MILLION)
    reduced(world, "principal paid", 15 * MILLION)
    assert broken(world) == {}


def test_the_one_charge_paid_too_much_meets_the_other() -> None:
    how = {"from_advance": True, "is_fixed": False, "same_year": False, "on": THEN, "memo": "x"}
    books = GrantBooks("P25-0001", uuid4(), uuid4(), 2024)
    lowering = Lowering(0, 100, (0, 500), paid=(-400, 450), overpaid_yen=50)
    posted = dict(lowering_entries(books, lowering, how))
    money = [
        (line.debit, line.credit, line.yen)
        for entry in posted.values() for line in entry.lines if line.book == "P"
    ]  # fmt: skip
    assert money == [("1132", "1133", 350), ("1132", "2204", 50), ("1121", "1133", 100)]


def test_where_nobody_else_owes_a_charge_no_receivable_falls_below_nothing(
    plan_books: int, db: None
) -> None:
    alone = World(plan_books, hire_inside(), new_company("甲電池"), new_company("乙電池"))
    alone.today = FIRST_DAY
    alone.endow()
    case = alone.draft()
    SITUATIONS["cleared"](case)
    assert balance(plan_books, "1132") == 0
    alone.today = THEN
    alone.do(propose_reduction, case.order.pk, replace(GIVEN, reduced_yen=15 * MILLION))
    alone.do(reduce_order, case.order.pk, 1)
    assert (balance(plan_books, "1132"), balance(plan_books, "1133")) == (0, 0)
    receipt = case.order.receipts.exclude(reduction=None).get()
    assert balance(plan_books, "2204") == receipt.overpaid_yen

"""Which receipts a refund takes, and which figures contradict each other."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.refund_terms import (
    DatedYen,
    Ground,
    RefundTerms,
    assert_types,
    lots_for_refund,
    problems_assessing,
    remaining_receipts,
)

RECEIPTS = (
    DatedYen(date(2023, 10, 31), 500_000_000),
    DatedYen(date(2024, 3, 29), 300_000_000),
    DatedYen(date(2024, 9, 30), 200_000_000),
)
days = st.dates(date(2023, 1, 1), date(2027, 12, 31))
rows = st.lists(st.builds(DatedYen, days, st.integers(1, 10**12)), min_size=1, max_size=6)


def test_the_latest_instalment_is_taken_first() -> None:
    assert lots_for_refund(RECEIPTS, 650_000_000) == (
        DatedYen(date(2023, 10, 31), 150_000_000),
        DatedYen(date(2024, 3, 29), 300_000_000),
        DatedYen(date(2024, 9, 30), 200_000_000),
    )
    assert lots_for_refund(RECEIPTS, 1) == (DatedYen(date(2024, 9, 30), 1),)


def test_a_lot_that_just_ends_a_receipt_leaves_no_empty_lot() -> None:
    assert lots_for_refund(RECEIPTS, 500_000_000) == RECEIPTS[1:]


def test_receipts_of_one_day_are_one_lot() -> None:
    same_day = [DatedYen(date(2025, 4, 1), 30), DatedYen(date(2025, 4, 1), 12)]
    assert lots_for_refund(same_day, 40) == (DatedYen(date(2025, 4, 1), 40),)


@given(rows, st.data())
def test_lots_sum_to_the_refund_ascend_and_do_not_depend_on_the_order_of_receipts(
    receipts: list[DatedYen], data: st.DataObject
) -> None:
    refund = data.draw(st.integers(1, sum(r.yen for r in receipts)))
    lots = lots_for_refund(receipts, refund)
    assert sum(lot.yen for lot in lots) == refund
    assert [lot.on for lot in lots] == sorted({lot.on for lot in lots})
    assert all(lot.yen > 0 for lot in lots)
    assert lots_for_refund(data.draw(st.permutations(receipts)), refund) == lots


def test_a_second_order_walks_back_from_what_the_first_left() -> None:
    first = lots_for_refund(RECEIPTS, 350_000_000)
    left = remaining_receipts(RECEIPTS, first)
    assert left == (RECEIPTS[0], DatedYen(date(2024, 3, 29), 150_000_000))
    assert lots_for_refund(left, 200_000_000) == (
        DatedYen(date(2023, 10, 31), 50_000_000),
        DatedYen(date(2024, 3, 29), 150_000_000),
    )


@given(rows, st.data())
def test_two_orders_together_take_what_one_order_of_the_sum_takes(
    receipts: list[DatedYen], data: st.DataObject
) -> None:
    both = data.draw(st.integers(2, sum(r.yen for r in receipts) + 1))
    first = data.draw(st.integers(1, both - 1))
    both = min(both, sum(r.yen for r in receipts))
    first_lots = lots_for_refund(receipts, first)
    left = remaining_receipts(receipts, first_lots)
    second_lots = lots_for_refund(left, both - first) if both > first else ()
    whole = lots_for_refund(receipts, both)
    assert remaining_receipts(whole, (*first_lots, *second_lots)) == ()


def test_earlier_orders_cannot_have_taken_more_than_was_received() -> None:
    for lot in (DatedYen(date(2024, 9, 30), 200_000_001), DatedYen(date(2024, 10, 1), 1)):
        with pytest.raises(AssertionError):
            remaining_receipts(RECEIPTS, [lot])


def faults(
    refund_yen: int = 100,
    due_on: date = date(2025, 2, 1),
    receipts: tuple[DatedYen, ...] = (DatedYen(date(2025, 1, 1), 100),),
    payments: tuple[DatedYen, ...] = (),
    as_of: date | None = date(2025, 3, 1),
) -> list[str]:
    """The fields found at fault in an order that is right but for what a test changes."""
    terms = RefundTerms(Ground.ART17_1, refund_yen, due_on, receipts)
    return [p.field for p in problems_assessing(terms, payments, as_of)]


def test_right_figures_have_no_fault() -> None:
    assert faults() == []
    on_the_day = date(2025, 1, 1)
    assert faults(due_on=on_the_day, payments=(DatedYen(on_the_day, 100),), as_of=None) == []


def test_every_sum_that_is_not_positive_is_named_at_once() -> None:
    zero, minus = DatedYen(date(2025, 1, 1), 0), DatedYen(date(2025, 2, 1), -5)
    found = faults(refund_yen=0, receipts=(zero,), payments=(DatedYen(date(2025, 2, 1), 1), minus))
    assert found == ["refund_yen", "receipts[0][1]", "payments[1][1]"]


def test_a_refund_above_the_receipts_is_refused() -> None:
    assert faults(refund_yen=101) == ["refund_yen"]
    assert faults(receipts=()) == ["refund_yen"]


def test_no_day_may_lie_before_the_latest_receipt_used() -> None:
    before = date(2024, 12, 31)
    found = faults(due_on=before, payments=(DatedYen(before, 1),), as_of=before)
    assert found == ["due_on", "payments[0][0]", "as_of"]


def test_days_before_a_receipt_that_is_not_used_are_no_fault() -> None:
    later = (DatedYen(date(2024, 1, 1), 100), DatedYen(date(2025, 1, 1), 100))
    before_the_second = DatedYen(date(2024, 6, 1), 50)
    assert faults(refund_yen=200, receipts=later, payments=(before_the_second,)) != []
    earlier_left = remaining_receipts(later, [later[1]])
    assert faults(receipts=earlier_left, payments=(before_the_second,)) == []


def test_an_open_principal_needs_a_day_of_assessment() -> None:
    paid_short = (DatedYen(date(2025, 2, 1), 99),)
    assert faults(payments=paid_short, as_of=None) == ["as_of"]
    assert faults(payments=paid_short) == []


@pytest.mark.parametrize("wrong", [True, 1.0, "1"])
def test_amounts_of_another_type_are_our_own_mistake(wrong: object) -> None:
    terms = RefundTerms(Ground.ART10, wrong, date(2025, 2, 1), RECEIPTS)  # type: ignore[arg-type]
    with pytest.raises(AssertionError):
        assert_types(terms, (), None)


def test_a_moment_is_not_a_day() -> None:
    moment = datetime.fromisoformat("2025-02-01T00:00:00+09:00")
    terms = RefundTerms(Ground.ART10, 1, date(2025, 2, 1), RECEIPTS)
    with pytest.raises(AssertionError):
        assert_types(terms, (DatedYen(moment, 1),), None)
    with pytest.raises(AssertionError):
        assert_types(terms, (), moment)

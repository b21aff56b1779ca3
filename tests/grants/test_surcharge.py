"""加算金 and 延滞金: the known figures, an independent model, and what must always hold."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from grants.refund_terms import DatedYen, Ground, RefundTerms, lots_for_refund
from grants.surcharge import STATUTORY_DAILY_RATE, Assessment, Charge, assess
from workflow.problems import Refused

RATE = STATUTORY_DAILY_RATE
DAY = timedelta(days=1)


def rows(text: str) -> tuple[DatedYen, ...]:
    """`2024-09-30 400 …`: days and sums."""
    words = text.split()
    pairs = zip(words[::2], words[1::2], strict=True)
    return tuple(DatedYen(date.fromisoformat(on), int(yen)) for on, yen in pairs)


def assessed(
    refund_yen: int,
    due: str,
    receipts: str,
    payments: str,
    ground: Ground = Ground.ART17_1,
    as_of: str | None = None,
) -> Assessment:
    """Assess an order written as text."""
    terms = RefundTerms(ground, refund_yen, date.fromisoformat(due), rows(receipts))
    day = date.fromisoformat(as_of) if as_of else None
    return assess(terms, rows(payments), day, RATE)


def charges(found: Assessment) -> tuple[int, int]:
    """加算金 and 延滞金."""
    return found.surcharge_yen, found.late_charge_yen


def test_one_receipt_paid_on_the_due_date_counts_both_days() -> None:
    found = assessed(50_000_000, "2026-02-20", "2025-06-30 300000000", "2026-02-20 50000000")
    assert charges(found) == (3_540_000, 0)
    assert [p.days for p in found.worksheet] == [236]
    assert found.surcharge_open_yen == 3_540_000


def test_a_leap_day_counts_as_a_day_and_the_year_as_365() -> None:
    found = assessed(120_000_000, "2024-12-27", "2023-12-28 120000000", "2024-12-27 120000000")
    assert charges(found) == (13_176_000, 0)
    assert found.yen_days(Charge.SURCHARGE) == 43_920_000_000
    found = assessed(1_000_000, "2028-03-31", "2028-02-01 1000000", "2028-03-31 1000000")
    assert charges(found) == (18_000, 0)


def test_a_refund_within_the_last_receipt_reaches_no_further_back() -> None:
    receipts = "2024-09-30 400000000 2025-03-31 150000000"
    found = assessed(100_000_000, "2025-11-20", receipts, "2025-11-14 100000000")
    assert charges(found) == (6_870_000, 0)
    assert found.lots == rows("2025-03-31 100000000")


def test_three_lots_each_count_from_their_own_receipt() -> None:
    receipts = "2023-10-31 500000000 2024-03-29 300000000 2024-09-30 200000000"
    found = assessed(650_000_000, "2025-10-15", receipts, "2025-10-10 650000000")
    assert charges(found) == (105_045_000, 0)
    assert [(p.days, p.base_yen) for p in found.worksheet] == [
        (150, 150_000_000),
        (185, 450_000_000),
        (376, 650_000_000),
    ]


def test_part_payments_lower_both_bases_from_the_next_day() -> None:
    payments = "2026-01-15 30000000 2026-02-16 20000000 2026-03-31 40000000"
    found = assessed(90_000_000, "2026-01-30", "2025-04-25 90000000", payments)
    assert charges(found) == (8_274_000, 822_000)
    assert [(p.kind.value, p.from_on.isoformat(), p.days, p.base_yen) for p in found.worksheet] == [
        ("surcharge", "2025-04-25", 266, 90_000_000),
        ("surcharge", "2026-01-16", 32, 60_000_000),
        ("surcharge", "2026-02-17", 43, 40_000_000),
        ("late", "2026-01-31", 17, 60_000_000),
        ("late", "2026-02-17", 43, 40_000_000),
    ]
    assert found.principal_paid_on == date(2026, 3, 31)


@pytest.mark.parametrize("ground", [Ground.ART18_2, Ground.ART10])
def test_other_grounds_than_17_1_bear_the_late_charge_only(ground: Ground) -> None:
    found = assessed(12_345_678, "2026-07-31", "2026-06-01 20000000", "2026-08-31 12345678", ground)
    assert charges(found) == (0, 114_814)
    assert found.lots == rows("2026-06-01 12345678")


def test_what_is_paid_beyond_the_principal_pays_the_surcharge() -> None:
    found = assessed(10_000_000, "2025-12-01", "2025-05-01 10000000", "2025-12-01 10500000")
    assert charges(found) == (645_000, 0)
    assert found.surcharge_open_yen == 145_000
    assert (found.principal_open_yen, found.overpaid_yen) == (0, 0)


def test_money_received_and_repaid_on_one_day_bears_one_day() -> None:
    found = assessed(1_000_000, "2026-04-01", "2026-04-01 1000000", "2026-04-01 1000000")
    assert charges(found) == (300, 0)


def test_each_total_is_cut_once_and_never_a_period() -> None:
    receipts = "2026-05-08 1234567 2026-05-10 1234567 2026-05-14 1234567"
    found = assessed(3_703_701, "2026-05-20", receipts, "2026-05-20 3703701")
    assert found.surcharge_yen == 11_481
    by_lot = [
        assessed(1_234_567, "2026-05-20", f"{d} 1234567", "2026-05-20 1234567")
        for d in ("2026-05-08", "2026-05-10", "2026-05-14")
    ]
    assert sum(one.surcharge_yen for one in by_lot) == 11_480


def test_a_full_return_after_seven_months() -> None:
    found = assessed(12_345_678, "2027-01-29", "2026-06-30 12345678", "2027-01-29 12345678")
    assert charges(found) == (792_592, 0)


def test_the_largest_grant_over_ten_years_stays_exact() -> None:
    found = assessed(
        158_700_000_001, "2024-01-01", "2024-01-01 158700000001", "", as_of="2033-12-31"
    )
    days = (date(2033, 12, 31) - date(2024, 1, 1)).days
    assert found.surcharge_yen == 158_700_000_001 * (days + 1) * 3 // 10_000
    assert found.late_charge_yen == 158_700_000_001 * days * 3 // 10_000


def test_money_after_the_principal_pays_surcharge_then_late_charge_then_is_overpaid() -> None:
    payments = "2026-01-15 30000000 2026-02-16 20000000 2026-03-31 40000000 2026-05-01 {}"
    order = (90_000_000, "2026-01-30", "2025-04-25 90000000")
    found = assessed(*order, payments.format(8_274_001))
    assert (found.surcharge_open_yen, found.late_charge_open_yen) == (0, 821_999)
    found = assessed(*order, payments.format(9_096_005))
    assert charges(found) == (8_274_000, 822_000)
    assert (found.surcharge_open_yen, found.late_charge_open_yen, found.overpaid_yen) == (0, 0, 5)


def test_payments_after_the_day_of_assessment_are_left_out() -> None:
    order = (1_000, "2026-06-30", "2026-04-01 1000")
    with_later = assessed(*order, "2026-05-01 400 2026-05-02 600", as_of="2026-05-01")
    assert with_later == assessed(*order, "2026-05-01 400", as_of="2026-05-01")
    assert with_later.principal_open_yen == 600
    assert with_later.principal_paid_on is None


def test_charges_stop_on_the_day_the_principal_is_paid_up_however_late_the_question() -> None:
    order = (100_000_000, "2026-05-31", "2026-04-01 100000000", "2026-06-10 100000000")
    assert assessed(*order, as_of="2030-01-01") == assessed(*order)


def test_a_payment_on_the_day_of_the_latest_receipt_lowers_the_base_from_the_next_day() -> None:
    found = assessed(
        1_000_000, "2026-05-01", "2026-03-01 600000 2026-04-01 400000",
        "2026-04-01 300000", as_of="2026-04-02",
    )  # fmt: skip
    assert [(p.from_on.isoformat(), p.days, p.base_yen) for p in found.worksheet] == [
        ("2026-03-01", 31, 600_000),
        ("2026-04-01", 1, 1_000_000),
        ("2026-04-02", 1, 700_000),
    ]


def test_no_late_charge_arises_up_to_the_due_date() -> None:
    order = (1_000_000, "2026-05-01", "2026-04-01 1000000", "")
    assert assessed(*order, as_of="2026-05-01").late_charge_yen == 0
    assert assessed(*order, as_of="2026-05-02").late_charge_yen == 300


def test_the_last_days_of_the_calendar_are_days_like_others() -> None:
    found = assessed(10_000, "9999-12-31", "9999-12-31 10000", "9999-12-31 10000")
    assert charges(found) == (3, 0)


def test_contradicting_figures_are_refused_with_every_field_named() -> None:
    with pytest.raises(Refused) as refused:
        assessed(100, "2025-12-31", "2026-01-01 100", "2025-12-30 100")
    assert [p.field for p in refused.value.problems] == ["due_on", "payments[0][0]"]


@pytest.mark.parametrize("rate", [0.0003, 1, "3/10000", Fraction(-3, 10_000)])
def test_a_rate_that_is_no_positive_fraction_is_our_own_mistake(rate: object) -> None:
    terms = RefundTerms(Ground.ART10, 1, date(2026, 1, 1), rows("2026-01-01 1"))
    with pytest.raises(AssertionError):
        assess(terms, (), date(2026, 1, 1), rate)  # type: ignore[arg-type]


def test_another_rate_gives_another_charge() -> None:
    terms = RefundTerms(Ground.ART18_2, 7_300, date(2026, 1, 1), rows("2026-01-01 7300"))
    found = assess(terms, rows("2026-01-31 7300"), None, Fraction(5, 36_500))
    assert found.late_charge_yen == 30


class Case(NamedTuple):
    """A drawn order with its payments and day of assessment."""

    terms: RefundTerms
    payments: tuple[DatedYen, ...]
    as_of: date | None


def days_from(first: date, span: int) -> st.SearchStrategy[date]:
    """Days within `span` days of the first."""
    return st.integers(0, span).map(lambda n: first + n * DAY)


@st.composite
def cases(draw: st.DrawFn, *, paid_up: bool = False) -> Case:
    """Small sums meet the edges of rounding, large ones those of size."""
    yen = st.integers(1, draw(st.sampled_from([30, 10**5, 10**12])))
    receipts = draw(
        st.lists(
            st.builds(DatedYen, days_from(date(2023, 11, 1), 500), yen), min_size=1, max_size=4
        )
    )
    refund = draw(st.integers(1, sum(r.yen for r in receipts)))
    latest = lots_for_refund(receipts, refund)[-1].on
    due_on = draw(days_from(latest, 120))
    payments = draw(st.lists(st.builds(DatedYen, days_from(latest, 300), yen), max_size=5))
    if paid_up or draw(st.booleans()):
        payments.append(DatedYen(draw(days_from(latest, 300)), refund))
    covered = sum(p.yen for p in payments) >= refund
    asked = draw(days_from(latest, 400))
    as_of = None if paid_up or (covered and draw(st.booleans())) else asked
    ground = draw(st.sampled_from(list(Ground)))
    return Case(RefundTerms(ground, refund, due_on, tuple(receipts)), tuple(payments), as_of)


def counted_day_by_day(case: Case) -> tuple[int, int]:
    """Both charges by walking through the calendar: what is owed each day, day after day."""
    terms = case.terms
    newest_first = sorted(terms.receipts, reverse=True)
    lots = [
        (r.on, max(0, min(r.yen, terms.refund_yen - sum(x.yen for x in newest_first[:i]))))
        for i, r in enumerate(newest_first)
    ]
    payments = [p for p in case.payments if case.as_of is None or p.on <= case.as_of]
    surcharge = late = 0
    day = min(on for on, yen in lots if yen)
    while case.as_of is None or day <= case.as_of:
        paid_before = sum(p.yen for p in payments if p.on < day)
        if paid_before >= terms.refund_yen:
            break
        if terms.ground is Ground.ART17_1:
            surcharge += sum(yen for on, yen in lots if on <= day) - paid_before
        if day > terms.due_on:
            late += terms.refund_yen - paid_before
        day += DAY
    return surcharge * 3 // 10_000, late * 3 // 10_000


@given(cases())
def test_the_charges_equal_a_count_of_every_single_day(case: Case) -> None:
    assert charges(assess(*case, RATE)) == counted_day_by_day(case)


@given(cases())
def test_no_figure_is_negative_and_every_yen_paid_is_accounted_for(case: Case) -> None:
    found = assess(*case, RATE)
    opened = (found.principal_open_yen, found.surcharge_open_yen, found.late_charge_open_yen)
    assert min(*charges(found), *opened, found.overpaid_yen) >= 0
    paid = sum(p.yen for p in case.payments if case.as_of is None or p.on <= case.as_of)
    owed = case.terms.refund_yen + sum(charges(found))
    assert paid == owed - sum(opened) + found.overpaid_yen
    assert (found.principal_open_yen == 0) == (found.principal_paid_on is not None)


@given(cases())
def test_money_goes_to_principal_then_surcharge_then_late_charge(case: Case) -> None:
    found = assess(*case, RATE)
    untouched = (found.surcharge_open_yen, found.late_charge_open_yen) == charges(found)
    assert found.principal_open_yen == 0 or untouched
    assert found.surcharge_open_yen == 0 or found.late_charge_open_yen == found.late_charge_yen
    assert found.overpaid_yen == 0 or found.surcharge_open_yen + found.late_charge_open_yen == 0


@given(cases())
def test_the_worksheet_is_contiguous_and_explains_the_totals(case: Case) -> None:
    found = assess(*case, RATE)
    end = found.principal_paid_on or case.as_of
    for kind, total in zip(Charge, charges(found), strict=True):
        lines = [p for p in found.worksheet if p.kind is kind]
        assert sum(p.yen_days for p in lines) * 3 // 10_000 == total
        for one, following in pairwise(lines):
            assert following.from_on == one.to_on + DAY
            assert following.base_yen != one.base_yen
        if lines:
            assert lines[-1].to_on == end
            first = found.lots[0].on if kind is Charge.SURCHARGE else case.terms.due_on + DAY
            assert lines[0].from_on == first
        assert all(p.base_yen > 0 and p.days > 0 for p in lines)


@given(cases(), st.data())
def test_order_and_splitting_of_payments_on_a_day_change_nothing(
    case: Case, data: st.DataObject
) -> None:
    assume(case.payments)
    i = data.draw(st.integers(0, len(case.payments) - 1))
    on, yen = case.payments[i]
    part = data.draw(st.integers(0, yen))
    halves = [DatedYen(on, half) for half in (part, yen - part) if half]
    split = data.draw(st.permutations([*case.payments[:i], *case.payments[i + 1 :], *halves]))
    assert assess(case.terms, split, case.as_of, RATE) == assess(*case, RATE)


@given(cases(paid_up=True), st.data())
def test_paying_earlier_never_costs_more(case: Case, data: st.DataObject) -> None:
    i = data.draw(st.integers(0, len(case.payments) - 1))
    on, yen = case.payments[i]
    latest = lots_for_refund(case.terms.receipts, case.terms.refund_yen)[-1].on
    sooner = on - data.draw(st.integers(0, (on - latest).days)) * DAY
    moved = (*case.payments[:i], DatedYen(sooner, yen), *case.payments[i + 1 :])
    before, after = assess(*case, RATE), assess(case.terms, moved, case.as_of, RATE)
    assert after.surcharge_yen <= before.surcharge_yen
    assert after.late_charge_yen <= before.late_charge_yen


@given(cases(), st.integers(1, 60))
def test_waiting_never_lowers_a_charge(case: Case, more_days: int) -> None:
    on = case.as_of or case.terms.due_on
    now = assess(case.terms, (), on, RATE)
    later = assess(case.terms, (), on + more_days * DAY, RATE)
    assert later.surcharge_yen >= now.surcharge_yen
    assert later.late_charge_yen >= now.late_charge_yen


@given(cases(), st.data())
def test_what_one_payment_pays_is_the_difference_of_the_open_amounts(
    case: Case, data: st.DataObject
) -> None:
    assume(case.payments)
    in_order = sorted(case.payments)
    i = data.draw(st.integers(0, len(in_order) - 1))
    day = in_order[i].on
    before = assess(case.terms, in_order[:i], day, RATE)
    after = assess(case.terms, in_order[: i + 1], day, RATE)
    assert charges(before) == charges(after)
    to_each = (
        before.principal_open_yen - after.principal_open_yen,
        before.surcharge_open_yen - after.surcharge_open_yen,
        before.late_charge_open_yen - after.late_charge_open_yen,
        after.overpaid_yen - before.overpaid_yen,
    )
    assert min(to_each) >= 0
    assert sum(to_each) == in_order[i].yen

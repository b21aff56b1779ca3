"""When METI must be consulted beforehand: five conducts, two attributes, its own request."""

from datetime import date
from fractions import Fraction

import pytest

from grants.core_technology import Conduct, PlannedConduct, Thresholds, reasons_to_consult

BY = Thresholds(Fraction(10, 100), Fraction(85, 100), 5)
ON = date(2026, 12, 1)


@pytest.mark.parametrize("conduct", [c for c in Conduct if c is not Conduct.CAPACITY_ABROAD])
def test_a_named_conduct_with_a_known_risk_needs_consultation(conduct: Conduct) -> None:
    assert reasons_to_consult(PlannedConduct(conduct, ON, fears_forced_transfer=True), BY)


@pytest.mark.parametrize("conduct", list(Conduct))
def test_without_risk_or_request_none_is_needed(conduct: Conduct) -> None:
    planned = PlannedConduct(conduct, ON, capacity_before=100, capacity_after=200)
    assert reasons_to_consult(planned, BY) == []


def test_every_reason_is_told() -> None:
    planned = PlannedConduct(
        Conduct.DISCLOSE, ON, fears_forced_transfer=True, violated_norms_on=date(2024, 1, 1),
        is_under_foreign_influence=True, was_asked_by_meti=True,
    )  # fmt: skip
    assert len(reasons_to_consult(planned, BY)) == 4


@pytest.mark.parametrize(
    ("violated_on", "counts"),
    [
        (date(2021, 12, 1), True),
        (date(2021, 11, 30), False),
        (date(2026, 12, 1), True),
        (date(2026, 12, 2), False),
    ],
)
def test_a_violation_is_looked_back_on_for_five_years(violated_on: date, counts: bool) -> None:
    planned = PlannedConduct(Conduct.TRANSFER, ON, violated_norms_on=violated_on)
    assert bool(reasons_to_consult(planned, BY)) is counts


@pytest.mark.parametrize(
    ("before", "after", "local", "counts"),
    [
        (1000, 1100, Fraction(0), False),
        (1000, 1101, Fraction(0), True),
        (1000, 2000, Fraction(85, 100), False),
        (1000, 2000, Fraction(8499, 10000), True),
        (0, 1, Fraction(0), True),
        (0, 0, Fraction(0), False),
    ],
)
def test_capacity_abroad_counts_above_ten_percent_unless_consumed_there(
    before: int, after: int, local: Fraction, counts: bool
) -> None:
    planned = PlannedConduct(
        Conduct.CAPACITY_ABROAD, ON, was_asked_by_meti=True,
        capacity_before=before, capacity_after=after, local_share=local,
    )  # fmt: skip
    assert bool(reasons_to_consult(planned, BY)) is counts

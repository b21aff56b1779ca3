"""Proposed next steps after METI's act on a plan, by its basis and the grant's state."""

from datetime import date

import pytest

from grants.refund_terms import Ground
from grants.revocation import FIXED, NO_LONGER_FIT, NOT_CARRIED_OUT, PaidOn, Proposal, propose

PAID = (PaidOn(date(2026, 1, 30), 200), PaidOn(date(2026, 6, 30), 100))


def of(state: str, basis: str, paid: tuple[PaidOn, ...] = PAID) -> Proposal:
    """The proposal for a grant of 1,000 yen in this state."""
    return propose("P26-0001", state, basis, 1000, paid, 30)


def test_a_plan_not_carried_out_points_to_article_17_1_in_every_decided_state() -> None:
    for state in ("DECIDED", "RUNNING", "SETTLED", "CLOSED", "PARTLY_CANCELLED"):
        assert of(state, NOT_CARRIED_OUT).ground is Ground.ART17_1


def test_a_plan_no_longer_fit_points_to_article_10_while_the_case_runs() -> None:
    assert of("RUNNING", NO_LONGER_FIT).ground is Ground.ART10


@pytest.mark.parametrize("state", sorted(FIXED))
def test_article_10_does_not_reach_back_behind_the_fixed_amount(state: str) -> None:
    found = of(state, NO_LONGER_FIT)
    assert found.ground is None
    assert "17条1項" in found.step


@pytest.mark.parametrize("state", ["DRAFT", "SUBMITTED", "UNDER_REVIEW", "APPROVAL"])
def test_without_a_decision_the_examination_stops(state: str) -> None:
    assert of(state, NOT_CARRIED_OUT).ground is None
    assert "不交付" in of(state, NOT_CARRIED_OUT).step


def test_what_is_paid_stands_by_payment_date_and_is_to_be_ordered_back() -> None:
    found = of("RUNNING", NOT_CARRIED_OUT)
    assert (found.paid_yen, found.withheld_yen) == (300, 30)
    assert "返還命令" in found.step
    assert "返還命令" not in of("RUNNING", NOT_CARRIED_OUT, ()).step

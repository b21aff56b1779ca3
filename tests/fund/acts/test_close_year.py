"""年度の締め: the 13th period ends by a right of its own; after it no adjustment is booked."""

import pytest

from fund.acts.close_period import close_period
from fund.acts.close_year import close_year
from fund.acts.propose_close import propose_close
from fund.queries import head, period_of
from tests.deeds import Deed, deed, perform, refusal
from tests.fund.acts import test_propose_year_close as proposing
from tests.fund.acts.test_propose_close import APRIL, NOTHING
from tests.fund.acts.test_propose_year_close import MARCH_END, YEAR
from tests.fund.test_closing import book
from tests.grants.world import World
from workflow.models import Role
from workflow.problems import Refused


def lawful(world: World) -> Deed:
    """An executive closes fiscal year 2024."""
    return deed(close_year, perform(world, proposing.lawful(world)).subject_id, 1)


def test_the_year_is_closed_for_adjustments_too(fund: World) -> None:
    record = perform(fund, lawful(fund))
    found = period_of(fund.segment, YEAR)
    assert found is not None
    assert (found.is_closed, found.close_seq) == (True, head(fund.segment).seq)
    assert ["result", 0] in record.facts["checks"]
    with pytest.raises(Refused):
        book(fund, "5401", "2152", 7, MARCH_END, is_adjusting=True)


def test_who_may_close_months_may_not_close_the_year(fund: World) -> None:
    doing = lawful(fund)
    by = Role.ACCOUNTING_APPROVER
    assert set(refusal(fund, close_year, *doing.args, by=by)) == {"not_entitled"}
    assert set(refusal(fund, close_period, *doing.args)) == {"kind"}


def test_a_month_is_not_closed_as_a_year(fund: World) -> None:
    close = fund.do(propose_close, fund.segment, APRIL, NOTHING).subject_id
    assert set(refusal(fund, close_year, close, 1)) == {"kind"}

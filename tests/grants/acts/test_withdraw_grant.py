"""申請の取下げ: filed in time, the decision is deemed never made and the whole budget is free."""

from datetime import date

import pytest

from fund.chart import AVAILABLE
from fund.queries import balance
from grants.acts.withdraw_grant import withdraw_grant
from grants.case import balances_of
from tests.deeds import Deed, deed, duty, perform, posted, refusal, told
from tests.grants.stage import StagedWorld
from tests.grants.world import GRANT_YEN

FILED_ON, LAST_DAY = date(2025, 5, 19), date(2025, 6, 1)
REASON = "条件に応じられないため。"


def lawful(world: StagedWorld) -> Deed:
    """The company withdraws a week after the decision."""
    return deed(withdraw_grant, world.case("DECIDED").pk, FILED_ON, REASON, on=FILED_ON)


def test_the_whole_budget_returns_and_no_duty_is_left(world: StagedWorld) -> None:
    case = world.case("DECIDED")
    available = balance(world.segment, AVAILABLE)
    record = perform(world, lawful(world))
    assert case.grant.state == "WITHDRAWN"
    assert posted(world.segment, record) == [("WITHDRAWAL", FILED_ON, [f"B B300/B200 {GRANT_YEN}"])]
    assert balance(world.segment, AVAILABLE) == available + GRANT_YEN
    assert not any(balances_of(case.grant).values())
    assert duty(case.pk, "WITHDRAWAL").status == "cancelled"
    assert told(record) == {"withdrawal_accepted": 2}


def test_what_was_filed_on_the_last_day_may_be_recorded_later(world: StagedWorld) -> None:
    case = world.case("DECIDED")
    perform(world, deed(withdraw_grant, case.pk, LAST_DAY, REASON, on=date(2025, 6, 5)))
    assert case.grant.state == "WITHDRAWN"


@pytest.mark.parametrize(
    ("filed_on", "today", "codes"),
    [
        (date(2025, 6, 2), date(2025, 6, 2), {"too_late"}),
        (date(2025, 5, 20), FILED_ON, {"filed_on"}),
        (date(2025, 5, 11), FILED_ON, {"filed_on"}),
        (date(2025, 6, 2), date(2025, 6, 1), {"too_late", "filed_on"}),
    ],
)
def test_a_withdrawal_on_a_wrong_day_is_refused(
    world: StagedWorld, filed_on: date, today: date, codes: set[str]
) -> None:
    case = world.case("DECIDED")
    assert set(refusal(world, withdraw_grant, case.pk, filed_on, REASON, on=today)) == codes


def test_what_has_begun_is_not_withdrawn(world: StagedWorld) -> None:
    case = world.case("RUNNING")
    day = date(2025, 6, 1)
    assert set(refusal(world, withdraw_grant, case.pk, day, REASON)) == {"wrong_state"}

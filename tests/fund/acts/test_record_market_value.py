"""時価の記録: shown beside the book value, never booked."""

from datetime import date

from fund.acts.record_market_value import record_market_value
from fund.holdings import holdings_of
from tests.deeds import Deed, deed, perform, posted, refusal
from tests.fund.treasury import approved, held, money
from tests.grants.world import World

ON = date(2025, 9, 30)


def lawful(world: World) -> Deed:
    """The bond has lost value."""
    placement = held(money(world))
    return deed(record_market_value, placement.pk, ON, 99_200_000, "売買参考統計値", on=ON)


def test_the_loss_is_shown_and_nothing_booked(fund: World) -> None:
    record = perform(fund, lawful(fund))
    assert posted(fund.segment, record) == []
    (held_now,) = holdings_of(fund.segment)
    assert held_now.unrealised_yen == -500_000


def test_a_day_has_one_value_of_what_is_held(fund: World) -> None:
    doing = lawful(fund)
    perform(fund, doing)
    assert set(refusal(fund, record_market_value, *doing.args)) == {"known"}
    fund.today = date(2025, 4, 7)
    other = approved(fund)
    assert set(refusal(fund, record_market_value, other.pk, ON, 1, "x", on=ON)) == {"stage"}
    bad = (doing.args[0], date(2025, 4, 1), -1, "")
    assert set(refusal(fund, record_market_value, *bad)) == {"valued_on", "value"}

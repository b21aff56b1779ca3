"""A company's home: one next step, and it is the one that presses."""

import re
from collections.abc import Callable
from datetime import date

from tests.grants.pages.conftest import Visit
from tests.grants.stage import StagedWorld

OnDay = Callable[[date], None]


def next_step(world: StagedWorld, visit: Visit) -> tuple[str, list[str]]:
    """The card 「次にすること」, and the words on its buttons."""
    page = visit(world.company.releaser).get("/recipient/").content.decode()
    card = page[page.index('id="next-title"') :]
    card = card[: card.index("</section>")]
    return card, re.findall(r'class="button"[^>]*>([^<]+)<', card)


def test_a_company_that_owes_money_is_led_to_it(
    world: StagedWorld, visit: Visit, outside: None, on_day: OnDay
) -> None:
    """Its reports are late too; asking NEDO a question is no next step."""
    case = world.case("overdue")
    on_day(date(2025, 11, 3))
    card, buttons = next_step(world, visit)
    assert buttons == ["納付する額を見る"]
    assert "助成金の返還" in card
    assert f"/subjects/grants.refundorder/{case.order.pk}/" in card


def test_what_may_be_done_at_any_time_is_not_the_next_step(
    world: StagedWorld, visit: Visit, outside: None, on_day: OnDay
) -> None:
    """Nothing is due within a month of 3 June: the page says so, and offers the rest below."""
    world.case("RUNNING")
    on_day(date(2025, 6, 3))
    card, buttons = next_step(world, visit)
    assert buttons == []
    assert "いま行っていただく手続はありません" in card
    assert "照会" in card

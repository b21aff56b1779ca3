"""A company's home: one next step, and it is the one that presses."""

import re
from collections.abc import Callable
from datetime import date

from tests.deeds import perform
from tests.grants.acts.test_demand_charges import lawful as demanded
from tests.grants.pages.conftest import Visit
from tests.grants.stage import StagedWorld
from tests.grants.world import MILLION

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


def line_of_order(world: StagedWorld, visit: Visit, situation: str) -> str:
    """What the home says of the order of a case, in words."""
    case = world.case(situation)
    page = visit(case.company.releaser).get("/recipient/").content.decode()
    refunds = page[page.index('id="refunds-title"') :]
    refunds = refunds[: refunds.index("</section>")]
    (line,) = [
        text for text in refunds.split("</p>") if f"{case.grant.number} 返還命令" in text
    ]  # fmt: skip
    return " ".join(re.sub(r"<[^>]+>", " ", line).split())


def test_of_an_order_the_home_says_what_is_open_and_by_its_own_date(
    world: StagedWorld, visit: Visit, outside: None, on_day: OnDay
) -> None:
    """20 million, due on 29 October 2025, came on 8 November; charges are due from their bill."""
    on_day(date(2025, 11, 12))
    # The control: principal that is late is shown so many days late.
    assert "返還金の残り 20,000,000円 納付の期限 2025年10月29日(水) 14日経過" in line_of_order(
        world, visit, "overdue"
    )
    unbilled = line_of_order(world, visit, "principal paid")
    assert "返還金は納付済み。加算金 372,000円 延滞金 60,000円 未請求" in unbilled
    assert "経過" not in unbilled
    billed = line_of_order(world, visit, "billed")
    assert "加算金 372,000円 延滞金 60,000円 納付の期限 2025年11月30日(日) あと18日" in billed
    assert "督促済み" not in billed
    perform(world, demanded(world))
    on_day(date(2025, 12, 3))
    assert "納付の期限 2025年11月30日(日) 3日経過 督促済み" in line_of_order(world, visit, "billed")


def test_of_an_order_paid_in_part_the_home_says_what_is_left(
    world: StagedWorld, visit: Visit, outside: None, on_day: OnDay
) -> None:
    world.case("ordered").receive(5 * MILLION, on=date(2025, 10, 20))
    on_day(date(2025, 10, 21))
    line = line_of_order(world, visit, "ordered")
    assert "返還金の残り 15,000,000円 納付の期限 2025年10月29日(水) あと8日" in line

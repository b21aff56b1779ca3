"""Cash that will fall short: told in time, once, to those who can help it."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from fund.forecast import ladder_of
from fund.ladder import first_short
from fund.models import CashShortage
from fund.places import place_in_fund
from fund.shortage import WARNED, warn_of_shortage
from tests.fund.conftest import new_segment
from tests.grants.world import MILLION, World
from tests.people import hire_inside, new_company
from workflow.models import Notice

# 120 million, unpaid, in equal months from August to the end of January.
SIXTY_DAYS_BEFORE, AUGUST_ENDS, A_MONTH_YEN = date(2025, 7, 2), date(2025, 8, 31), 20 * MILLION
CASH_YEN = 13 * MILLION


@pytest.fixture(scope="module")
def segment(django_db_setup: None, django_db_blocker: Any) -> int:
    """A 勘定 whose entries are always rolled back."""
    with django_db_blocker.unblock():
        return new_segment()


@pytest.fixture
def fund(segment: int, db: None) -> World:
    """A case decided and unpaid, and cash for less than a month of it."""
    world = World(segment, hire_inside(), new_company("甲電池"), new_company("乙電池"))
    world.endow()
    world.draft().to_running()
    world.spend_all_cash_but(CASH_YEN)
    return world


def warned(world: World, on: date) -> CashShortage | None:
    """What the nightly job of a day tells."""
    world.today = on
    return warn_of_shortage(world.segment, now=world.now)


def told() -> list[tuple[str, str]]:
    """To which roles what was told."""
    rows = Notice.objects.filter(kind="cash_short").order_by("created_at", "role")
    return [(notice.role, notice.title) for notice in rows]


def test_a_shortage_is_told_from_the_first_warning_day_on(fund: World) -> None:
    assert warned(fund, date(2025, 7, 1)) is None
    short = first_short(ladder_of(fund.segment, fund.today))
    assert short is not None, "it was foreseen, and too early to be told"
    found = warned(fund, SIXTY_DAYS_BEFORE)
    assert found is not None
    assert (found.falls_on, found.short_yen) == (AUGUST_ENDS, A_MONTH_YEN - CASH_YEN)
    assert told() == [
        (role, "現金の不足の見込み（7,000,000円）") for role in sorted(WARNED)
    ]  # fmt: skip
    assert "令和7年8月31日までの支払見込み" in Notice.objects.filter(kind="cash_short")[0].body
    assert place_in_fund("fund.cashshortage", found.pk) == ("ladder", (f"TEST_{fund.segment}",))


def test_while_it_stays_the_same_it_is_told_once(fund: World) -> None:
    assert warned(fund, SIXTY_DAYS_BEFORE) is not None
    for day in (SIXTY_DAYS_BEFORE, date(2025, 7, 3), date(2025, 7, 31)):
        assert warned(fund, day) is None
    assert len(told()) == len(WARNED)


def test_another_sum_is_another_shortage_and_so_is_one_that_came_back(fund: World) -> None:
    first = warned(fund, SIXTY_DAYS_BEFORE)
    fund.today = date(2025, 7, 3)
    fund.endow(3 * MILLION)
    second = warned(fund, date(2025, 7, 4))
    assert first is not None
    assert second is not None
    assert second.short_yen == 4 * MILLION
    first.refresh_from_db()
    assert first.ended_on == date(2025, 7, 4)
    fund.endow(500 * MILLION)
    assert warned(fund, date(2025, 7, 5)) is None
    assert not CashShortage.objects.filter(segment=fund.segment, ended_on=None).exists()
    fund.spend_all_cash_but(16 * MILLION)
    third = warned(fund, date(2025, 7, 6))
    assert third is not None
    assert third.short_yen == second.short_yen
    assert len(told()) == 3 * len(WARNED)


def test_what_was_told_stands_as_told(fund: World) -> None:
    warned(fund, SIXTY_DAYS_BEFORE)
    found = CashShortage.objects.filter(segment=fund.segment)
    for change in ({"short_yen": 1}, {"told_on": date(2025, 7, 1)}):
        with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
            found.update(**change)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        found.delete()

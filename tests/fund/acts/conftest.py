"""A fund of its own for each test of an act on the fund; nothing of it stays but the segment."""

from datetime import date

import pytest
from pytest_django import DjangoDbBlocker

from tests.fund.conftest import new_segment
from tests.grants.world import World
from tests.people import hire_inside, new_company


@pytest.fixture(scope="session")
def fund_segment(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> int:
    """A segment whose entries are always rolled back."""
    with django_db_blocker.unblock():
        return new_segment()


@pytest.fixture
def fund(fund_segment: int, db: None) -> World:
    """People and a fund without money, on 7 April 2025."""
    company = new_company("甲電池")
    return World(fund_segment, hire_inside(), company, company, date(2025, 4, 7))

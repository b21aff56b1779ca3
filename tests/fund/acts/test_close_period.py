"""締め: a month is closed for good, by another person, with its checklist reckoned once more."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from fund.acts.close_period import close_period
from fund.acts.endow_fund import EndowmentNotice, endow_fund
from fund.acts.propose_close import propose_close
from fund.models import PeriodClose
from fund.queries import head, period_of
from tests.deeds import Deed, deed, perform, posted, refusal
from tests.fund.acts.test_propose_close import APRIL, MAY, NOTHING
from tests.grants.world import World, unique
from tests.people import hire
from workflow.models import Approval, Role


def proposed(world: World, period: int = APRIL) -> PeriodClose:
    """The period as put up by the clerk."""
    record = world.do(propose_close, world.segment, period, NOTHING)
    return PeriodClose.objects.get(pk=record.subject_id)


def lawful(world: World) -> Deed:
    """The approver closes April 2024."""
    return deed(close_period, proposed(world).pk, 1)


def endow_in_april(world: World) -> date:
    """A subsidy of one yen of 10 April 2024 comes to light; the day it was booked on."""
    day = date(2024, 4, 10)
    notice = EndowmentNotice(world.segment, unique("n"), day, day, 2024, 1, unique("b"))
    return posted(world.segment, perform(world, deed(endow_fund, notice)))[0][1]


def test_the_close_names_the_last_entry_it_knew(fund: World) -> None:
    record = perform(fund, lawful(fund))
    close = PeriodClose.objects.get(pk=record.subject_id)
    found = period_of(fund.segment, APRIL)
    assert found is not None
    assert found.is_closed
    assert close.close_seq == found.close_seq == head(fund.segment).seq
    approver = fund.people[Role.ACCOUNTING_APPROVER]
    assert (close.closed_by, close.closed_on) == (approver, fund.today)
    assert posted(fund.segment, record) == []
    assert Approval.objects.get(draft__subject_id=close.pk).approver == approver
    assert record.facts["checks"][0] == ["bank", 0, 0, 0]


def test_nothing_is_dated_in_a_closed_month_any_more(fund: World) -> None:
    perform(fund, lawful(fund))
    assert endow_in_april(fund) == fund.today


def test_what_changed_since_it_was_put_up_is_found_and_the_month_stays_open(fund: World) -> None:
    doing = lawful(fund)
    assert endow_in_april(fund) == date(2024, 4, 10)
    problems = refusal(fund, close_period, *doing.args)
    assert set(problems) == {"close_bank", "close_books"}
    assert "差額（円） -1" in problems["close_bank"].text
    found = period_of(fund.segment, APRIL)
    assert found is not None
    assert not found.is_closed


def test_a_month_is_closed_once(fund: World) -> None:
    doing = lawful(fund)
    perform(fund, doing)
    assert set(refusal(fund, close_period, *doing.args)) == {"closed"}


def test_only_the_version_that_was_read_is_closed(fund: World) -> None:
    close = proposed(fund)
    assert set(refusal(fund, close_period, close.pk, 2)) == {"stale_version"}


def test_who_put_it_up_does_not_close_it(fund: World) -> None:
    nedo = fund.people[Role.CASE_OFFICER].memberships.get().organisation
    both = hire(nedo, Role.ACCOUNTING_CLERK, Role.ACCOUNTING_APPROVER)
    close = fund.do(propose_close, fund.segment, APRIL, NOTHING, by=both).subject_id
    assert set(refusal(fund, close_period, close, 1, by=both)) == {"same_person"}


def test_the_database_refuses_one_person_and_a_changed_close(fund: World) -> None:
    closes = PeriodClose.objects.filter(pk=proposed(fund).pk)
    clerk = fund.people[Role.ACCOUNTING_CLERK]
    with pytest.raises(IntegrityError, match="close_takes_two_people"), transaction.atomic():
        closes.update(closed_by=clerk, closed_on=fund.today, close_seq=0)
    with pytest.raises(IntegrityError, match="stands as made"), transaction.atomic():
        closes.update(period=MAY)

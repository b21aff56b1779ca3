"""One letter a day, one a week, or none so early: as chosen, and never less than must be."""

from datetime import date, timedelta

import pytest

from reports.delivery import deliver_due
from reports.models import ReminderLine
from reports.reminding import remind
from reports.wishes import choose_way, way_of
from tests.grants.world import World
from tests.reports.duties import at, owed, running
from workflow.models import Notice, Obligation, ReminderChoice
from workflow.notices import unsent

Way = ReminderChoice.Way
# Thirty days before the first quarter's report; a Monday.
EARLY = date(2025, 6, 30)
DUE = date(2025, 7, 30)


def letters(world: World, day: date) -> list[Notice]:
    """What the company's writer was written on a day."""
    rows = Notice.objects.filter(person=world.company.writer, kind="reminder", created_at__date=day)
    return list(rows.order_by("created_at"))


def two_reports(world: World) -> list[Obligation]:
    """Two kinds of report due on one day."""
    case = running(world)
    first = owed(case, "PROGRESS", "2025-Q1")
    other = Obligation.objects.create(
        kind="CTAX", title="消費税仕入控除税額報告", subject_type=first.subject_type,
        subject_id=first.subject_id, organisation=first.organisation, base_on=first.base_on,
        due_on=first.due_on, rule=first.rule, article="交付規程", made_by=first.made_by,
    )  # fmt: skip
    Obligation.objects.filter(status="open").exclude(pk__in=[first.pk, other.pk]).update(
        status="cancelled"
    )
    return [first, other]


def lines(notices: list[Notice]) -> int:
    return ReminderLine.objects.filter(notice__in=notices).count()


def test_without_a_wish_one_letter_for_each_kind(small: World) -> None:
    two_reports(small)
    assert way_of(small.company.writer) == Way.EACH
    remind(now=at(EARLY))
    assert len(letters(small, EARLY)) == 2


def test_one_letter_a_day_holds_every_kind(small: World) -> None:
    two_reports(small)
    choose_way(small.company.writer, Way.DAILY)
    remind(now=at(EARLY))
    (letter,) = letters(small, EARLY)
    assert lines([letter]) == 2
    assert "ほか1件" in letter.title


def test_early_ones_wait_for_the_week_s_letter_and_late_texts_are_left_out(small: World) -> None:
    unsent().update(dropped_at=at(EARLY))  # What other tests left would come before ours.
    first, other = two_reports(small)
    choose_way(small.company.writer, Way.WEEKLY)
    remind(now=at(EARLY))
    (letter,) = letters(small, EARLY)
    assert lines([letter]) == 2
    assert letter.retry_at == at(date(2025, 7, 7))
    deliver_due(now=at(EARLY, 12))
    assert Notice.objects.filter(pk=letter.pk, sent_at=None).exists()
    Obligation.objects.filter(pk=other.pk).update(status="met", met_on=EARLY)
    deliver_due(now=at(date(2025, 7, 7), 7))
    letter.refresh_from_db()
    assert letter.sent_at is not None
    assert first.title in letter.body
    assert other.title not in letter.body


@pytest.mark.parametrize("way", [Way.EACH, Way.WEEKLY, Way.LATE])
def test_from_a_week_before_on_everybody_is_told_at_once(small: World, way: str) -> None:
    two_reports(small)
    choose_way(small.company.writer, way)
    remind(now=at(EARLY))
    day = DUE - timedelta(days=7)
    remind(now=at(day))
    told = letters(small, day)
    assert len(told) == 2
    assert {notice.retry_at for notice in told} == {None}


def test_who_wants_no_early_ones_gets_none_and_the_step_is_noted(small: World) -> None:
    first, _ = two_reports(small)
    choose_way(small.company.writer, Way.LATE)
    remind(now=at(EARLY))
    assert letters(small, EARLY) == []
    assert first.reminders.filter(step=-30).exists()

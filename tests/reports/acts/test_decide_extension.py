"""期限延長の回答: a new row with the new date, the old one visible; lateness on the new date."""

from datetime import date, timedelta

import pytest

from grants.holds import problems_held
from grants.models import Grant
from reports.acts.decide_extension import decide_extension
from reports.acts.request_extension import request_extension
from reports.board import lines_of
from reports.keeping import hold_for_late_reports
from reports.models import Reminder
from reports.reminding import remind
from tests.deeds import Deed, deed, perform, refusal, told
from tests.grants.world import World
from tests.reports.duties import at, days_between, owed, running
from workflow.models import Extension, Obligation, Person

DUE, WISHED = date(2025, 7, 30), date(2025, 8, 29)
ANSWERED = date(2025, 7, 23)


def asked(world: World, on: date = date(2025, 7, 20)) -> Extension:
    """The company asks for a month on a day."""
    duty = owed(running(world), "PROGRESS", "2025-Q1")
    world.today = on
    record = world.do(request_extension, duty.pk, WISHED, "検収が遅れているため。")
    return Extension.objects.get(pk=record.subject_id)


def lawful(world: World) -> Deed:
    """The section chief grants what was wished."""
    return deed(decide_extension, asked(world).pk, WISHED, "やむを得ないと認める。", on=ANSWERED)


def test_the_new_date_stands_in_a_new_row_and_the_old_one_stays(small: World) -> None:
    record = perform(small, lawful(small))
    wish = Extension.objects.get(pk=record.subject_id)
    old, new = wish.duty, wish.duty.superseded_by
    assert new is not None
    assert (old.status, old.due_on) == ("superseded", DUE)
    assert (new.status, new.due_on, new.period_key) == ("open", WISHED, "2025-Q1")
    assert new.organisation == old.organisation
    assert lines_of([new], small.today)[0].old_dates == (DUE,)
    assert told(record) == {"extension_decided": 2}


def test_a_refusal_leaves_the_date(small: World) -> None:
    wish = asked(small)
    small.today = ANSWERED
    small.do(decide_extension, wish.pk, None, "理由に当たらない。")
    wish.refresh_from_db()
    assert (wish.outcome, wish.duty.due_on, wish.duty.status) == ("refused", DUE, "open")


def test_granted_after_the_due_date_lateness_is_judged_on_the_new_one(small: World) -> None:
    """Scenario 34: old date kept, reminders rescheduled, lateness on the new date."""
    wish = asked(small, on=date(2025, 8, 5))
    old = wish.duty
    # Overdue by 14 days: reminders ran, payments are held.
    for day in days_between(DUE - timedelta(days=30), DUE + timedelta(days=15)):
        remind(now=at(day))
    # Other tests' late reports may be held, too.
    assert hold_for_late_reports(now=at(DUE + timedelta(days=15), 7)) >= 1
    held = next(iter(problems_held(case_of(old))))
    assert held.code == "plan_hold"
    small.today = DUE + timedelta(days=16)
    small.do(decide_extension, wish.pk, WISHED, "やむを得ないと認める。")
    assert problems_held(case_of(old)) == []
    new = Obligation.objects.get(supersedes=old)
    assert new.days_late(small.today) == 0
    before = Reminder.objects.filter(obligation=old).count()
    for day in days_between(small.today, WISHED + timedelta(days=8)):
        remind(now=at(day))
    assert Reminder.objects.filter(obligation=old).count() == before
    steps = Reminder.objects.filter(obligation=new).values_list("step", flat=True)
    assert sorted(steps) == [-14, -7, -3, -1, 0, 1, 7]
    met_on = WISHED + timedelta(days=2)
    new.status, new.met_on = Obligation.Status.MET, met_on
    assert new.days_late(date(2026, 1, 1)) == 2


def case_of(duty: Obligation) -> Grant:
    """The case a duty is about."""
    return Grant.objects.get(pk=duty.subject_id)


def test_a_wish_is_answered_once_with_reasons_and_a_later_day(small: World) -> None:
    wish = asked(small)
    codes = refusal(small, decide_extension, wish.pk, DUE, " ", on=ANSWERED)
    assert set(codes) == {"answer", "day"}
    small.do(decide_extension, wish.pk, WISHED, "認める。")
    again = refusal(small, decide_extension, wish.pk, date(2025, 9, 30), "再度")
    assert set(again) == {"decided", "not_open"}


@pytest.mark.parametrize("granted", [WISHED, None])
def test_nothing_waits_after_the_answer(small: World, granted: date | None) -> None:
    wish = asked(small)
    small.today = ANSWERED
    record = small.do(decide_extension, wish.pk, granted, "回答する。")
    assert isinstance(record.actor, Person)
    assert not Extension.objects.filter(duty=wish.duty, outcome="pending").exists()

"""Reminders from the database: once, to the right people, whatever happens to the runs."""

import threading
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from django.db import connections
from pytest_django import Settings

from grants.acts.report_completion import Completion, report_completion
from grants.acts.start_grant import start_grant
from reports.delivery import deliver_due
from reports.ladder import missed
from reports.models import Reminder, ReminderLine
from reports.reminding import KIND, ladders_on, planned_for, remind
from tests.reports.world import PaperWorld, a_project, company, decided
from workflow.calendar import JST, day_text
from workflow.law import opening_days
from workflow.models import Notice, Obligation, Role
from workflow.notices import unsent

DUE = date(2026, 4, 10)
# The day after the due date is a Saturday.
MONDAY_AFTER = date(2026, 4, 13)


def at(day: date, hour: int = 6) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=JST)


@pytest.fixture
def mail(settings: Settings, tmp_path: Path) -> Path:
    """Mail goes to this folder, one file a Message-ID."""
    settings.EMAIL_BACKEND = "reports.mail.MailFolder"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return tmp_path / "mail"


def running(world: PaperWorld, *, is_endowed: bool = False) -> Obligation:
    """A running case whose completion report is due on 10 April 2026; other duties are done."""
    if not is_endowed:
        world.endow()
    firm = company()
    grant = decided(world, a_project(), firm)
    world.today = date(2023, 9, 1)
    world.do(start_grant, grant, world.today, by="aoki", key=f"{grant}:start")
    others = Obligation.objects.filter(status=Obligation.Status.OPEN).exclude(
        subject_id=grant, kind="COMPLETION"
    )
    if is_endowed:
        # This world stays: what is not its own is left alone.
        others = others.filter(organisation=firm.organisation)
    others.update(status=Obligation.Status.CANCELLED)
    world.companies["X"] = firm
    return Obligation.objects.get(subject_id=grant, kind="COMPLETION")


def mine(duty: Obligation) -> list[Notice]:
    lines = ReminderLine.objects.filter(obligation=duty).select_related("notice__person")
    return sorted((line.notice for line in lines), key=lambda notice: notice.created_at)


def test_every_day_from_two_months_before_until_three_after(world: PaperWorld) -> None:
    duty = running(world)
    assert duty.due_on == DUE
    day = DUE - timedelta(days=70)
    while day <= DUE + timedelta(days=100):
        remind(now=at(day))
        remind(now=at(day, 22))
        day += timedelta(days=1)
    steps = Reminder.objects.filter(obligation=duty).order_by("step").values_list("step", flat=True)
    assert list(steps) == [-60, -30, -14, -7, -3, -1, 0, 1, 7, 14, 30, 60, 90]
    told = {(n.person_id, n.created_at.date()) for n in mine(duty)}
    assert len(told) == len(mine(duty))


def test_before_a_week_the_writer_alone_then_the_releaser_too(world: PaperWorld) -> None:
    duty = running(world)
    firm = world.companies["X"]
    remind(now=at(DUE - timedelta(days=30)))
    assert {n.person for n in mine(duty)} == {firm.writer}
    remind(now=at(DUE - timedelta(days=7)))
    assert {n.person for n in mine(duty)} == {firm.writer, firm.releaser}
    assert day_text(DUE) in mine(duty)[0].title


def test_after_an_outage_one_notice_a_person_with_the_latest_text(world: PaperWorld) -> None:
    duty = running(world)
    remind(now=at(DUE - timedelta(days=60)))
    before = len(mine(duty))
    remind(now=at(MONDAY_AFTER))
    new = mine(duty)[before:]
    assert len({n.person for n in new}) == len(new)
    assert {"【期限経過】" in n.title for n in new} == {True}
    passed = Reminder.objects.filter(obligation=duty, outcome=Reminder.Outcome.PASSED_OVER)
    assert passed.count() == 6
    assert remind(now=at(MONDAY_AFTER, 23)) == 0


def test_what_a_friday_left_untold_is_not_told_on_the_weekend(world: PaperWorld) -> None:
    duty = running(world)
    friday = DUE - timedelta(days=7)
    planned = planned_for(duty, ladders_on(friday), opening_days())
    told = set(Reminder.objects.filter(obligation=duty).values_list("step", flat=True))
    for day in (friday + timedelta(days=1), friday + timedelta(days=2)):
        assert missed(planned, told, day), "something waits to be told"
        assert remind(now=at(day)) == 0
        assert mine(duty) == []
    remind(now=at(friday + timedelta(days=3)))
    assert {n.created_at.astimezone(JST).date() for n in mine(duty)} == {date(2026, 4, 6)}


def test_a_duty_met_a_second_before_is_not_mentioned(world: PaperWorld, mail: Path) -> None:
    unsent().update(dropped_at=at(DUE))  # What other tests left would come before ours.
    duty = running(world)
    remind(now=at(DUE - timedelta(days=7)))
    world.today = DUE - timedelta(days=7)
    firm = world.companies["X"]
    done = Completion(date(2026, 3, 31), "完了した。", (800_000_000, 400_000_000))
    world.do(report_completion, duty.subject_id, done, by=firm.releaser, key=f"{duty.pk}:done")
    deliver_due(now=at(DUE - timedelta(days=7), 7))
    assert all(n.sent_at is None and n.dropped_at is not None for n in mine(duty))
    written = "".join(file.read_text() for file in mail.glob("*.eml"))
    assert KIND not in written


def test_inside_roles_hear_of_a_company_s_lateness(world: PaperWorld) -> None:
    duty = running(world)
    remind(now=at(DUE))
    remind(now=at(MONDAY_AFTER))
    late = [n for n in mine(duty) if "【期限経過】" in n.title]
    roles = {m.role for n in late if n.person for m in n.person.memberships.all()}
    assert Role.CASE_OFFICER in roles
    assert Role.RECIPIENT_WRITER in roles


def test_two_runs_at_once_tell_once(own_world: PaperWorld) -> None:
    duty = running(own_world, is_endowed=True)
    now = at(DUE - timedelta(days=14))
    barrier = threading.Barrier(4)

    def run() -> None:
        barrier.wait()
        remind(now=now)
        connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Reminder.objects.filter(obligation=duty, step=-14).count() == 1
    assert len(mine(duty)) == 1
    Obligation.objects.filter(pk=duty.pk).update(status=Obligation.Status.CANCELLED)

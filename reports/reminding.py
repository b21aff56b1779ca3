"""Reminding of open duties: the database says what is due, however often or late a run comes.

One transaction under one lock: the steps told, the notices and their lines appear together or not
at all. After an outage each person hears at most once of each kind of duty, with the latest text.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import Q

from reports.answered import is_answered
from reports.ladder import Planned, Rung, catch_up, missed, plan
from reports.models import LadderStep, Reminder, ReminderLine
from workflow.calendar import (
    JST,
    OpeningDays,
    day_text,
    fiscal_year,
    fiscal_year_start,
    jst_day,
)
from workflow.duty_kinds import kinds_on
from workflow.law import opening_days
from workflow.models import (
    DutyKind,
    Membership,
    Notice,
    Obligation,
    Person,
    ReminderChoice,
)
from workflow.models.person import OrganisationKind

KIND = "reminder"
LATE_MARK = "【期限経過】"
DAY, WEEK = "day", "week"
EARLY = time(6)
# From a week before on, and whatever is late: told to everybody, however they chose.
MANDATORY_FROM = -7
Way = ReminderChoice.Way


@dataclass(frozen=True)
class Told:
    """What a run tells one person in one letter: of one kind of duty, of the day, or the week."""

    person: Person
    letter: str
    lines: tuple[tuple[Obligation, Rung], ...]


@dataclass(frozen=True)
class Ladders:
    """The ladders and kinds of duty as they stand on a day."""

    rungs: Mapping[str, list[Rung]]
    kinds: Mapping[str, DutyKind]

    def of(self, duty: Obligation) -> list[Rung]:
        """The rungs that remind of a duty; of a kind without a row yet, those of NEDO's own."""
        kind = self.kinds.get(duty.kind)
        return self.rungs.get(kind.ladder if kind else "own", [])


def ladders_on(day: date) -> Ladders:
    """Ladders and kinds in force on a day."""
    return Ladders(rungs_on(day), kinds_on(day))


def rungs_on(day: date) -> dict[str, list[Rung]]:
    """Every ladder as it stands on a day."""
    rows = LadderStep.objects.filter(valid_from__lte=day).order_by("valid_from")
    steps: dict[tuple[str, int], Rung] = {}
    for row in rows:
        steps[row.ladder, row.step] = Rung(row.step, tuple(row.roles.split()), row.purpose)
    ladders: dict[str, list[Rung]] = defaultdict(list)
    for (ladder, _), rung in sorted(steps.items(), key=lambda item: item[0]):
        ladders[ladder].append(rung)
    return ladders


def planned_for(duty: Obligation, ladders: Ladders, opening: OpeningDays) -> list[Planned]:
    """A duty's reminders, from the day it was made; of one to come, from its year's first day."""
    is_made = duty.made_by_id is not None
    since = jst_day(duty.made_by.acted_at) if is_made else first_day_of(duty)
    return plan(duty.due_on, ladders.of(duty), opening, since)


def first_day_of(duty: Obligation) -> date:
    """When a duty of a fiscal year to come will be written: as the year begins."""
    return fiscal_year_start(fiscal_year(duty.base_on))


def is_alone() -> bool:
    """Take the one place of whoever reminds, until the transaction ends.

    False when somebody has it: two beats at once, or the demonstration telling of earlier days.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended('reminders', 0))")
        return bool(cursor.fetchone()[0])


@contextmanager
def reminders_wait() -> Iterator[None]:
    """Let nobody remind meanwhile: days are told of that have long gone by."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended('reminders', 0))")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended('reminders', 0))")


@transaction.atomic
def remind(*, now: datetime) -> int:
    """Tell what is due by now; returns the number of notices written. Safe to run at any time.

    On a closed day nothing is told: a duty made after an open day's run waits for the next one.
    """
    today = jst_day(now)
    if not opening_days().is_open(today) or not is_alone():
        return 0
    due = list(_due_now(today))
    Reminder.objects.bulk_create(
        Reminder(
            obligation=obligation,
            step=planned.rung.step,
            planned_on=planned.on,
            outcome=Reminder.Outcome.TOLD
            if planned is waiting[-1]
            else Reminder.Outcome.PASSED_OVER,
            purpose=planned.rung.purpose,
            made_at=now,
        )
        for obligation, waiting in due
        for planned in waiting
    )
    told = list(_told(due, today))
    for message in told:
        _write(message, now)
    return len(told)


def still_due(notice: Notice) -> tuple[str, str] | None:
    """Title and text as of the moment of sending, or None when every duty meant is done."""
    lines = [
        line
        for line in notice.reminder_lines.exclude(is_answered("obligation__"))
        .select_related("obligation")
        .order_by("obligation__due_on")
        if line.obligation.status == Obligation.Status.OPEN
    ]
    return wording([(line.obligation, line.purpose) for line in lines]) if lines else None


def wording(duties: Iterable[tuple[Obligation, str]]) -> tuple[str, str]:
    """Title and text about these duties."""
    rows = list(duties)
    first, purpose = rows[0]
    more = f" ほか{len(rows) - 1}件" if len(rows) > 1 else ""
    late = "" if purpose in {"notice", "right"} else LATE_MARK
    title = f"{late}{first.title}（期限 {day_text(first.due_on)}）{more}"
    body = "\n".join(
        f"・{duty.title} 期限 {day_text(duty.due_on)}（{duty.rule}{duty.shift}、{duty.article}）"
        + _CONSEQUENCES.get(what, "")
        for duty, what in rows
    )
    return title, body


_CONSEQUENCES = {
    "hold": "\n  期限後14日を経過したため、支払を保留します。報告の受理により解除されます。",
    "compliance_draft": "\n  遂行命令（13条1項）を検討してください。"
    "事業実施中の案件の案は「自分の番」にあります。",
    "suspension_draft": "\n  遂行命令に従わないときは一時停止命令（13条2項）を検討してください。"
    "事業実施中の案件の案は「自分の番」にあります。",
    "cancellation_review": "\n  交付決定の取消し（17条1項）の要否を検討してください。"
    "判断の期限は「自分の番」にあります。",
}


def _due_now(today: date) -> Iterator[tuple[Obligation, list[Planned]]]:
    ladders, opening = ladders_on(today), opening_days()
    done: dict[object, set[int]] = defaultdict(set)
    for obligation_id, step in Reminder.objects.filter(
        obligation__status=Obligation.Status.OPEN
    ).values_list("obligation_id", "step"):
        done[obligation_id].add(step)
    first = min((rung.step for rungs in ladders.rungs.values() for rung in rungs), default=0)
    # No rung of a later duty can have come; one that moved off closed days comes later still.
    near = Obligation.objects.filter(
        status=Obligation.Status.OPEN, due_on__lte=today - timedelta(days=first)
    ).select_related("made_by")
    for obligation in near.exclude(is_answered()).order_by("due_on", "pk"):
        waiting = missed(planned_for(obligation, ladders, opening), done[obligation.pk], today)
        if waiting:
            yield obligation, waiting


def _told(due: Iterable[tuple[Obligation, list[Planned]]], today: date) -> Iterator[Told]:
    ways = dict(ReminderChoice.objects.values_list("person", "way"))
    lines: dict[tuple[Person, str], list[tuple[Obligation, Rung]]] = defaultdict(list)
    for obligation, waiting in due:
        rung = catch_up(waiting)
        assert rung is not None
        for person in _holders(obligation, rung.roles, today):
            letter = _letter(ways.get(person.pk, Way.EACH), rung, obligation.kind)
            if letter is not None:
                lines[person, letter].append((obligation, rung))
    for (person, letter), about in lines.items():
        yield Told(person, letter, tuple(about))


def _letter(way: str, rung: Rung, kind: str) -> str | None:
    """Which letter of the day a rung goes into; None where its reader asked for none so early."""
    if way == Way.DAILY:
        return DAY
    if rung.step >= MANDATORY_FROM or way == Way.EACH:
        return kind
    return WEEK if way == Way.WEEKLY else None


def _holders(obligation: Obligation, roles: tuple[str, ...], today: date) -> Iterable[Person]:
    inside = ~Q(organisation__kind=OrganisationKind.RECIPIENT)
    own = Q(organisation=obligation.organisation_id) if obligation.organisation_id else inside
    held = Membership.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=today),
        inside | own,
        role__in=roles,
        valid_from__lte=today,
    )
    people = Person.objects.filter(is_active=True, memberships__in=held)
    return people.distinct().order_by("email")


def _write(message: Told, now: datetime) -> None:
    title, body = wording((duty, rung.purpose) for duty, rung in message.lines)
    duty = message.lines[0][0]
    notice = Notice(
        id=uuid4(),
        kind=KIND,
        person=message.person,
        organisation_id=duty.organisation_id,
        subject_type=duty._meta.label_lower,
        subject_id=duty.pk,
        title=title[:200],
        body=body,
        created_at=now,
    )
    notice.key = f"{KIND}:{notice.pk}"
    if message.letter == WEEK:
        notice = _of_the_week(notice, now)
    notice.save()
    known = set(notice.reminder_lines.values_list("obligation", flat=True))
    ReminderLine.objects.bulk_create(
        ReminderLine(notice=notice, obligation=duty, step=rung.step, purpose=rung.purpose)
        for duty, rung in message.lines
        if duty.pk not in known
    )


def _of_the_week(notice: Notice, now: datetime) -> Notice:
    """The letter that goes out when the next week begins; what is added until then goes with it."""
    today = jst_day(now)
    monday = opening_days().next_open(today + timedelta(days=7 - today.weekday()))
    notice.key = f"{KIND}:{WEEK}:{notice.person_id}:{notice.organisation_id}:{monday}"
    waiting = Notice.objects.filter(key=notice.key).first()
    notice.retry_at = datetime.combine(monday, EARLY, tzinfo=JST)
    return waiting or notice

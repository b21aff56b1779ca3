"""The board of deadlines: what is due, what came in, what is late, and how far it was taken."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Q, QuerySet

from grants.late_measures import OF_KIND, Measure
from grants.models import PaymentHold
from reports.answered import is_answered
from reports.late import held_from, measures_due
from reports.models import Reminder
from reports.reminding import ladders_on
from workflow.calendar import fiscal_year
from workflow.duty_kinds import owed_by_nedo, recorded_by_officers
from workflow.law import opening_days
from workflow.models import DutyKind, Extension, Obligation, Organisation

S = Obligation.Status
QUARTERS = 8


class Shown(StrEnum):
    """Which duties a board shows."""

    DUE = "due"
    LATE = "late"
    RECEIVED = "received"


@dataclass(frozen=True)
class Line:
    """A duty on the board.

    told: the last step of its ladder, None before the first. wish: an extension asked for.
    is_recordable: an officer notes that it was met. holds_from: the day from which it holds
    payments, if it ever does. measures_due: what NEDO has to judge for its lateness and nobody
    put before it yet. measure: what it asks NEDO to judge, where it is such a duty.
    """

    duty: Obligation
    days_late: int
    told: Reminder | None
    hold: PaymentHold | None
    wish: Extension | None
    is_extendable: bool
    is_recordable: bool
    holds_from: date | None
    measures_due: list[Measure]
    measure: Measure | None
    old_dates: tuple[date, ...]


@dataclass(frozen=True)
class Cell:
    """A company's punctuality in a quarter, in words and a tone."""

    text: str
    tone: str
    says: str


def duties_shown(shown: Shown, today: date, *, own: bool | None = None) -> QuerySet[Obligation]:
    """The duties of one kind of list; own: only NEDO's, or only the companies'."""
    rows = Obligation.objects.select_related("organisation", "made_by")
    if own is not None:
        rows = rows.filter(owed_by_nedo()) if own else rows.exclude(owed_by_nedo())
    rows = rows.annotate(answered=is_answered())
    if shown is Shown.RECEIVED:
        arrived = Q(status=S.MET) | Q(status=S.OPEN, answered=True)
        return rows.filter(arrived).order_by("-met_on", "due_on")
    late = Q(due_on__lt=today) if shown is Shown.LATE else Q(due_on__gte=today)
    if shown is Shown.LATE:
        # A right whose day has passed is not used any more; nobody is late with it.
        rights = DutyKind.objects.filter(ladder="right").values_list("kind", flat=True)
        rows = rows.exclude(kind__in=list(rights))
    return rows.filter(late, status=S.OPEN, answered=False).order_by("due_on")


def lines_of(duties: Iterable[Obligation], today: date) -> list[Line]:
    """The duties with their lateness, escalation, hold and former dates."""
    rows = list(duties)
    ids = [duty.pk for duty in rows]
    steps = Reminder.objects.filter(obligation__in=ids).order_by("step")
    told = {step.obligation_id: step for step in steps}
    held = PaymentHold.objects.filter(source_id__in=ids, released_on__isnull=True)
    holds = {hold.source_id: hold for hold in held}
    waiting = Extension.objects.filter(duty__in=ids, outcome=Extension.Outcome.PENDING)
    wishes = {wish.duty_id: wish for wish in waiting}
    ladders, opening = ladders_on(today), opening_days()
    extendable = {kind for kind, row in ladders.kinds.items() if row.is_extendable}
    recordable = {kind for kind, row in ladders.kinds.items() if recorded_by_officers(row)}
    former, due = _former_dates(ids), measures_due(rows, today)
    return [
        Line(
            duty, duty.days_late(today), told.get(duty.pk), holds.get(duty.pk),
            wishes.get(duty.pk), duty.kind in extendable,
            duty.kind in recordable,
            held_from(duty, today, ladders, opening),
            due[duty.pk], OF_KIND.get(duty.kind), tuple(former.get(duty.pk, ())),
        )
        for duty in rows
    ]  # fmt: skip


def _former_dates(ids: list[UUID]) -> dict[UUID, list[date]]:
    """For each duty the dates it had before, the oldest first."""
    found: dict[UUID, list[date]] = {}
    wanted = {pk: pk for pk in ids}
    while wanted:
        older = Obligation.objects.filter(superseded_by__in=list(wanted))
        step: dict[UUID, UUID] = {}
        for row in older:
            assert row.superseded_by_id is not None
            first = wanted[row.superseded_by_id]
            found.setdefault(first, []).insert(0, row.due_on)
            step[row.pk] = first
        wanted = step
    return found


def quarters_until(today: date) -> list[tuple[date, date]]:
    """The quarters on the map, first and last day: the two years that end with this quarter."""
    first = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    found = []
    for _ in range(QUARTERS):
        last = (first + timedelta(days=95)).replace(day=1) - timedelta(days=1)
        found.append((first, last))
        first = (first - timedelta(days=1)).replace(day=1)
        first = date(first.year, (first.month - 1) // 3 * 3 + 1, 1)
    return found[::-1]


def heat_map(today: date) -> Iterator[tuple[Organisation, list[Cell]]]:
    """Company by company, its reports due in each quarter."""
    quarters = quarters_until(today)
    kinds = DutyKind.objects.filter(is_report=True).values_list("kind", flat=True)
    rows = Obligation.objects.filter(
        kind__in=list(kinds),
        organisation__isnull=False,
        status__in=[S.OPEN, S.MET],
        due_on__gte=quarters[0][0],
        due_on__lte=quarters[-1][1],
    ).select_related("organisation")
    rows = rows.annotate(answered=is_answered())
    by_company: dict[Organisation, list[Obligation]] = {}
    for duty in rows.order_by("organisation__name", "due_on"):
        assert duty.organisation is not None
        by_company.setdefault(duty.organisation, []).append(duty)
    for company, duties in by_company.items():
        yield (
            company,
            [
                cell_of([d for d in duties if first <= d.due_on <= last], today)
                for first, last in quarters
            ],
        )


def cell_of(duties: list[Obligation], today: date) -> Cell:
    """The worst of a quarter: not in, late by so many days, to come, or all in time."""
    if not duties:
        return Cell("―", "ended", "期限のある報告はありません")
    waiting = [d for d in duties if d.status == S.OPEN and not getattr(d, "answered", False)]
    missing = [d for d in waiting if d.due_on < today]
    if missing:
        return Cell(
            f"未{len(missing)}", "stop", "未提出 " + "、".join(duty.title for duty in missing)
        )
    late = max((d.days_late(today) for d in duties if d.status == S.MET), default=0)
    if late:
        return Cell(f"遅{late}", "waiting", f"最大{late}日の遅れで提出")
    if waiting:
        return Cell(f"予{len(waiting)}", "working", f"期限前 {len(waiting)}件")
    if any(d.status == S.OPEN for d in duties):
        return Cell("受", "working", "提出済み、受理待ち")
    return Cell("○", "done", f"{len(duties)}件とも期限内に提出")


def quarter_name(first: date) -> str:
    """`2026年度2Q` for the quarter that begins on 1 July 2026."""
    return f"{fiscal_year(first)}年度{(first.month - 4) % 12 // 3 + 1}Q"

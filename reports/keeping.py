"""What the system does in its own name when a day has come; each call finds only what is left."""

from datetime import datetime

from django.db import transaction

from grants.acts.release_hold import release_hold
from grants.late_measures import MEASURES, OF_KIND, waiting_behind
from grants.models import PaymentHold
from grants.models.hold import HoldGround
from reports.acts.draft_late_measures import draft_late_measures
from reports.acts.end_late_measure import end_late_measure
from reports.acts.hold_payments import hold_payments
from reports.acts.owe_yearly_duties import owe_yearly_duties
from reports.answered import is_answered
from reports.late import HOLD, grants_held_by, is_answered_now, measures_due
from reports.models import Reminder
from reports.own_duties import years_to_set
from reports.reminding import is_alone
from workflow.calendar import jst_day
from workflow.models import Obligation
from workflow.models.person import OrganisationKind
from workflow.problems import Refused
from workflow.robot import robot

S = Obligation.Status
# Whose arrival is enough: the inspection that follows judges what was reported.
ACCEPTED_ON_ARRIVAL = frozenset({"COMPLETION"})


def set_yearly_duties(segment: int, *, now: datetime) -> int:
    """Have the duties of the fiscal years begun written. Returns the years."""
    done = 0
    for year in years_to_set(segment, jst_day(now)):
        try:
            owe_yearly_duties(
                segment, year, actor=robot(), now=now, key=f"yearly-duties:{segment}:{year}"
            )
        except Refused:
            # Somebody set the year by hand at the same moment; the next run finds it set.
            continue
        done += 1
    return done


@transaction.atomic
def hold_for_late_reports(*, now: datetime) -> int:
    """Hold the payments that wait for a report whose ladder has come to its hold.

    Found by absence: a step told, and no hold for it yet. Returns the reports held for.
    """
    done = 0
    if not is_alone():
        return done
    told = Reminder.objects.filter(purpose=HOLD, obligation__status=S.OPEN)
    late = Obligation.objects.filter(pk__in=told.values("obligation")).exclude(is_answered())
    for duty in late.order_by("due_on"):
        held = PaymentHold.objects.filter(source_id=duty.pk)
        if not grants_held_by(duty).exclude(pk__in=held.values("grant")).exists():
            continue
        try:
            hold_payments(
                duty.pk, actor=robot(), now=now, key=f"late-hold:{duty.pk}:{held.count()}"
            )
        except Refused:
            # Handed in or put off at the same moment.
            continue
        done += 1
    return done


@transaction.atomic
def consider_late_measures(*, now: datetime) -> int:
    """Put before NEDO what the ladders of late reports have come to. Returns the reports.

    Found by absence, as holds are. Nothing is ordered: officers put it up or let it be.
    """
    done = 0
    if not is_alone():
        return done
    purposes = [measure.purpose for measure in MEASURES]
    told = Reminder.objects.filter(purpose__in=purposes, obligation__status=S.OPEN)
    late = Obligation.objects.filter(pk__in=told.values("obligation"))
    due = measures_due(late.order_by("due_on"), jst_day(now))
    for pk, measures in due.items():
        if not measures:
            continue
        key = f"late-measure:{pk}:{measures[0].purpose}"
        try:
            draft_late_measures(pk, actor=robot(), now=now, key=key)
        except Refused:
            # Handed in, put off or drafted by hand at the same moment.
            continue
        done += 1
    return done


def end_needless_measures(*, now: datetime) -> int:
    """End what was to be judged for reports that are late no more. Returns the judgements."""
    done = 0
    duties = Obligation.objects.filter(kind__in=OF_KIND, status=S.OPEN)
    for waiting in map(waiting_behind, duties):
        if not (waiting.is_needless or is_answered_now(waiting.late)):
            continue
        reason, key = "報告が届いたか、不要になったため。", f"late-measure-end:{waiting.duty.pk}"
        try:
            end_late_measure(waiting.duty.pk, reason, actor=robot(), now=now, key=key)
        except Refused:
            # Answered by somebody at the same moment.
            continue
        done += 1
    return done


def lift_ended_holds(*, now: datetime) -> int:
    """Lift the holds whose report was accepted, or is owed no more. Returns the holds."""
    done = 0
    for hold in PaymentHold.objects.filter(
        ground=HoldGround.LATE_REPORT, released_on__isnull=True
    ).order_by("placed_on"):
        reason = _why_ended(Obligation.objects.get(pk=hold.source_id))
        if reason:
            release_hold(hold.pk, reason, actor=robot(), now=now, key=f"late-lift:{hold.pk}")
            done += 1
    return done


def _why_ended(duty: Obligation) -> str:
    if duty.status == S.CANCELLED:
        return "報告が不要になったため。"
    if duty.status != S.MET or duty.ended_by is None:
        return ""
    # Met by NEDO's own act is accepted; handed in by the company it still waits to be.
    at_nedo = duty.ended_by.actor.memberships.exclude(organisation__kind=OrganisationKind.RECIPIENT)
    accepted = duty.kind in ACCEPTED_ON_ARRIVAL or at_nedo.exists()
    return "報告を受理したため。" if accepted else ""

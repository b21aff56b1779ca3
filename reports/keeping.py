"""What the system does in its own name when a day has come; each call finds only what is left."""

from datetime import datetime

from django.db import transaction

from grants.acts.release_hold import release_hold
from grants.compliance_drafts import KIND, ORDERABLE, draft_behind, is_drafted, is_needless
from grants.models import Grant, PaymentHold
from grants.models.hold import HoldGround
from reports.acts.draft_compliance_order import draft_compliance_order
from reports.acts.end_compliance_draft import end_compliance_draft
from reports.acts.hold_payments import hold_payments
from reports.acts.owe_yearly_duties import owe_yearly_duties
from reports.answered import is_answered
from reports.late import DRAFT, HOLD, grants_held_by, is_answered_now
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
def draft_late_orders(*, now: datetime) -> int:
    """Draft 遂行命令 for the reports whose ladder has come to it. Returns the drafts.

    Found by absence, as holds are. Nothing is ordered: officers put it up or let it be.
    """
    done = 0
    if not is_alone():
        return done
    told = Reminder.objects.filter(purpose=DRAFT, obligation__status=S.OPEN)
    late = Obligation.objects.filter(
        pk__in=told.values("obligation"), subject_type=Grant._meta.label_lower,
        subject_id__in=Grant.objects.filter(state__in=ORDERABLE).values("pk"),
    )  # fmt: skip
    for duty in late.exclude(is_answered()).order_by("due_on"):
        if is_drafted(duty):
            continue
        try:
            draft_compliance_order(duty.pk, actor=robot(), now=now, key=f"late-order:{duty.pk}")
        except Refused:
            # Handed in, put off or drafted by hand at the same moment.
            continue
        done += 1
    return done


def end_needless_drafts(*, now: datetime) -> int:
    """End the drafts of orders whose report is late no more. Returns the drafts."""
    done = 0
    waiting = Obligation.objects.filter(kind=KIND, status=S.OPEN).select_related("made_by")
    for draft in map(draft_behind, waiting):
        if not (is_needless(draft) or is_answered_now(draft.late)):
            continue
        reason, key = "報告が届いたか、不要になったため。", f"late-order-end:{draft.duty.pk}"
        try:
            end_compliance_draft(draft.duty.pk, reason, actor=robot(), now=now, key=key)
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

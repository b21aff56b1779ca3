"""支払の保留: placing holds, reading them, and what may go to the bank."""

from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from grants.models import Grant, Payment, PaymentHold, Plan
from grants.models.hold import HoldGround
from workflow.act import running_act
from workflow.calendar import day_text
from workflow.machines.payment import PaymentState
from workflow.models import Obligation
from workflow.problems import Problem
from workflow.standing import fallen, problems_of_fallen

UNSENT = (PaymentState.REQUESTED, PaymentState.CHECKED, PaymentState.APPROVED)


def standing_holds(grant: Grant) -> QuerySet[PaymentHold]:
    """The holds that keep this grant's payments where they are."""
    return PaymentHold.objects.filter(
        Q(grant__isnull=True) | Q(grant=grant), plan=grant.plan_id, released_on__isnull=True
    )


def problems_held(grant: Grant) -> list[Problem]:
    """A reason for every standing hold, and for every approval that fell."""
    return problems_fallen(grant) + [
        Problem(
            "plan_hold",
            f"支払を保留しています（{hold.get_ground_display()}、{day_text(hold.placed_on)}から）。",
            "保留が解除されるのを待つか、請求を却下してください。",
        )
        for hold in standing_holds(grant)
    ]


def problems_fallen(grant: Grant) -> list[Problem]:
    """A decision or payment whose approval was given without authority pays nothing (要再承認)."""
    return problems_of_fallen([grant.pk, *grant.payments.values_list("pk", flat=True)])


def place_hold(
    plan: Plan, ground: str, reason: str, source_id: UUID, grant: Grant | None = None
) -> PaymentHold:
    """Hold every payment of a plan, or of one grant, from today on behalf of the act under way."""
    running = running_act()
    return PaymentHold.objects.create(
        plan=plan,
        grant=grant,
        ground=ground,
        reason=reason,
        source_id=source_id,
        placed_on=running.today,
        placed_by=running.actor,
    )


def release(hold: PaymentHold, reason: str) -> None:
    """End a hold, once (trigger), on behalf of the act under way."""
    running = running_act()
    hold.released_on, hold.released_by = running.today, running.actor
    hold.release_reason = reason
    hold.save(update_fields=["released_on", "released_by", "release_reason"])


def late_report_holds(duty: Obligation) -> QuerySet[PaymentHold]:
    """The standing holds that a duty's lateness brought, under any date it has had."""
    same = Obligation.objects.filter(
        subject_id=duty.subject_id, kind=duty.kind, period_key=duty.period_key
    )
    return PaymentHold.objects.filter(
        ground=HoldGround.LATE_REPORT, source_id__in=same.values("pk"), released_on__isnull=True
    )


def lift_late_report(duty: Obligation, reason: str) -> int:
    """Lift what the lateness of a report held: the act that accepts the report, or puts its date
    off, calls this. Returns how many holds ended."""
    holds = list(late_report_holds(duty).select_for_update())
    for hold in holds:
        release(hold, reason)
    return len(holds)


def lock_unsent(plan_id: UUID) -> list[Payment]:
    """The plan's payments not yet with the bank: whoever moves one waits, then meets the hold.

    Called before the plan itself is locked: payment, grant, plan is the order of every act.
    """
    unsent = Payment.objects.filter(grant__plan=plan_id, state__in=UNSENT).order_by("pk")
    list(unsent.select_for_update(of=("self",)))
    list(Grant.objects.select_for_update(of=("self",)).filter(plan=plan_id).order_by("pk"))
    # Read anew: what was claimed meanwhile is held too.
    return list(unsent)


def ready_to_send(segment: int) -> QuerySet[Payment]:
    """The run of payments: approved, not yet sent, not on hold, no approval fallen."""
    lost = fallen().values("draft__subject_id")
    held = PaymentHold.objects.filter(
        Q(grant__isnull=True) | Q(grant=OuterRef("grant")),
        plan=OuterRef("grant__plan"),
        released_on__isnull=True,
    )
    return (
        Payment.objects.filter(grant__plan__segment=segment, state=PaymentState.APPROVED)
        .filter(~Exists(held))
        .exclude(pk__in=lost)
        .exclude(grant__in=lost)
        .order_by(F("pay_on"), "pk")
    )


def run_yen(segment: int) -> int:
    """The sum of the run, in yen."""
    return sum(payment.amount_yen for payment in ready_to_send(segment))

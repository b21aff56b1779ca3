"""Reports of a case that moved: the successor owes them anew, and nobody mends the old ones."""

from django.db.models import Exists, OuterRef

from grants.handing_over import goes_along
from grants.holds import lift_late_report
from grants.models import Grant, PlanParty
from grants.models.succession import SuccessionCause
from reports.models import Report
from reports.report_kinds import REPAIR
from workflow import duties
from workflow.act import running_act
from workflow.machines.report import ReportState
from workflow.models import ActRecord, Extension, Obligation, Organisation
from workflow.problems import refuse_if


@goes_along
def repairs_end(record: ActRecord, grant: Grant, old: Organisation) -> None:
    """A report sent back is no longer the predecessor's to mend: its duty is the successor's."""
    for report in Report.objects.filter(grant=grant, organisation=old, state=ReportState.RETURNED):
        duties.cancel_open(record, report, REPAIR)


@goes_along
def wishes_go_along(record: ActRecord, grant: Grant, old: Organisation) -> None:
    """A wish for a later date is answered to whoever owes the duty now, who may not ask twice."""
    wishes = Extension.objects.filter(outcome=Extension.Outcome.PENDING, organisation=old)
    wishes.filter(duty__organisation=grant.organisation).update(organisation=grant.organisation)


@goes_along
def plan_duties_of_the_merged(record: ActRecord, grant: Grant, old: Organisation) -> None:
    """A company that was merged is no more: what it still owes of the plan is the successor's.

    On the same days; what is to come and the successor owes itself is owed once. What the company
    filed and NEDO has not read stays its own, and so what its successor cannot owe twice: a report
    late for both, or of a period of which the successor's own is accepted. A wish for a later date
    is answered first.
    """
    newest = grant.successions.last()
    parties = {party.organisation_id: party for party in grant.plan.parties.all()}
    leaving, staying = parties.get(old.pk), parties[grant.organisation_id]
    if newest is None or newest.cause != SuccessionCause.MERGER or leaving is None:
        return
    unfiled = _unfiled(leaving)
    refuse_if(duties.problems_of_wishes(unfiled))
    for report in Report.objects.filter(subject_id=leaving.pk, state=ReportState.RETURNED):
        duties.cancel_open(record, report, REPAIR)
    ended = (Obligation.Status.CANCELLED, Obligation.Status.SUPERSEDED)
    own = Obligation.objects.filter(subject_id=staying.pk).exclude(status__in=ended)
    owed = {(duty.kind, duty.period_key): duty.status for duty in own}
    for duty in unfiled:
        own_status = owed.get((duty.kind, duty.period_key))
        if own_status is None:
            duties.pass_on(record, duty, staying)
        elif own_status == Obligation.Status.OPEN and duty.due_on >= running_act().today:
            duties.cancel_one(record, duty)
        else:
            continue
        # Late for the successor too, payments are held for it anew.
        lift_late_report(duty, "承継により、報告の義務が承継する事業者に移ったため。")


def _unfiled(party: PlanParty) -> list[Obligation]:
    """What a company owes of a plan and has not filed."""
    filed = Report.objects.filter(
        subject_id=OuterRef("subject_id"), kind=OuterRef("kind"),
        period_key=OuterRef("period_key"), state=ReportState.SUBMITTED,
    )  # fmt: skip
    rows = Obligation.objects.filter(subject_id=party.pk, status=Obligation.Status.OPEN)
    return list(rows.exclude(Exists(filed)).order_by("due_on"))

"""What stands of a case: left by a cancellation in part, or given back by an appeal.

An order of a case cancelled whole, lowered on appeal, lets that part of the decision stand again.
The case goes on as if the rest alone had been cancelled, and what passed meanwhile is not late.
"""

from datetime import date

from fund.money import format_yen
from grants.case import standing_yen
from grants.models import Grant
from grants.models.carrying import OrderKind
from grants.plan_measures import owe_ground_missed
from grants.series import START_RECORD, WHILE_RUNNING, date_asset_reports, owe_completion
from workflow import duties, notices
from workflow.act import running_act
from workflow.advance import advance
from workflow.law import due_on
from workflow.machines.grant import GrantState
from workflow.models import ActRecord, Obligation, Role
from workflow.models.record import WRITTEN

# What is left of a stopped case stays stopped, of one given up, given up.
STAYING = {GrantState.SUSPENDED: "to_suspended", GrantState.ABOLISHED: "to_abolished"}
# What the whole cancellation ended and the part is bound by: on its own day, if that is to come.
_AGAIN = (
    *WHILE_RUNNING, START_RECORD, "CHANGE_REQUEST", "INSTRUCTION", "COMMERCIAL", "CTAX", "ASSET",
    *(f"ORDER_{kind}" for kind in OrderKind.values),
)  # fmt: skip
# Asked for once and still needed: where the day has passed, from today by this rule. Of a series
# the next one comes; an order whose day has passed is given anew before anything follows from it.
_ANEW = {
    START_RECORD: "start_record_due",
    "CHANGE_REQUEST": "standard_processing",
    "CTAX": "ctax_due",
    f"ORDER_{OrderKind.SUSPENSION}": "suspension_remedy_due",
}


def stay_as_it_was(grant: Grant, source: str) -> None:
    """Move a case cancelled in part no further than it must, from where it was cancelled."""
    if source in STAYING:
        advance(grant, STAYING[GrantState(source)])


def stand_again(grant: Grant) -> None:
    """Let what an appeal left of a case cancelled whole stand, with the duties that go with it."""
    records = ActRecord.objects.filter(subject_id=grant.pk, target=GrantState.CANCELLED)
    cancelled = records.annotate(written=WRITTEN).latest("written")
    record = advance(grant, "to_standing_again", stands_yen=standing_yen(grant))
    stay_as_it_was(grant, cancelled.source)
    for duty in duties.ended_by(cancelled, grant, *_AGAIN):
        _owe_again(record, grant, duty)
    if grant.fixed_on is None:
        base_on = _completion_base(grant, cancelled.source)
        owe_completion(record, grant, "実績報告（返還命令の減額後）", base_on)
    else:
        # What was released or disposed of meanwhile is reported on no more.
        date_asset_reports(record, grant)
    owe_ground_missed(record, grant.plan, grant.number, cancelled)
    _tell(grant)


def _tell(grant: Grant) -> None:
    report = "" if grant.fixed_on else "この範囲について、実績報告を提出してください。"
    notices.tell(
        notices.people_of(grant.organisation, Role.RECIPIENT_WRITER, Role.RECIPIENT_RELEASER),
        "decision_stands_again",
        grant,
        f"取り消した交付決定の一部の効力の回復（{grant.number}）",
        f"返還命令の減額により、全部を取り消した交付決定は {format_yen(standing_yen(grant))} の"
        f"範囲で再び効力を有し、一部の取消しとなりました。{report}",
    )


def _owe_again(record: ActRecord, grant: Grant, duty: Obligation) -> None:
    today = running_act().today
    if duty.due_on >= today:
        duties.owe_again(record, grant, duty)
    elif duty.kind in _ANEW:
        duties.owe_again(record, grant, duty, due_on(_ANEW[duty.kind], today, grant.rules_on))


def _completion_base(grant: Grant, source: str) -> date:
    """The end of the work, or today where it has ended: passed, given up, or reported before."""
    today = running_act().today
    if source == GrantState.ABOLISHED or grant.completion_reports.exists():
        return today
    return max(grant.ends_on, today)

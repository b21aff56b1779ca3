"""義務の履行の記録 (推進法34条8項, 通則法38条): NEDO did what it owed, or a report came on paper.

Who: case_officer, accounting_approver, records_manager
State: —
Ledger: none
Paper: none
Deadline: the duty is met, on the day it was done
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from reports.answered import is_answered
from workflow import duties
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.calendar import jst_day
from workflow.duty_kinds import kind_on, recorded_by_officers
from workflow.models import ActRecord, Obligation, Person
from workflow.problems import Problem, refuse_if

A_YEAR = timedelta(days=366)


def problems_recording(
    duty: Obligation, done_on: date, reference: str, today: date
) -> list[Problem]:
    """Only what is met by a paper of NEDO's, or of a company's; once, with its number."""
    problems = []
    kind = kind_on(duty.kind, today)
    if not recorded_by_officers(kind) or duty.status != Obligation.Status.OPEN:
        problems.append(
            Problem(
                "not_open",
                "履行を記録できる未了の義務ではありません。",
                "期限の一覧から選び直してください。",
            )
        )
    if Obligation.objects.filter(is_answered(), pk=duty.pk).exists():
        problems.append(
            Problem("filed", "提出済みの報告書があります。", "その報告書を受理してください。")
        )
    if not duty.base_on - A_YEAR < done_on <= today:
        problems.append(
            Problem(
                "done_on",
                "履行日は対象期間の初日から本日までの日です。",
                "文書の日付を確認してください。",
                "done_on",
            )
        )
    if not reference.strip():
        problems.append(
            Problem("reference", "文書番号がありません。", "提出文書の番号です。", "reference")
        )
    return problems


@act
def record_fulfilment(
    duty_id: UUID, done_on: date, reference: str, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Note the day and the paper; late or not, it is done."""
    duty = lock(Obligation, duty_id)
    refuse_if(problems_recording(duty, done_on, reference, jst_day(now)))
    record = record_act(duty, kind=duty.kind, done_on=done_on, reference=reference)
    duties.meet_one(record, duty, done_on)
    return record

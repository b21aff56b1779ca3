"""遅れた報告への措置の案の作成 (適正化法13条・17条1項): what its ladder came to is put before NEDO.

Who: section_chief, deadline_keeper
State: — (the case goes on; nothing is ordered)
Ledger: none
Paper: none (the drafts wait in the officers' inbox)
Deadline: 遂行命令, 一時停止命令, 取消しの要否の判断, each where the ladder has come to it
"""

from datetime import date, datetime
from uuid import UUID

from grants.late_measures import COMPLIANCE, owe_judgement
from grants.models import Grant
from reports.late import is_answered_now, measures_due, reached_on
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.calendar import day_text, jst_day
from workflow.models import ActRecord, Obligation, Person
from workflow.problems import Problem, refuse_if


def problems_drafting(late: Obligation, grant: Grant | None, today: date) -> list[Problem]:
    """The report of a case must be so late that a measure is to be judged, and never was."""
    if grant is None:
        return [
            Problem("no_case", "交付の案件の報告ではありません。", "13条の対象を確認してください。")
        ]
    begins = reached_on(late, COMPLIANCE.purpose, today)
    if begins is None or today < begins or is_answered_now(late):
        return [
            Problem(
                "not_late", "命令等を検討するほど遅れた報告ではありません。",
                f"検討するのは {day_text(begins)} からです。"
                if begins
                else "期限を確認してください。",
            )
        ]  # fmt: skip
    if measures_due([late], today)[late.pk]:
        return []
    return [
        Problem(
            "drafted",
            "この報告について、今、新たに検討する措置はありません。",
            "「自分の番」と案件の状態を確認してください。",
        )
    ]


@act
def draft_late_measures(late_id: UUID, *, actor: Person, now: datetime, key: str) -> ActRecord:
    """Have an officer judge each measure to which the ladder has come."""
    grant, today = grant_of(Obligation.objects.get(pk=late_id)), jst_day(now)
    late = lock(Obligation, late_id)
    refuse_if(problems_drafting(late, grant, today))
    assert grant is not None
    found = measures_due([late], today)[late.pk]
    record = record_act(
        late, grant=grant.number, due_on=late.due_on, days_late=late.days_late(today),
        measures=[measure.title for measure in found],
    )  # fmt: skip
    for measure in found:
        owe_judgement(record, grant, late, measure)
    return record


def grant_of(late: Obligation) -> Grant | None:
    """The case whose report it is, locked; None for a report about a plan."""
    if late.subject_type != Grant._meta.label_lower:
        return None
    return lock(Grant, late.subject_id)

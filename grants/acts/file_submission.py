"""届出・申請の提出 (適正化法7条1項・9条1項・19条3項・26条の3): the company files it itself.

Who: recipient_releaser
State: — (DECIDED … CANCELLED)
Ledger: none
Paper: none (the company's own paper, with the server's time of arrival)
Deadline: 届出・申請の処理 (標準処理期間)
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from grants.acts.start_grant import problems_started
from grants.acts.withdraw_grant import problems_withdrawing
from grants.models import Grant, RefundOrder, Submission
from grants.submissions import DUTY, KINDS, SubmissionKind, problem_of_answer
from workflow import duties, notices
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.calendar import jst_day
from workflow.law import article_of, due_on
from workflow.models import ActRecord, Person, Role
from workflow.problems import Problem, refuse_if


@dataclass(frozen=True)
class Submitted:
    """What is filed: its kind (grants.submissions), and the answers by name."""

    kind: str
    answers: tuple[tuple[str, str], ...]


def problems_filing(grant: Grant, given: Submitted, today: date) -> list[Problem]:
    """Every reason why it cannot be filed."""
    kind = KINDS.get(given.kind)
    if kind is None:
        return [Problem("kind", "届出・申請の種別がありません。", "画面を開き直してください。")]
    problems = []
    if not kind.is_open_to(grant):
        problems.append(
            Problem(
                "wrong_state",
                f"案件は「{grant.get_state_display()}」です。",
                f"{kind.title}を提出できる状態ではありません。",
            )
        )
    if grant.submissions.filter(kind=given.kind, outcome="").exists():
        problems.append(
            Problem(
                "waiting", "先に提出した同じ届出・申請を処理しています。", "処理を待ってください。"
            )
        )
    return (
        problems + _problems_with_answers(grant, kind, given, today) + _of_kind(grant, given, today)
    )


def _problems_with_answers(
    grant: Grant, kind: SubmissionKind, given: Submitted, today: date
) -> list[Problem]:
    said = dict(given.answers)
    faults = {
        asked: problem_of_answer(asked, said.get(asked.name, ""), grant, today)
        for asked in kind.asked
    }
    return [
        Problem("answer", f"「{asked.label}」が{fault}", "記入してください。", asked.name)
        for asked, fault in faults.items()
        if fault
    ]


def _of_kind(grant: Grant, given: Submitted, today: date) -> list[Problem]:
    """What the law asks of one kind besides: 取下げ by its date, 着手 once."""
    if given.kind == "WITHDRAWAL":
        return problems_withdrawing(grant, today, today)
    return problems_started(grant) if given.kind == "START" else []


@act
def file_submission(
    grant_id: UUID, given: Submitted, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Receive it: the recorded moment is its arrival. Nothing changes until NEDO takes it up."""
    grant, today = lock(Grant, grant_id), jst_day(now)
    refuse_if(problems_filing(grant, given, today))
    kind, said = KINDS[given.kind], dict(given.answers)
    filed = Submission.objects.create(
        grant=grant, organisation=grant.organisation, order=_order(grant, kind, said),
        kind=given.kind, number=grant.submissions.count() + 1, filed_at=now,
        answers={asked.name: said[asked.name] for asked in kind.asked},
    )  # fmt: skip
    record = record_act(
        grant, reason=said.get("reason", ""), submission=given.kind, number=filed.number
    )
    duties.owe(
        record, grant, DUTY, f"{kind.title}の処理", due_on("standard_processing", today, today),
        article=article_of("standard_processing", today), period_key=str(filed.number),
    )  # fmt: skip
    notices.tell_role(
        Role.CASE_OFFICER, "submission_arrived", grant, f"{kind.title}の到達（{grant.number}）",
        said.get("reason", ""),
    )  # fmt: skip
    return record


def _order(grant: Grant, kind: SubmissionKind, said: dict[str, str]) -> RefundOrder | None:
    return grant.refund_orders.get(number=int(said["order"])) if kind.is_of_order else None

"""期限延長の申請 (適正化法7条1項5号・12条・14条): the company asks for a later date, with reasons.

Who: recipient_releaser
State: — (one wish waits for an answer at a time)
Ledger: none
Paper: none (the request is the company's own)
Deadline: unchanged until NEDO decides
"""

from datetime import date, datetime
from uuid import UUID

from workflow import notices
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.calendar import day_text, jst_day
from workflow.duty_kinds import kind_on
from workflow.models import ActRecord, Extension, Obligation, Person, Role
from workflow.problems import Problem, refuse_if


def problems_requesting(
    duty: Obligation, wished_on: date, reason: str, today: date
) -> list[Problem]:
    """Only an open duty whose date NEDO sets can be put off, to a later day than it has."""
    problems = problems_extending(duty, wished_on, today)
    if duty.extensions.filter(outcome=Extension.Outcome.PENDING).exists():
        problems.append(
            Problem("waiting", "回答を待っている申請があります。", "回答をお待ちください。")
        )
    if not reason.strip():
        problems.append(
            Problem("reason", "延長の理由がありません。", "理由を記入してください。", "reason")
        )
    return problems


def problems_extending(duty: Obligation, until_on: date, today: date) -> list[Problem]:
    """What stands against a new date, whoever names it."""
    problems = []
    if duty.status != Obligation.Status.OPEN:
        problems.append(
            Problem("not_open", "未了の期限ではありません。", "期限の一覧を確認してください。")
        )
    kind = kind_on(duty.kind, today)
    if kind is None or not kind.is_extendable:
        problems.append(
            Problem(
                "not_extendable",
                "この期限は法令又は命令で定まり、延長できません。",
                "期限までに履行できないときは、担当者に相談してください。",
            )
        )
    if until_on <= max(duty.due_on, today):
        problems.append(
            Problem(
                "day",
                "新しい期限は、今の期限及び本日より後の日です。",
                "日付を直してください。",
                "wished_on",
            )
        )
    return problems


@act
def request_extension(
    duty_id: UUID, wished_on: date, reason: str, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Keep the wish and tell the officers. Also after the due date."""
    duty = lock(Obligation, duty_id)
    refuse_if(problems_requesting(duty, wished_on, reason, jst_day(now)))
    assert duty.organisation_id is not None, "only a company's duty can be put off"
    extension = Extension.objects.create(
        duty=duty, organisation_id=duty.organisation_id, wished_on=wished_on, reason=reason,
        requested_by=actor, requested_at=now,
    )  # fmt: skip
    record = record_act(extension, reason=reason, wished_on=wished_on, due_on=duty.due_on)
    notices.tell_role(
        Role.SECTION_CHIEF, "extension_requested", extension,
        f"期限延長の申請（{duty.title}）",
        f"期限 {day_text(duty.due_on)} を {day_text(wished_on)} に。理由: {reason}",
    )  # fmt: skip
    return record

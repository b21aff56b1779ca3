"""事故・遅延報告に対する指示 (適正化法7条1項5号): what the company must do, and until when.

Who: case_officer
State: — (RUNNING, SUSPENDED, PARTLY_CANCELLED)
Ledger: none
Paper: 助成事業の遂行に関する指示書
Deadline: 指示の履行
"""

from datetime import date, datetime
from uuid import UUID

from grants.models import Grant, TroubleInstruction, TroubleReport
from grants.trouble import INSTRUCTION, UNDER_WAY
from workflow import duties, notices
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.calendar import Due, day_text, jst_day
from workflow.models import ActRecord, Person, Role
from workflow.problems import Problem, refuse_if


def problems_instructing(grant: Grant, demand: str, due_on: date, today: date) -> list[Problem]:
    """Every reason why no such instruction can be given."""
    problems = []
    if grant.state not in UNDER_WAY:
        problems.append(
            Problem("wrong_state", "事業実施中の案件に限ります。", "案件の状態を確認してください。")
        )
    if not demand.strip():
        problems.append(
            Problem("demand", "指示の内容がありません。", "内容を記入してください。", "demand")
        )
    if due_on <= today:
        problems.append(
            Problem("due_on", "期限は翌日以後の日です。", "期限を直してください。", "due_on")
        )
    return problems


@act
def instruct_on_trouble(
    trouble_id: UUID, demand: str, due_on: date, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Answer the report with an instruction; the company owes it by its day."""
    trouble = lock(TroubleReport, trouble_id)
    grant, today = lock(Grant, trouble.grant_id), jst_day(now)
    refuse_if(problems_instructing(grant, demand, due_on, today))
    # Whoever reported, the company that holds the case now is instructed.
    instruction = TroubleInstruction.objects.create(
        grant=grant, organisation=grant.organisation, trouble=trouble,
        number=grant.trouble_instructions.count() + 1, demand=demand, due_on=due_on,
        instructed_on=today, instructed_by=actor,
    )  # fmt: skip
    record = record_act(
        instruction, grant=grant.number, number=instruction.number, demand=demand, due_on=due_on
    )
    duties.owe(
        record, grant, INSTRUCTION, f"指示の履行（第{instruction.number}号）",
        Due(due_on, today, "指示書に定める期限", ""), article="適正化法7条1項5号",
        period_key=str(instruction.number),
    )  # fmt: skip
    notices.tell(
        notices.people_of(grant.organisation, Role.RECIPIENT_RELEASER, Role.RECIPIENT_WRITER),
        "trouble_instructed",
        instruction,
        f"事故・遅延報告に対する指示（{grant.number} 第{instruction.number}号）",
        f"{demand}\n期限: {day_text(due_on)}",
    )
    return record

"""指示の履行の確認 (適正化法7条1項5号): the company did what it was instructed to do.

Who: case_officer
State: —
Ledger: none
Paper: none
Deadline: 指示の履行 met, on the day it was done
"""

from datetime import date, datetime
from uuid import UUID

from grants.models import Grant, TroubleInstruction
from grants.trouble import INSTRUCTION
from workflow import duties, notices
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.calendar import day_text, jst_day
from workflow.models import ActRecord, Person, Role
from workflow.problems import Problem, refuse_if


def problems_fulfilled(instruction: TroubleInstruction) -> list[Problem]:
    """It waits until it was confirmed once."""
    if INSTRUCTION in duties.open_kinds(instruction.grant, period_key=str(instruction.number)):
        return []
    return [Problem("no_duty", "履行を待つ指示ではありません。", "案件の義務を確認してください。")]


def problems_confirming(
    instruction: TroubleInstruction, done_on: date, evidence: str, today: date
) -> list[Problem]:
    """Every reason why its fulfilment cannot be confirmed."""
    problems = problems_fulfilled(instruction)
    if not instruction.instructed_on <= done_on <= today:
        problems.append(
            Problem(
                "done_on", "履行日は指示の日から本日までの日です。", "日付を直してください。",
                "done_on",
            )
        )  # fmt: skip
    if not evidence.strip():
        problems.append(
            Problem("evidence", "確認した書類がありません。", "記入してください。", "evidence")
        )
    return problems


@act
def confirm_instruction(
    instruction_id: UUID, done_on: date, evidence: str, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Note how and when the instruction was fulfilled."""
    instruction = lock(TroubleInstruction, instruction_id)
    grant = lock(Grant, instruction.grant_id)
    refuse_if(problems_confirming(instruction, done_on, evidence, jst_day(now)))
    record = record_act(instruction, evidence=evidence, done_on=done_on)
    duties.meet(record, grant, INSTRUCTION, done_on, period_key=str(instruction.number))
    notices.tell(
        notices.people_of(grant.organisation, Role.RECIPIENT_RELEASER, Role.RECIPIENT_WRITER),
        "instruction_confirmed",
        instruction,
        f"指示の履行の確認（{grant.number} 第{instruction.number}号）",
        f"{day_text(done_on)} の履行を確認しました。",
    )
    return record

"""照会: a question on a case and a clause, in writing, by either side.

Who: recipient_writer, recipient_releaser, case_officer
State: question → ASKED
Ledger: none
Paper: none (the thread on the case is the record)
Deadline: none
"""

from datetime import datetime
from uuid import UUID

from grants.models import Grant, Question
from grants.questions import (
    is_company_side,
    problems_with_text,
    tell_other_side,
    write_entry,
)
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if


def problems_asking(clause: str) -> list[Problem]:
    """What is asked about has a name."""
    if clause.strip():
        return []
    return [
        Problem(
            "no_clause",
            "どの条項・項目についての照会かが記入されていません。",
            "例えば「交付条件 3」「費目 設備費」と記入してください。",
            "clause",
        )
    ]


@act
def ask_question(
    grant_id: UUID, clause: str, text: str, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Open a thread with its first words."""
    grant = lock(Grant, grant_id)
    refuse_if(problems_asking(clause) + problems_with_text(text))
    question = Question.objects.create(
        grant=grant, organisation=grant.organisation, number=grant.questions.count() + 1,
        clause=clause, by_company=is_company_side(), asked_at=now,
    )  # fmt: skip
    write_entry(question, text)
    record = record_act(
        question, target=question.state, grant=grant.number, number=question.number, clause=clause
    )
    tell_other_side(question, "question_asked", "照会", text)
    return record

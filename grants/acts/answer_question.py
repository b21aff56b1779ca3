"""照会への回答・再照会: the next words of a thread.

Who: recipient_writer, recipient_releaser, case_officer
State: question ASKED → ANSWERED (the other side); question ANSWERED → ASKED (the side that asked)
Ledger: none
Paper: none (the thread on the case is the record)
Deadline: none
"""

from datetime import datetime
from uuid import UUID

from grants.models import Question
from grants.questions import (
    is_company_side,
    problems_with_text,
    tell_other_side,
    write_entry,
)
from workflow.act import act, lock
from workflow.advance import advance
from workflow.machines.question import QuestionState
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if


def problems_of_turn(question: Question, *, by_company: bool) -> list[Problem]:
    """The side that asked waits for the answer; the one that answered, for the next question."""
    is_asker = question.by_company == by_company
    if (question.state == QuestionState.ASKED) != is_asker:
        return []
    return [
        Problem(
            "not_your_turn",
            "相手方の番です。",
            "新しい件は、別の照会としてください。",
        )
    ]


@act
def answer_question(
    question_id: UUID, text: str, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Write the answer, or the next question."""
    question = lock(Question, question_id)
    by_company = is_company_side()
    refuse_if(problems_of_turn(question, by_company=by_company) + problems_with_text(text))
    write_entry(question, text)
    is_asker = question.by_company == by_company
    record = advance(question, "to_asked" if is_asker else "to_answered", number=question.number)
    kind, title = (
        ("question_asked", "再照会") if is_asker else ("question_answered", "照会への回答")
    )
    tell_other_side(question, kind, title, text)
    return record

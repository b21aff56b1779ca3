"""照会の終了: the side that asked has its answer.

Who: recipient_writer, recipient_releaser, case_officer
State: question ANSWERED → CLOSED
Ledger: none
Paper: none
Deadline: none
"""

from datetime import datetime
from uuid import UUID

from grants.models import Question
from grants.questions import is_company_side
from workflow.act import act, lock
from workflow.advance import advance
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if


def problems_closing_thread(question: Question, *, by_company: bool) -> list[Problem]:
    """Only who asked knows whether it is answered."""
    if question.by_company == by_company:
        return []
    return [Problem("not_asker", "照会した側が終了します。", "相手方の終了を待ってください。")]


@act
def close_question(question_id: UUID, *, actor: Person, now: datetime, key: str) -> ActRecord:
    """Close the thread; it stays to be read."""
    question = lock(Question, question_id)
    refuse_if(problems_closing_thread(question, by_company=is_company_side()))
    return advance(question, "to_closed", number=question.number)

"""The steps of drafts, of threads of questions and of what a company files: when, and why not."""

from grants.acts.answer_question import problems_of_turn
from grants.acts.close_question import problems_closing_thread
from grants.acts.return_change_request import problems_returning_request
from grants.acts.return_submission import problems_answered
from grants.documents import OWN_WAY_BACK
from grants.models import ChangeRequest, Grant, Question, Submission
from grants.steps import SAME_PERSON, Reader, StepRule
from grants.submissions import DECIDED, kinds_open
from workflow.approvals import CARRIED_OUT
from workflow.machines.question import QuestionState
from workflow.models import Draft
from workflow.problems import Problem
from workflow.standing import standing_of


def _first(problems: list[Problem]) -> str:
    return problems[0].text if problems else ""


def _answering(question: Question, reader: Reader) -> str:
    return _first(problems_of_turn(question, by_company=reader.is_outside))


def _closing_thread(question: Question, reader: Reader) -> str:
    return _first(problems_closing_thread(question, by_company=reader.is_outside))


def _filing(grant: Grant, reader: Reader) -> str:
    return "" if kinds_open(grant, reader.today) else "いま提出できる届出・申請はありません。"


def _sending_back(submission: Submission, reader: Reader) -> str:
    return _first(problems_answered(submission))


def _returning_request(request: ChangeRequest, reader: Reader) -> str:
    return _first(problems_returning_request(request))


def _at_stage(draft: Draft, reader: Reader) -> str:
    standing = standing_of(draft)
    if standing.stage is None or not (reader.roles & set(standing.roles)):
        return f"{standing.waits_for or '決裁済み'}の決裁を待っています。"
    is_drafter = draft.drafted_by_id == reader.person.pk
    return SAME_PERSON if is_drafter or standing.taken_by(reader.person) else ""


def _staged(draft: Draft, reader: Reader) -> str:
    standing = standing_of(draft)
    if standing.is_last and not standing.is_done:
        return "最終段階は、この起案が求める手続で決裁します。"
    return _at_stage(draft, reader)


def _returning(draft: Draft, reader: Reader) -> str:
    standing = standing_of(draft)
    if standing.is_done and standing.stage == 1:
        return CARRIED_OUT.text
    if draft.document in OWN_WAY_BACK and standing.stage == 1:
        return f"起案者に戻すには「{OWN_WAY_BACK[draft.document]}」を行います。"
    return _at_stage(draft, reader)


QUESTION_STEPS = (
    StepRule(
        "answer_question",
        frozenset({QuestionState.ASKED, QuestionState.ANSWERED}),
        lack=_answering,
    ),
    StepRule("close_question", frozenset({QuestionState.ANSWERED}), lack=_closing_thread),
)
DRAFT_STEPS = (
    StepRule("approve_stage", lack=_staged),
    StepRule("send_back_draft", is_next=False, lack=_returning),
)
# What a company files, and what NEDO sends back of it; the acts that take it up are the case's.
FILING_STEPS = (StepRule("file_submission", DECIDED, is_next=False, lack=_filing),)
SUBMISSION_STEPS = (StepRule("return_submission", is_next=False, lack=_sending_back),)
REQUEST_STEPS = (StepRule("return_change_request", is_next=False, lack=_returning_request),)

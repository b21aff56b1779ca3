"""What some reports move besides themselves as they arrive: the case's completion, a delay."""

from datetime import date, datetime

from grants.completion import Completion, problems_reporting, receive_completion
from grants.models import Grant
from grants.trouble import Trouble, problems_telling, receive_trouble
from reports.dossier import Dossier
from reports.questions import AnswerError, Question, read_answer
from reports.report_kinds import COMPLETION, DELAY
from workflow.act import lock
from workflow.problems import Problem

MOVING = frozenset({COMPLETION, DELAY})


def problems_moving(dossier: Dossier, today: date) -> list[Problem]:
    """Why the case cannot take what the report says. The answers themselves must be readable."""
    if dossier.report.kind == COMPLETION:
        grant = _grant(dossier)
        return problems_reporting(grant, list(grant.lines.all()), _completion(dossier), today)
    if dossier.report.kind == DELAY:
        return problems_telling(_grant(dossier), _trouble(dossier), today)
    return []


def move(dossier: Dossier, now: datetime) -> None:
    """Let the case take it. Only inside an act."""
    if dossier.report.kind == COMPLETION:
        receive_completion(lock(Grant, _grant(dossier).pk), _completion(dossier), now)
    elif dossier.report.kind == DELAY:
        receive_trouble(_grant(dossier), _trouble(dossier), now)


def _grant(dossier: Dossier) -> Grant:
    assert dossier.report.grant is not None
    return dossier.report.grant


def _completion(dossier: Dossier) -> Completion:
    costs = [q for q in dossier.questions if q.code.startswith("costs_") and q.kind == "yen"]
    read = [_value(dossier, question) for question in costs]
    done_on = _day(dossier, "completed_on")
    yen = tuple(value for value in read if isinstance(value, int))
    return Completion(done_on, dossier.answers["results"], yen)


def _trouble(dossier: Dossier) -> Trouble:
    answers = dossier.answers
    return Trouble(
        occurred_on=_day(dossier, "occurred_on"),
        contents=answers["contents"],
        cause=answers["cause"],
        measures=answers["measures"],
        expected_end_on=_day(dossier, "expected_end_on"),
    )


def _day(dossier: Dossier, code: str) -> date:
    value = _value(dossier, next(q for q in dossier.questions if q.code == code))
    assert isinstance(value, date), "the form asks for a day, and it was read before"
    return value


def _value(dossier: Dossier, question: Question) -> object:
    try:
        return read_answer(question, dossier.answers.get(question.code, ""))
    except AnswerError:
        return None

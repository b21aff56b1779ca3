"""照会: by either side, on a clause, word for word."""

import pytest
from django.db import IntegrityError, transaction

from grants.acts.ask_question import ask_question
from grants.models import Question, QuestionEntry
from tests.deeds import Deed, deed, perform, refusal, told
from tests.grants.stage import StagedWorld
from workflow.models import Role

TEXT = "据付工事費は設備費に含めてよろしいでしょうか。"


def lawful(world: StagedWorld) -> Deed:
    """The company's writer asks about a cost line."""
    return deed(ask_question, world.case("RUNNING").pk, "費目 設備費", TEXT)


def test_a_company_asks_and_the_officers_are_told(world: StagedWorld) -> None:
    case = world.case("RUNNING")
    record = perform(world, lawful(world))
    question = Question.objects.get(pk=record.subject_id)
    assert (question.number, question.state, question.by_company) == (1, "ASKED", True)
    assert [(e.by_company, e.text) for e in question.entries.all()] == [(True, TEXT)]
    assert told(record) == {"question_asked": 1}
    assert record.organisation_id == case.grant.organisation_id


def test_the_officer_asks_and_the_company_is_told(world: StagedWorld) -> None:
    case = world.case("SUBMITTED")
    record = world.do(ask_question, case.pk, "申請書 別紙2", "内訳は。", by=Role.CASE_OFFICER)
    assert told(record) == {"question_asked": 2}
    assert not Question.objects.get(pk=record.subject_id).by_company


def test_a_question_has_a_clause_and_words(world: StagedWorld) -> None:
    case = world.case("RUNNING")
    assert set(refusal(world, ask_question, case.pk, " ", "")) == {"no_clause", "no_text"}


def test_what_was_written_stands(world: StagedWorld) -> None:
    pk = perform(world, lawful(world)).subject_id
    with pytest.raises(IntegrityError), transaction.atomic():
        QuestionEntry.objects.filter(question=pk).update(text="別の文")
    for change in ({"clause": "別の条項"}, {"state": "CLOSED"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Question.objects.filter(pk=pk).update(**change)

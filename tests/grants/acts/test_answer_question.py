"""照会への回答・再照会: the two sides take turns."""

from dataclasses import replace

from grants.acts.answer_question import answer_question
from grants.acts.close_question import close_question
from grants.models import Question
from tests.deeds import Deed, deed, perform, refusal, told
from tests.grants.acts.test_ask_question import lawful as asking
from tests.grants.stage import StagedWorld
from workflow.models import Role


def asked(world: StagedWorld) -> Question:
    """The company's question."""
    return Question.objects.get(pk=perform(world, asking(world)).subject_id)


def answered(world: StagedWorld) -> Question:
    """The officer has answered."""
    question = asked(world)
    world.do(answer_question, question.pk, "含めて差し支えありません。", by=Role.CASE_OFFICER)
    return Question.objects.get(pk=question.pk)


def lawful(world: StagedWorld) -> Deed:
    """The company asks again."""
    doing = deed(answer_question, answered(world).pk, "撤去費も同じでしょうか。")
    return replace(doing, by=world.company.writer)


def test_the_other_side_answers_and_the_asker_asks_again(world: StagedWorld) -> None:
    question = answered(world)
    assert question.state == "ANSWERED"
    record = perform(world, replace(lawful(world), args=(question.pk, "撤去費は。")))
    question = Question.objects.get(pk=question.pk)
    assert (question.state, told(record)) == ("ASKED", {"question_asked": 1})
    assert [e.by_company for e in question.entries.all()] == [True, False, True]


def test_nobody_speaks_out_of_turn_nor_in_a_closed_thread(world: StagedWorld) -> None:
    question = asked(world)
    assert set(refusal(world, answer_question, question.pk, "続き")) == {"not_your_turn"}
    question = answered(world)
    officer = Role.CASE_OFFICER
    problems = refusal(world, answer_question, question.pk, "続き", by=officer)
    assert set(problems) == {"not_your_turn"}
    assert set(refusal(world, answer_question, question.pk, " ")) == {"no_text"}
    world.do(close_question, question.pk)
    assert set(refusal(world, answer_question, question.pk, "続き", by=officer)) <= {
        "not_your_turn", "wrong_state",
    }  # fmt: skip

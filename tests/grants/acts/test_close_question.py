"""照会の終了: by the side that asked, once it is answered."""

from dataclasses import replace

from grants.acts.close_question import close_question
from grants.models import Question
from tests.deeds import Deed, deed, perform, refusal
from tests.grants.acts.test_answer_question import answered, asked
from tests.grants.stage import StagedWorld
from workflow.models import Role


def lawful(world: StagedWorld) -> Deed:
    """The company has its answer."""
    return replace(deed(close_question, answered(world).pk), by=world.company.writer)


def test_who_asked_closes(world: StagedWorld) -> None:
    doing = lawful(world)
    assert set(refusal(world, close_question, doing.args[0], by=Role.CASE_OFFICER)) == {"not_asker"}
    perform(world, doing)
    assert Question.objects.get(pk=doing.args[0]).state == "CLOSED"


def test_an_open_question_is_not_closed(world: StagedWorld) -> None:
    assert set(refusal(world, close_question, asked(world).pk)) == {"wrong_state"}

"""指示の履行の確認: the duty is met on the day it was done, once."""

from datetime import date

from grants.acts.confirm_instruction import confirm_instruction
from tests.deeds import Deed, deed, duty, perform, refusal, told
from tests.grants.acts.test_instruct_on_trouble import lawful as instructed
from tests.grants.stage import StagedWorld

DONE, LOOKED = date(2025, 7, 30), date(2025, 8, 4)


def lawful(world: StagedWorld) -> Deed:
    """The new schedule came on the thirtieth."""
    pk = perform(world, instructed(world)).subject_id
    return deed(confirm_instruction, pk, DONE, "改めた工程表", on=LOOKED)


def test_the_duty_is_met_on_its_day_and_only_once(world: StagedWorld) -> None:
    doing = lawful(world)
    record = perform(world, doing)
    met = duty(world.case("RUNNING").pk, "INSTRUCTION")
    assert (met.status, met.met_on) == ("met", DONE)
    assert told(record) == {"instruction_confirmed": 2}
    assert set(refusal(world, doing.act, *doing.args, on=LOOKED)) == {"no_duty"}


def test_a_day_before_it_or_to_come_and_no_paper_are_refused(world: StagedWorld) -> None:
    pk = lawful(world).args[0]
    for day in (date(2025, 7, 13), date(2025, 8, 5)):
        found = refusal(world, confirm_instruction, pk, day, " ", on=LOOKED)
        assert set(found) == {"done_on", "evidence"}

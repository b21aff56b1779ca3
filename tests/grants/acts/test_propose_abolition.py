"""廃止の承認の起案."""

from datetime import date

from grants.acts.propose_abolition import propose_abolition
from tests.deeds import Deed, deed, perform, refusal
from tests.grants.stage import StagedWorld
from workflow.approvals import latest_draft

DAY = date(2025, 10, 1)


def lawful(world: StagedWorld) -> Deed:
    """The company gives the project up."""
    return deed(propose_abolition, world.case("advanced").pk, DAY, "事業環境の変化", on=DAY)


def test_it_is_put_up(world: StagedWorld) -> None:
    doing = lawful(world)
    perform(world, doing)
    draft = latest_draft("ABOLITION", doing.args[0])
    assert draft is not None
    assert draft.content["abolished_on"] == "2025-10-01"


def test_not_for_a_day_to_come_nor_before_the_work_runs(world: StagedWorld) -> None:
    pk = world.case("DECIDED").pk
    found = refusal(world, propose_abolition, pk, date(2026, 1, 1), "", on=DAY)
    assert set(found) == {"no_reason", "wrong_state", "abolished_on"}

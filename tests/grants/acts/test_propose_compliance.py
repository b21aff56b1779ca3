"""遂行命令の起案: reasons, content and a date to come, for another person to decide on."""

from datetime import date

from grants.acts.propose_compliance import propose_compliance
from grants.models import ConductOrder
from tests.deeds import Deed, deed, perform, refusal, told
from tests.grants.stage import StagedWorld
from workflow.approvals import latest_draft, pending_documents

DAY = date(2025, 7, 1)
REMEDY = date(2025, 8, 1)
REASON, DEMAND = "工程が著しく遅れているため。", "工程を回復すること。"


def lawful(world: StagedWorld) -> Deed:
    """The running case is not carried out as decided."""
    return deed(propose_compliance, world.case("RUNNING").pk, REASON, DEMAND, REMEDY, on=DAY)


def test_it_is_put_up_and_orders_nothing(world: StagedWorld) -> None:
    doing = lawful(world)
    record = perform(world, doing)
    draft = latest_draft("COMPLIANCE", doing.args[0])
    assert draft is not None
    assert draft.content == {
        "late_reports": "―", "reason": REASON, "demand": DEMAND, "remedy_due_on": "2025-08-01",
        "rests_on": [],
    }  # fmt: skip
    assert draft.stages == [["department_director", "executive"]]
    assert pending_documents(doing.args[0]) == {"COMPLIANCE"}
    assert not ConductOrder.objects.filter(grant=doing.args[0]).exists()
    # The company reads the history of its case, and is told of an order, not of a thought.
    assert (record.reason, told(record)) == ("", {})


def test_every_reason_is_told_at_once(world: StagedWorld) -> None:
    pk = world.case("DECIDED").pk
    found = refusal(world, propose_compliance, pk, "", " ", DAY, on=DAY)
    assert set(found) == {"reason", "demand", "remedy", "wrong_state"}

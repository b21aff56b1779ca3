"""遂行命令の起案: reasons, content and a date to come, for another person to decide on."""

from datetime import date

from grants.acts.propose_compliance import propose_compliance
from grants.models import ConductOrder
from grants.step_rules import GRANT_STEPS
from grants.steps import Reader, steps_of
from tests.deeds import Deed, deed, perform, refusal, told
from tests.grants.stage import StagedWorld
from workflow.approvals import latest_draft, pending_documents
from workflow.models import Role

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


def test_after_fixing_there_is_no_work_to_order(world: StagedWorld) -> None:
    case = world.case("partly cancelled fixed")
    given = (REASON, DEMAND, date(2026, 3, 2))
    found = refusal(world, propose_compliance, case.pk, *given, on=date(2026, 2, 5))
    assert set(found) == {"wrong_state"}
    reader = Reader(world.people[Role.CASE_OFFICER], frozenset({Role.CASE_OFFICER}), world.now)
    offered = {step.act for step in steps_of(case.grant, GRANT_STEPS, reader) if step.is_ready}
    assert not offered & {
        "propose_compliance", "propose_change", "propose_abolition", "propose_inspection",
    }  # fmt: skip

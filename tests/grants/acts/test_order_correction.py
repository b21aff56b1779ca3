"""是正命令: after the inspection; another report follows."""

from datetime import date

from grants.acts.order_correction import order_correction
from tests.deeds import Deed, deed, perform, refusal
from tests.grants.stage import StagedWorld

DAY = date(2026, 1, 15)
REMEDY = date(2026, 2, 27)


def lawful(world: StagedWorld) -> Deed:
    """The inspected case does not match the decision."""
    pk = world.case("UNDER_INSPECTION").pk
    return deed(
        order_correction, pk, "設備の一部が未設置のため。", "設置すること。", REMEDY, on=DAY
    )


def test_the_company_reports_again(world: StagedWorld) -> None:
    perform(world, lawful(world))
    case = world.case("UNDER_INSPECTION")
    assert case.grant.state == "CORRECTION_ORDERED"
    case.complete(on=date(2026, 2, 20))
    assert case.grant.state == "COMPLETED_REPORTED"
    assert case.grant.completion_reports.count() == 2


def test_a_case_not_inspected_is_refused(world: StagedWorld) -> None:
    pk = world.case("RUNNING").pk
    found = refusal(world, order_correction, pk, "理由", "内容", REMEDY, on=DAY)
    assert set(found) == {"wrong_state"}

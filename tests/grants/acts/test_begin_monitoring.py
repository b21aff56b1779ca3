"""事後管理の開始: five yearly reports and the tax report are dated."""

from datetime import date

from grants.acts.begin_monitoring import begin_monitoring
from tests.deeds import Deed, deed, perform, refusal
from tests.grants.stage import StagedWorld
from workflow.models import Obligation

DAY = date(2026, 3, 2)


def lawful(world: StagedWorld) -> Deed:
    """The settled case."""
    return deed(begin_monitoring, world.case("SETTLED").pk, on=DAY)


def test_five_reports_and_the_tax_report_are_dated(world: StagedWorld) -> None:
    doing = lawful(world)
    perform(world, doing)
    duties = Obligation.objects.filter(subject_id=doing.args[0], status="open").order_by("due_on")
    days = [duty.due_on for duty in duties.filter(kind="COMMERCIAL")]
    # 29 June 2030 is a Saturday.
    assert days == [*(date(year, 6, 29) for year in range(2026, 2030)), date(2030, 7, 1)]
    assert duties.get(kind="CTAX").due_on == date(2027, 6, 30)


def test_a_case_not_settled_is_refused(world: StagedWorld) -> None:
    found = refusal(world, begin_monitoring, world.case("AMOUNT_FIXED").pk, on=DAY)
    assert set(found) == {"wrong_state"}

"""The writer hands over to the responsible person, who alone files."""

from reports.acts.hand_over_report import hand_over_report
from tests.deeds import Deed, deed, refusal, told
from tests.grants.stage import StagedWorld
from tests.reports.filing import begun


def lawful(world: StagedWorld) -> Deed:
    """The report is complete."""
    return deed(hand_over_report, begun(world).complete().pk)


def test_the_responsible_person_is_told_once_the_report_can_be_filed(staged: StagedWorld) -> None:
    filing = begun(staged)
    assert "missing" in refusal(staged, hand_over_report, filing.pk)
    record = staged.do(hand_over_report, filing.complete().pk)
    assert told(record) == {"report_ready": 1}
    assert filing.report.state == "OPEN"

"""A return with comments on single questions; the repair has a date of its own."""

from datetime import date, timedelta

from reports.acts.return_report import Return, return_report
from tests.deeds import Deed, deed, duty, refusal, told
from tests.grants.stage import StagedWorld
from tests.reports.filing import FILED_ON, begun, filed
from workflow.models import Obligation


def lawful(world: StagedWorld) -> Deed:
    """A figure does not fit its evidence."""
    filing = filed(world)
    given = Return(
        "証拠書類と一致しない。",
        FILED_ON + timedelta(days=10),
        (("costs_1_actual", "請求書と違う"),),
    )
    return deed(return_report, filing.pk, given)


def test_the_company_mends_what_was_commented_on(staged: StagedWorld) -> None:
    filing = filed(staged).send_back(costs_1_actual="請求書と違う", nothing="様式にない")
    assert filing.report.state == "RETURNED"
    back = filing.dossier.sent_back
    assert back is not None
    assert back.comments == {"costs_1_actual": "請求書と違う"}
    owed = duty(filing.pk, "REPAIR")
    assert (owed.due_on, owed.status) == (FILED_ON + timedelta(days=10), "open")
    filing.save(costs_1_actual="2,000,000", costs_1_actual_reason="記入の誤り")
    filing.release()
    owed.refresh_from_db()
    assert owed.status == Obligation.Status.MET
    assert [f.number for f in filing.dossier.filings] == [1, 2]
    assert not filing.dossier.filings[1].is_late


def test_a_return_says_why_and_leaves_time_and_a_completion_report_is_corrected_by_order(
    staged: StagedWorld,
) -> None:
    filing = filed(staged)
    past = Return(" ", FILED_ON - timedelta(days=1), ())
    assert set(refusal(staged, return_report, filing.pk, past)) == {"reason", "repair_until"}
    done = begun(staged, "COMPLETION", period="").complete(completed_on="2025-07-20").release()
    given = Return("不足", date(2025, 8, 29), ())
    assert set(refusal(staged, return_report, done.pk, given)) == {"completion"}


def test_the_companys_people_are_told(staged: StagedWorld) -> None:
    doing = lawful(staged)
    assert told(staged.do(doing.act, *doing.args)) == {"report_returned": 2}

"""A report is begun from its duty: once, under the form of the day, from the last one's answers."""

from datetime import date

from reports.acts.begin_report import begin_report
from reports.models import ReportForm
from tests.deeds import Deed, deed, refusal
from tests.grants.stage import StagedWorld
from tests.reports.filing import FILED_ON, Filing, a_duty, begun
from workflow.models import Obligation


def lawful(world: StagedWorld) -> Deed:
    """The quarter's report is begun."""
    return deed(begin_report, a_duty(world).pk, on=FILED_ON)


def test_the_next_report_begins_with_what_carries_over(staged: StagedWorld) -> None:
    first = begun(staged, period="T1").complete(production_on="2026-03-01").release().accept()
    duty = a_duty(staged, period="T2", due_on=date(2025, 10, 30))
    second = Filing(staged, staged.do(begin_report, duty.pk).subject_id)
    assert second.report.previous == first.report
    assert second.report.state == "OPEN"
    answers = second.dossier.answers
    assert (answers["production_on"], answers["costs_1_actual"]) == ("2026-03-01", "1,000,000")
    assert answers["summary"] == "", "what was done is told anew each time"


def test_a_duty_has_one_report_and_only_while_it_is_open(staged: StagedWorld) -> None:
    filing = begun(staged)
    duty = filing.dossier.duty
    assert duty is not None
    assert set(refusal(staged, begin_report, duty.pk)) == {"begun"}
    Obligation.objects.filter(pk=duty.pk).update(status="cancelled")
    assert set(refusal(staged, begin_report, duty.pk)) == {"begun", "duty_ended"}
    other = a_duty(staged, "FIXING")
    assert set(refusal(staged, begin_report, other.pk)) == {"no_report"}


def test_every_kind_of_report_has_a_form_that_can_be_filled_in(staged: StagedWorld) -> None:
    kinds = ReportForm.objects.order_by("code").values_list("code", flat=True)
    for kind in kinds:
        filing = begun(staged, kind).complete()
        assert not [p for p in filing.dossier.problems(staged.today) if p.field], kind
    assert len(kinds) == 11

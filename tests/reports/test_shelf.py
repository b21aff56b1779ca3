"""The papers of a case: with them those of its reports and deadlines, to whom they were sent."""

from datetime import date, timedelta

from grants.history import subjects_of
from reports.acts.decide_extension import decide_extension
from reports.acts.hold_payments import hold_payments
from reports.acts.request_extension import request_extension
from reports.due_papers import issue_paper_of
from reports.receipt import receipt_of
from reports.shelf import Shelf, shelf_of
from tests.grants.stage import StagedWorld
from tests.reports.filing import DUE_ON, Filing, a_duty, begun, filed
from workflow.models import ActRecord, Extension, Organisation

REPORTED = ["報告書受領書", "報告書補正依頼書", "期限延長回答書", "報告書督促状（支払保留通知）"]


def with_papers(world: StagedWorld) -> Filing:
    """A case whose report was filed and sent back, whose next was put off, then still late."""
    filing = filed(world, period="S").send_back()
    later = a_duty(world, "PROGRESS", period="U", due_on=DUE_ON + timedelta(days=60))
    wished = later.due_on + timedelta(days=10)
    wish = Extension.objects.get(
        pk=world.do(request_extension, later.pk, wished, "検収の遅れ。").subject_id
    )
    world.today += timedelta(days=1)
    world.do(decide_extension, wish.pk, wished, "認める。")
    late = a_duty(world, "PROGRESS", period="U")
    assert late.due_on == wished
    world.today = wished + timedelta(days=20)
    world.do(hold_payments, late.pk)
    for act, subject in (("return_report", filing.pk), ("decide_extension", wish.pk),
                         ("hold_payments", late.pk)):  # fmt: skip
        issue_paper_of(ActRecord.objects.get(act=act, subject_id=subject))
    return filing


def shelf(world: StagedWorld, own: Organisation | None = None) -> Shelf:
    """What stands on the shelf of the running case."""
    return shelf_of(subjects_of(world.case("RUNNING").grant), own)


def titles(found: Shelf) -> set[str]:
    """The titles, without what is said of which report."""
    return {paper.title.partition("（")[0] for paper in found.papers}


def test_the_papers_of_reports_and_deadlines_stand_with_those_of_the_case(
    staged: StagedWorld,
) -> None:
    reported = {title.partition("（")[0] for title in REPORTED}
    assert not titles(shelf(staged)) & reported
    filing = with_papers(staged)
    company = staged.company.organisation
    for own in (None, company):
        assert reported <= titles(shelf(staged, own))
    days = [paper.on for paper in shelf(staged).papers]
    assert days == sorted(days, reverse=True)
    (row,) = filing.dossier.filings
    (receipt,) = [p for p in shelf(staged, company).papers if p.page == "filing"]
    assert (receipt.pk, receipt.number) == (row.pk, receipt_of(row).number)
    assert receipt.on == date(2025, 7, 22)


def test_another_company_finds_none_of_them(staged: StagedWorld) -> None:
    with_papers(staged)
    assert shelf(staged, staged.other.organisation) == Shelf([], [])


def test_a_paper_not_yet_issued_is_shown_inside_as_lacking(staged: StagedWorld) -> None:
    filing = begun(staged).complete().release().send_back()
    lacking = {(r.act, r.subject_id) for r in shelf(staged).lacking}
    assert ("return_report", filing.pk) in lacking
    assert shelf(staged, staged.company.organisation).lacking == []

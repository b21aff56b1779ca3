"""検査調書: its fields from the inspection, drawn once, and not for the company's eyes."""

from dataclasses import replace
from datetime import date

import pytest

from config.demo import office
from config.demo.office import MILLION
from grants.acts.inspect_interim import inspect_interim
from grants.acts.start_grant import start_grant
from grants.inspecting import InspectedLine, Remedy
from grants.models.inspection import InspectionKind
from reports.acts.issue_notice import issue_notice
from reports.models import IssuedPaper
from reports.papers.deserved import deserving
from reports.pdf.content import PaperInconsistent, paper_from_data
from reports.pdf.inspection_record import InspectionRecord
from reports.press import draw
from tests.reports.pdf.reading import text_of
from tests.reports.world import PaperWorld, a_project, company, decided
from workflow.models import ActRecord


def test_it_says_what_was_examined_admitted_and_found(world: PaperWorld) -> None:
    project = a_project()
    world.endow()
    grant = decided(world, project, company())
    world.today = date(2024, 3, 1)
    world.do(start_grant, grant, date(2023, 9, 1), by="aoki", key="start")
    office.file_evidence(world, project, grant, (300 * MILLION, 100 * MILLION))
    office.plan_inspection(world, project, grant, 1, InspectionKind.INTERIM)
    less = InspectedLine(300 * MILLION, 290 * MILLION, "親会社の利益", "AFFILIATE")
    result = office.inspected(grant, world.today, (0, 100 * MILLION), kind=InspectionKind.INTERIM)
    result = replace(
        result,
        lines=(less, result.lines[1]),
        remedies=(Remedy("支払台帳の記載漏れ", "記載すること", date(2024, 4, 1)),),
    )
    world.do(inspect_interim, grant, result, by="eto", key="inspect")
    record = ActRecord.objects.get(act="inspect_interim", subject_id=grant)
    row = deserving(record)
    assert row is not None
    world.do(issue_notice, record.pk, by="eto", key="issue")
    paper = IssuedPaper.objects.get(cause=record)
    assert paper.organisation is None, "the company does not see it"
    told = paper.data
    assert told["lines"][0]["admitted_yen"] == 290 * MILLION
    assert told["plan_number"] == "検査計画 第1号"
    text = text_of(draw(paper))
    for words in ("検査調書", "290,000,000", "10,000,000", "関係会社との取引の利益相当額",
                  "支払台帳の記載漏れ", "検査第12号", "2件のうち"):  # fmt: skip
        assert words in text, words
    good = paper_from_data(InspectionRecord, told)
    for line in (
        replace(good.lines[0], admitted_yen=300 * MILLION + 1),
        replace(good.lines[0], evidenced_yen=1),
        replace(good.lines[0], reason=""),
    ):
        with pytest.raises(PaperInconsistent):
            replace(good, lines=(line,))

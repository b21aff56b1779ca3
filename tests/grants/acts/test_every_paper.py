"""What the table of acts says of papers is what performing each act brings, and nothing else."""

import re

import pytest

from reports.due_papers import issue_paper_of
from reports.models import Filing, IssuedPaper
from reports.papers.catalogue import KINDS
from reports.papers.deserved import AT_ONCE, DESERVING, deserving, waiting
from reports.pdf.filing_receipt import TITLE as RECEIPT
from reports.press import draw
from tests.deeds import perform
from tests.grants.acts.test_every_act import DEEDS, lawful
from tests.grants.stage import StagedWorld
from tests.reports.pdf.reading import text_of
from workflow.act import ACTS, of_key
from workflow.act_sheet import sheet_of
from workflow.models import ActRecord

KNOWN = {kind.title for kind in KINDS.values()} | {RECEIPT}


def named(act: str) -> tuple[set[str], set[str]]:
    """The papers the line Paper names: those that always come, and those that come `when`."""
    line = sheet_of(ACTS[act]).paper
    if re.fullmatch(r"none( \(.+\))?", line):
        return set(), set()
    clauses = [re.sub(r" \([^)]*\)$", "", clause) for clause in line.split("; ")]
    perhaps = {clause.partition(" when ")[0] for clause in clauses if " when " in clause}
    return {clause for clause in clauses if " when " not in clause}, perhaps


def brought(act: str) -> set[str]:
    """The papers the product makes of an act's records: its own, and those of whatever orders."""
    found = {row.kind.title for row in DESERVING if row.act == act}
    orders = {m.machine for m in sheet_of(ACTS[act]).moves if "ORDERED" in m.targets}
    if "refund" in orders:
        found |= {row.kind.title for row in DESERVING if not row.act}
    return found | ({AT_ONCE[act]} if act in AT_ONCE else set())


def issue_all_of(record: ActRecord) -> list[IssuedPaper]:
    """Issue what the act deserves, and before it what its company's case still lacked."""
    mine = ActRecord.objects.filter(of_key(record.key))
    if record.organisation_id is not None:
        elders = waiting().filter(organisation=record.organisation_id)
    else:
        elders = waiting().filter(pk__in=mine.values("pk"))
    for cause in elders:
        issue_paper_of(cause)
    return list(IssuedPaper.objects.filter(cause__in=mine))


@pytest.mark.parametrize("act", ACTS)
def test_the_table_names_papers_that_exist_and_are_made(act: str) -> None:
    always, perhaps = named(act)
    assert always | perhaps <= KNOWN
    assert always | perhaps == brought(act)


@pytest.mark.parametrize("name", [act for act in DEEDS if any(named(act))])
def test_performing_an_act_brings_the_papers_its_table_names(name: str, world: StagedWorld) -> None:
    doing = lawful(name, world)
    record = perform(world, doing, key="papers")
    papers = issue_all_of(record)
    titles = [paper.title for paper in papers]
    if name == "release_report":
        titles += [RECEIPT for _ in Filing.objects.filter(report=record.subject_id)]
    if name == "issue_fund_statement":
        titles += [paper.title for paper in IssuedPaper.objects.filter(made_by=record)]
    always, perhaps = named(name)
    assert always <= set(titles) <= always | perhaps
    for paper in papers:
        assert KINDS[paper.kind].is_inner == (paper.organisation is None)
        text = text_of(draw(paper))
        assert paper.number in text
        assert paper.data.get("title", "") in text


def test_a_record_of_no_act_of_papers_deserves_none(world: StagedWorld) -> None:
    record = perform(world, lawful("begin_review", world))
    assert deserving(record) is None
    assert issue_all_of(record) == []

"""指示書: the report of a delay is answered, and what is instructed is owed by its day."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from grants.acts.instruct_on_trouble import instruct_on_trouble
from grants.models import TroubleInstruction, TroubleReport
from reports.acts.issue_notice import issue_notice
from reports.models import IssuedPaper
from reports.press import draw
from tests.deeds import Deed, deed, duty, perform, refusal, told
from tests.grants.acts.test_report_trouble import lawful as reported
from tests.grants.stage import StagedWorld
from tests.reports.pdf.reading import text_of
from workflow.models import Role

DAY, DUE = date(2025, 7, 14), date(2025, 8, 1)
DEMAND = "工程表を改めて提出すること。"


def trouble(world: StagedWorld) -> TroubleReport:
    """The delay the company told."""
    doing = reported(world)
    perform(world, doing)
    return TroubleReport.objects.get(grant=doing.args[0])


def lawful(world: StagedWorld) -> Deed:
    """The officer answers with what is to be done."""
    return deed(instruct_on_trouble, trouble(world).pk, DEMAND, DUE, on=DAY)


def test_the_company_owes_it_by_its_day_and_is_told(world: StagedWorld) -> None:
    record = perform(world, lawful(world))
    case = world.case("RUNNING")
    owed = duty(case.pk, "INSTRUCTION")
    assert (owed.due_on, owed.organisation, owed.article) == (
        DUE, case.grant.organisation, "適正化法7条1項5号",
    )  # fmt: skip
    assert told(record) == {"trouble_instructed": 2}
    given = TroubleInstruction.objects.get(grant=case.pk)
    assert (given.number, given.demand, given.instructed_on) == (1, DEMAND, DAY)


def test_several_instructions_are_owed_side_by_side(world: StagedWorld) -> None:
    doing = lawful(world)
    perform(world, doing)
    perform(world, deed(instruct_on_trouble, doing.args[0], "代替品を示すこと。", DUE, on=DAY))
    pk = world.case("RUNNING").pk
    assert [i.number for i in TroubleInstruction.objects.filter(grant=pk)] == [1, 2]


def test_every_reason_is_told_at_once(world: StagedWorld) -> None:
    found = refusal(world, instruct_on_trouble, trouble(world).pk, " ", DAY, on=DAY)
    assert set(found) == {"demand", "due_on"}


def test_it_stands_as_given(world: StagedWorld) -> None:
    perform(world, lawful(world))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        TroubleInstruction.objects.update(demand="別の指示")


def test_its_paper_names_the_report_and_the_day(world: StagedWorld) -> None:
    record = perform(world, lawful(world))
    world.do(issue_notice, record.pk, by=Role.CASE_OFFICER)
    text = text_of(draw(IssuedPaper.objects.get(cause=record)))
    assert DEMAND in text
    assert "令和7年8月1日" in text
    assert "令和7年7月7日に到達した" in text

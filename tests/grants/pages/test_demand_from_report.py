"""A demand is offered from the accepted report, with its figures, and made of it once."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

from grants.accepted_reports import reported, unused_reports
from grants.acts.demand_return import demand_return
from grants.acts.propose_demand import ProfitReport, TaxReport, propose_demand
from grants.models import Demand
from reports.acts.begin_report import begin_report
from reports.models import Report
from tests.deeds import deed, perform, refusal
from tests.grants.acts.test_propose_demand import owing
from tests.grants.pages.conftest import Visit
from tests.grants.stage import StagedWorld
from tests.grants.world import MILLION
from tests.reports.filing import Filing
from workflow.approvals import latest_draft
from workflow.models import Obligation, Role

DAY = date(2026, 6, 15)
CASE = "MONITORING"
OWN, COST = 220 * MILLION, 340 * MILLION


def accepted(world: StagedWorld, kind: str, **answers: str) -> Obligation:
    """The company's next report of a kind with these answers, accepted; the duty it met."""
    pk = world.case(CASE).pk
    rows = Obligation.objects.filter(subject_id=pk, kind=kind, status="open")
    duty = rows.order_by("due_on")[0]
    world.today = DAY
    filing = Filing(world, perform(world, deed(begin_report, duty.pk, on=DAY)).subject_id)
    filing.complete(**answers).release().accept()
    return Obligation.objects.get(pk=duty.pk)


def taxed(world: StagedWorld, **answers: str) -> Obligation:
    """By the way of deducting of which the law's sum is known."""
    usual = {"method": "一括比例配分方式", "ratio": "95", "returned": "10,363,636"}
    return accepted(world, "CTAX", **(usual | answers))


def content(case: UUID) -> dict[str, Any]:
    """What was put up."""
    draft = latest_draft("DEMAND", case)
    assert draft is not None
    found: dict[str, Any] = draft.content
    return found


def test_the_report_s_page_leads_to_a_form_that_begins_with_its_figures(
    world: StagedWorld, visit: Visit, on_day: Callable[[date], None]
) -> None:
    duty = taxed(world)
    case = world.case(CASE)
    on_day(DAY)
    officer = visit(world.person(Role.CASE_OFFICER))
    read = Report.objects.get(subject_id=case.pk, kind="CTAX")
    offered = f"/officer/acts/propose_demand/{case.pk}/?report={duty.pk}"
    assert offered in officer.get(f"/officer/reports/{read.pk}/").content.decode()
    begins = officer.get(offered).context["form"].initial
    assert (begins["kind"], begins["report"]) == ("CTAX", str(duty.pk))
    assert begins["taxable_share"] == Fraction(95, 100)
    world.today = DAY
    perform(world, deed(propose_demand, case.pk, TaxReport(Fraction(95, 100)), duty.pk))
    perform(world, deed(demand_return, case.pk, 1))
    assert offered not in officer.get(f"/officer/reports/{read.pk}/").content.decode()


def test_report_and_demand_of_a_case_that_still_owes_a_refund(
    world: StagedWorld, visit: Visit, on_day: Callable[[date], None]
) -> None:
    """The company reports, NEDO accepts and demands on the pages, each told where the case is."""
    case = owing(world)
    rows = Obligation.objects.filter(subject_id=case.pk, kind="COMMERCIAL", status="open")
    duty = rows.order_by("due_on")[0]
    world.today = DAY
    filing = Filing(world, perform(world, deed(begin_report, duty.pk, on=DAY)).subject_id)
    filing.complete(profit="300,000,000").release().accept()
    on_day(DAY)
    officer = visit(world.person(Role.CASE_OFFICER))
    page = officer.get(f"/officer/grants/{case.grant.number}/").content.decode()
    assert f"/officer/acts/propose_demand/{case.pk}/" in page
    assert "精算払の請求又は返還" in page
    url = f"/officer/acts/propose_demand/{case.pk}/?report={duty.pk}"
    form: Any = officer.get(url).context["form"]
    data = {name: given for name, given in form.first_data().items() if given is not None}
    data |= {"own_share_yen": "220,000,000", "cost_yen": "340,000,000", "step": "confirm"}
    assert officer.post(url, data).status_code == 302
    chief = visit(world.person(Role.SECTION_CHIEF))
    url = f"/officer/acts/demand_return/{case.pk}/"
    form = chief.get(url).context["form"]
    assert chief.post(url, {**form.first_data(), "step": "confirm"}).status_code == 302
    assert Demand.objects.get(grant=case.pk).amount_yen == 80 * MILLION * 90 // 340


def test_nothing_is_offered_while_the_amount_is_not_fixed(
    world: StagedWorld, visit: Visit, on_day: Callable[[date], None]
) -> None:
    case = world.case("PARTLY_CANCELLED")
    on_day(world.today)
    page = visit(world.person(Role.CASE_OFFICER)).get(f"/officer/grants/{case.grant.number}/")
    text = page.content.decode()
    assert f"/officer/acts/propose_demand/{case.pk}/" not in text
    assert "残る事業の実施、返還" in text


def test_the_demand_names_its_report_and_a_second_is_refused(world: StagedWorld) -> None:
    duty = taxed(world)
    case = world.case(CASE)
    given = TaxReport(Fraction(95, 100))
    assert set(refusal(world, propose_demand, case.pk, given, on=DAY)) == {"report_waits"}
    perform(world, deed(propose_demand, case.pk, given, duty.pk, on=DAY))
    assert content(case.pk)["reported_return_yen"] == 10_363_636
    perform(world, deed(demand_return, case.pk, 1, on=DAY))
    assert Demand.objects.get(grant=case.pk).report == duty
    again = refusal(world, propose_demand, case.pk, given, duty.pk, on=DAY)
    assert set(again) == {"demanded", "no_report"}
    assert not unused_reports(case.grant, Demand.Kind.CTAX).exists()


def test_other_figures_than_the_report_s_have_a_reason(world: StagedWorld) -> None:
    duty = taxed(world)
    case = world.case(CASE)
    higher = TaxReport(Fraction(96, 100))
    assert set(refusal(world, propose_demand, case.pk, higher, duty.pk, on=DAY)) == {"differs"}
    perform(world, deed(propose_demand, case.pk, higher, duty.pk, "申告書で確認した。", on=DAY))
    assert content(case.pk)["reason"] == "申告書で確認した。"


def test_profit_is_counted_over_the_years_reported(world: StagedWorld) -> None:
    first = accepted(world, "COMMERCIAL", profit="100,000,000")
    second = accepted(world, "COMMERCIAL", profit="200,000,000")
    case = world.case(CASE)
    so_far = ProfitReport(300 * MILLION, OWN, COST)
    assert set(refusal(world, propose_demand, case.pk, so_far, first.pk, on=DAY)) == {"differs"}
    perform(world, deed(propose_demand, case.pk, so_far, second.pk, on=DAY))
    assert content(case.pk)["return_yen"] == 80 * MILLION * 120 // 340


def test_a_report_of_another_kind_or_one_not_accepted_is_no_ground(world: StagedWorld) -> None:
    duty = taxed(world)
    case = world.case(CASE)
    profit = ProfitReport(300 * MILLION, OWN, COST)
    assert set(refusal(world, propose_demand, case.pk, profit, duty.pk, on=DAY)) == {"no_report"}
    unread = Obligation.objects.filter(subject_id=case.pk, kind="COMMERCIAL", status="open")[0]
    found = refusal(world, propose_demand, case.pk, profit, unread.pk, on=DAY)
    assert set(found) == {"no_report"}


def test_a_way_of_deducting_without_a_known_sum_says_nothing(world: StagedWorld) -> None:
    assert reported(taxed(world, method="個別対応方式")).taxable_share is None


def test_where_everything_was_deducted_the_share_is_the_whole(world: StagedWorld) -> None:
    assert reported(taxed(world, method="全額控除", ratio="")).taxable_share == 1

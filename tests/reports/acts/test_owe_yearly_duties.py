"""年度の定例の義務: what NEDO owes each year stands in the calendar, once, every year."""

from datetime import date, datetime, time

import pytest

from grants.models import Plan
from reports.acts.owe_yearly_duties import owe_yearly_duties
from reports.keeping import set_yearly_duties
from tests.deeds import Deed, deed, perform, refusal
from tests.grants.world import World
from workflow.calendar import JST
from workflow.models import DutyYear, Obligation
from workflow.robot import robot

DAY = date(2025, 4, 7)


def lawful(world: World) -> Deed:
    """The section chief sets the year that has begun."""
    return deed(owe_yearly_duties, world.segment, 2025, on=DAY)


def owed(world: World, year: int) -> dict[str, date]:
    """NEDO's own duties of a year, with their dates."""
    rows = Obligation.objects.filter(period_key=f"{world.segment}-{year}")
    return {row.kind: row.due_on for row in rows}


def test_the_year_has_every_duty_of_nedo_on_its_day(small: World) -> None:
    perform(small, lawful(small))
    assert owed(small, 2025) == {
        "N_FUND": date(2026, 9, 30),
        "N_COND": date(2026, 6, 30),
        "N_FS": date(2026, 6, 30),
        "N_SHEET": date(2026, 5, 31),
        "N_SHEET_OPEN": date(2026, 9, 30),
        "N_DOC": date(2026, 6, 30),
        "N_AUDIT": date(2026, 6, 30),
        "N_PLAN": date(2026, 3, 31),
    }


def test_the_plan_of_a_year_is_filed_before_it_begins(small: World) -> None:
    small.today = date(2028, 4, 3)
    small.do(owe_yearly_duties, small.segment, 2028)
    # 31 March 2029 is a Saturday: the last business day before the year begins.
    assert owed(small, 2028)["N_PLAN"] == date(2029, 3, 30)


def test_a_plan_without_end_owes_its_report_and_its_check_every_year(small: World) -> None:
    plan = Plan.objects.get(pk=small.certify())
    party = plan.parties.get()
    for year in (2026, 2027):
        small.today = date(year, 4, 1)
        small.do(owe_yearly_duties, small.segment, year)
    reports = Obligation.objects.filter(subject_id=party.pk, kind="PLAN_ANNUAL")
    assert sorted(row.period_key for row in reports) == ["2025", "2026", "2027"]
    checks = Obligation.objects.filter(subject_id=plan.pk, kind="PLAN_CHECK")
    assert sorted(row.period_key for row in checks) == ["2025", "2026", "2027"]


def test_a_year_is_set_once_and_not_before_it_begins(small: World) -> None:
    perform(small, lawful(small))
    assert set(refusal(small, owe_yearly_duties, small.segment, 2025)) == {"known"}
    assert set(refusal(small, owe_yearly_duties, small.segment, 2026)) == {"early"}


@pytest.mark.parametrize("runs", [1, 3])
def test_the_daily_job_sets_the_years_begun_however_often_it_runs(small: World, runs: int) -> None:
    now = datetime.combine(date(2026, 4, 1), time(6), tzinfo=JST)
    done = [set_yearly_duties(small.segment, now=now) for _ in range(runs)]
    assert sum(done) == 2
    years = DutyYear.objects.filter(segment=small.segment)
    assert sorted(row.year for row in years) == [2025, 2026]
    made = Obligation.objects.get(kind="N_FS", period_key=f"{small.segment}-2026").made_by
    assert made.actor == robot()


def test_a_fund_without_money_owes_nothing(duty_segment: int, db: None) -> None:
    now = datetime.combine(date(2026, 4, 1), time(6), tzinfo=JST)
    assert set_yearly_duties(duty_segment, now=now) == 0

"""A company's one next step: late money first, then what is due soonest, never what it may do."""

from datetime import date

import pytest

from reports.urgency import most_urgent
from tests.grants.stage import ordered
from tests.grants.world import World
from tests.reports.duties import FIRST_DAY, running
from workflow.models import Obligation, Organisation

# The order is due on 29 October 2025, the reports of the quarters on 30 July and 30 October.
DUE = date(2025, 10, 29)


def owing(world: World) -> Organisation:
    """A company that must return 20 million, and has filed no report."""
    world.today = FIRST_DAY
    case = ordered(world.draft())
    organisation: Organisation = case.grant.organisation
    return organisation


def first(own: Organisation, day: date, *, writes_reports: bool = True) -> str:
    found = most_urgent(own, day, writes_reports=writes_reports)
    return found.duty.kind if found else ""


@pytest.mark.parametrize(
    ("day", "writes", "kind"),
    [
        # An overdue report before money that is due in time; late money before everything.
        (DUE, True, "PROGRESS"),
        (date(2025, 10, 30), True, "REFUND"),
        # Who writes no report is shown the money.
        (DUE, False, "REFUND"),
        # A month and a day before, nothing presses one who writes none.
        (date(2025, 9, 28), False, ""),
    ],
)
def test_late_money_comes_first_then_the_nearest_day(
    small: World, day: date, writes: bool, kind: str
) -> None:
    assert first(owing(small), day, writes_reports=writes) == kind


def test_neither_a_right_nor_what_nedo_owes_is_a_step_of_the_company(small: World) -> None:
    case = running(small)
    own, day = case.grant.organisation, date(2025, 6, 30)
    Obligation.objects.filter(subject_id=case.pk, status="open").exclude(
        kind__in=["WITHDRAWAL", "FIXING"]
    ).update(status="cancelled")
    plan = Obligation.objects.filter(organisation=own, kind__startswith="PLAN_")
    plan.filter(status="open").update(status="cancelled")
    assert first(own, day) == ""


def test_the_page_leads_to_the_sum_that_is_late(small: World) -> None:
    own = owing(small)
    found = most_urgent(own, date(2025, 11, 3), writes_reports=True)
    assert found is not None
    assert found.is_money
    assert owed_order(own).pk == found.duty.pk


def owed_order(own: Organisation) -> Obligation:
    return Obligation.objects.get(organisation=own, kind="REFUND")

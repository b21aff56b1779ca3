"""What happened is told at once: the duty is dated from the event."""

from datetime import date, timedelta

from grants.models import PlanParty, TroubleReport
from reports.acts.begin_event_report import Event, begin_event_report
from tests.deeds import Deed, deed, duty, refusal
from tests.grants.stage import StagedWorld
from tests.reports.filing import Filing

EVENT_ON = date(2025, 7, 2)


def party(world: StagedWorld) -> PlanParty:
    grant = world.case("RUNNING").grant
    return PlanParty.objects.get(plan=grant.plan, organisation=grant.organisation)


def lawful(world: StagedWorld) -> Deed:
    """Supply is in danger."""
    return deed(begin_event_report, party(world).pk, Event("PLAN_TROUBLE", EVENT_ON), on=EVENT_ON)


def test_the_duty_is_dated_five_business_days_from_the_event(staged: StagedWorld) -> None:
    row = party(staged)
    staged.today = EVENT_ON
    record = staged.do(begin_event_report, row.pk, Event("PLAN_TROUBLE", EVENT_ON))
    owed = duty(row.pk, "PLAN_TROUBLE")
    assert (owed.base_on, owed.due_on) == (EVENT_ON, date(2025, 7, 9))
    filing = Filing(staged, record.subject_id)
    assert filing.dossier.answers["occurred_on"] == "2025-07-02"
    filing.complete().release().accept()
    owed.refresh_from_db()
    assert (owed.status, owed.met_on) == ("met", EVENT_ON)


def test_a_delay_is_filed_and_the_case_knows_of_it(staged: StagedWorld) -> None:
    row, case = party(staged), staged.case("RUNNING")
    staged.today = EVENT_ON
    record = staged.do(begin_event_report, row.pk, Event(case.grant.number, EVENT_ON))
    filing = Filing(staged, record.subject_id)
    answers = {"occurred_on": "2025-07-01", "expected_end_on": "2026-03-31"}
    filing.complete(**answers).release()
    told = TroubleReport.objects.get(grant=case.pk)
    assert (told.occurred_on, told.expected_end_on) == (date(2025, 7, 1), date(2026, 3, 31))


def test_what_lies_ahead_or_elsewhere_is_refused(staged: StagedWorld) -> None:
    row = party(staged)
    staged.today = EVENT_ON
    ahead = Event("PLAN_TROUBLE", date(2025, 7, 3))
    assert set(refusal(staged, begin_event_report, row.pk, ahead)) == {"occurred_on"}
    # A mistyped year would be late by so many years, and hold payments at once.
    before = Event("PLAN_TROUBLE", row.plan.certified_on - timedelta(days=1))
    assert set(refusal(staged, begin_event_report, row.pk, before)) == {"occurred_on"}
    other = Event(staged.case("SETTLED").grant.number, EVENT_ON)
    staged.case("RUNNING")
    staged.today = EVENT_ON
    assert set(refusal(staged, begin_event_report, row.pk, other)) == {"matter"}

"""Acceptance meets the duty on the day the report counts as filed."""

from datetime import date, timedelta

import pytest

from grants.models import PaymentHold
from grants.models.hold import HoldGround
from reports.acts.accept_report import accept_report
from reports.acts.decide_extension import decide_extension
from reports.acts.request_extension import request_extension
from tests.deeds import Deed, deed, refusal, told
from tests.grants.stage import StagedWorld
from tests.reports.filing import DUE_ON, FILED_ON, begun, filed
from workflow.models import Obligation, Role


def lawful(world: StagedWorld) -> Deed:
    """The report is in order."""
    return deed(accept_report, filed(world).pk, 1)


def test_the_duty_is_met_on_the_day_of_arrival_not_of_acceptance(staged: StagedWorld) -> None:
    filing = filed(staged)
    staged.today = DUE_ON + timedelta(days=20)
    record = staged.do(accept_report, filing.pk, 1)
    duty = filing.dossier.duty
    assert duty is not None
    assert (duty.status, duty.met_on) == ("met", FILED_ON)
    assert (filing.report.state, told(record)) == ("ACCEPTED", {"report_accepted": 2})


@pytest.mark.parametrize(
    ("repaired_on", "counted_on"),
    [(FILED_ON + timedelta(days=10), FILED_ON), (date(2025, 8, 20), date(2025, 8, 20))],
)
def test_a_repair_in_time_keeps_the_first_day_and_a_late_one_loses_it(
    staged: StagedWorld, repaired_on: date, counted_on: date
) -> None:
    filing = filed(staged).send_back(days=10).release(on=repaired_on).accept()
    duty = filing.dossier.duty
    assert duty is not None
    assert duty.met_on == counted_on


def test_a_repair_whose_date_was_put_off_is_judged_on_the_new_one(staged: StagedWorld) -> None:
    filing = filed(staged).send_back(days=10)
    put_off = date(2025, 8, 29)
    repair = Obligation.objects.get(subject_id=filing.pk, kind="REPAIR", status="open")
    asked = staged.do(request_extension, repair.pk, put_off, "証憑の取寄せに時間を要するため。")
    staged.do(decide_extension, asked.subject_id, put_off, "やむを得ないと認める。")
    assert filing.report.repair_until == put_off
    filing.release(on=date(2025, 8, 20))
    assert not filing.dossier.filings[-1].is_late
    duty = filing.accept().dossier.duty
    assert duty is not None
    assert duty.met_on == FILED_ON


def test_what_was_read_is_what_is_accepted(staged: StagedWorld) -> None:
    filing = filed(staged).send_back().release()
    assert set(refusal(staged, accept_report, filing.pk, 1)) == {"filing"}
    open_one = begun(staged, "FY_END")
    assert set(refusal(staged, accept_report, open_one.pk, 0)) == {"wrong_state"}


def test_acceptance_lifts_what_its_lateness_held(staged: StagedWorld) -> None:
    filing = filed(staged)
    duty = filing.dossier.duty
    assert duty is not None
    grant = staged.case("RUNNING").grant
    hold = PaymentHold.objects.create(
        plan=grant.plan, grant=grant, ground=HoldGround.LATE_REPORT, reason="遅延",
        source_id=duty.pk, placed_on=FILED_ON, placed_by=staged.person(Role.EXECUTIVE),
    )  # fmt: skip
    filing.accept()
    hold.refresh_from_db()
    assert (hold.released_on, hold.released_by) == (staged.today, staged.person(Role.CASE_OFFICER))

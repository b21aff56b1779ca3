"""義務の履行の記録: NEDO's own report went out, or a company's came on paper."""

from datetime import date

from reports.acts.owe_yearly_duties import owe_yearly_duties
from reports.acts.record_fulfilment import record_fulfilment
from tests.deeds import Deed, deed, perform, refusal
from tests.grants.world import World
from tests.reports.duties import owed, running
from workflow.models import Obligation

SENT = date(2026, 6, 26)


def own(world: World, kind: str = "N_FS") -> Obligation:
    """A duty of fiscal year 2025."""
    world.today = date(2025, 4, 7)
    world.do(owe_yearly_duties, world.segment, 2025)
    return Obligation.objects.get(kind=kind, period_key=f"{world.segment}-2025")


def lawful(world: World) -> Deed:
    """The financial statements went to the minister four days early."""
    return deed(record_fulfilment, own(world).pk, SENT, "経理第26-14号", on=SENT)


def test_the_duty_is_met_on_the_day_of_the_paper(small: World) -> None:
    record = perform(small, lawful(small))
    duty = Obligation.objects.get(pk=record.subject_id)
    assert (duty.status, duty.met_on, duty.days_late(date(2030, 1, 1))) == ("met", SENT, 0)
    assert record.facts["reference"] == "経理第26-14号"


def test_a_late_one_is_done_and_stays_late(small: World) -> None:
    duty = own(small)
    small.today = date(2026, 7, 3)
    small.do(record_fulfilment, duty.pk, small.today, "経理第26-15号")
    duty.refresh_from_db()
    assert duty.days_late(small.today) == 3


def test_what_is_no_open_duty_of_nedo_is_refused_with_every_reason(small: World) -> None:
    duty = own(small)
    given = (date(2026, 7, 1), " ")
    assert set(refusal(small, record_fulfilment, duty.pk, *given, on=SENT)) == {
        "done_on", "reference",
    }  # fmt: skip
    small.do(record_fulfilment, duty.pk, SENT, "経理第26-14号")
    assert set(refusal(small, record_fulfilment, duty.pk, SENT, "再度")) == {"not_open"}
    small.today = date(2025, 4, 7)
    report = small.draft().apply()
    foreign = Obligation.objects.get(subject_id=report.pk, kind="PROCESSING")
    assert "not_open" in refusal(small, record_fulfilment, foreign.pk, small.today, "x")


def test_a_company_s_report_on_paper_meets_its_duty(small: World) -> None:
    duty = owed(running(small), "PROGRESS", "2025-Q1")
    small.today = date(2025, 7, 28)
    small.do(record_fulfilment, duty.pk, small.today, "受付第25-88号")
    duty.refresh_from_db()
    assert (duty.status, duty.met_on) == ("met", date(2025, 7, 28))


def test_a_completion_report_comes_by_its_own_act(small: World) -> None:
    duty = owed(running(small), "COMPLETION")
    given = (date(2025, 6, 30), "受付第25-89号")
    refused = refusal(small, record_fulfilment, duty.pk, *given, on=date(2025, 7, 1))
    assert set(refused) == {"not_open"}

"""A company of a plan is merged into another: nobody who is no more is asked for anything."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from config.demo.people import Company
from grants.acts.approve_succession import approve_succession
from grants.acts.propose_succession import SuccessionProposal, propose_succession
from grants.acts.record_change_certification import record_change_certification
from grants.acts.record_production_start import record_production_start
from grants.models import Plan, PlanParty
from reports.acts.begin_report import begin_report
from reports.acts.owe_yearly_duties import owe_yearly_duties
from reports.models import Report
from tests.grants.acts.test_record_change_certification import CHANGE
from tests.grants.plans import NEW_TEXT, PlanWorld, duties_of
from tests.reports.world import company
from workflow.models import Extension, Notice, Obligation
from workflow.problems import Refused

STARTED_ON, JOINED_ON, MERGED_ON = date(2026, 4, 1), date(2028, 5, 10), date(2028, 9, 1)


@dataclass
class Merger:
    """Two companies of a plan in production; the first has a case, the second joined in 2028."""

    plans: PlanWorld
    plan: Plan
    grant: UUID
    successor: Company
    leaving: PlanParty
    staying: PlanParty

    def put_up(self, cause: str = "MERGER") -> "Merger":
        """The succession is put up on the day of the merger."""
        self.plans.today = MERGED_ON
        given = SuccessionProposal(
            self.successor.organisation.pk, cause, MERGED_ON, "一切の権利義務", "合併のため。"
        )
        self.plans.act(propose_succession, self.grant, given)
        return self

    def approve(self) -> "Merger":
        """And approved."""
        self.plans.act(approve_succession, self.grant, 1, by="chiba")
        return self

    def open(self, party: PlanParty) -> dict[tuple[str, str], date]:
        """What a company owes of the plan."""
        found = duties_of(party, status="open")
        return {(duty.kind, duty.period_key): duty.due_on for duty in found}


@pytest.fixture
def merger(plans: PlanWorld) -> Merger:
    """The plan's end is not known: its reports are owed a year at a time."""
    plans.today, successor = date(2024, 9, 6), company()
    plan = plans.plan(policy_version=NEW_TEXT)
    grant = plans.running(plan)
    plans.today = STARTED_ON
    plans.act(record_production_start, plan.pk, STARTED_ON, "生産開始届 p.1")
    plans.today = JOINED_ON
    given = (replace(CHANGE, ends_on=None), [successor.organisation])
    plans.act(record_change_certification, plan.pk, plans.notice(), *given)
    leaving, staying = plan.parties.order_by("-is_lead")
    return Merger(plans, plan, grant, successor, leaving, staying)


def test_what_it_owes_is_the_successor_s_on_the_same_days_and_once(merger: Merger) -> None:
    before, own = merger.open(merger.leaving), merger.open(merger.staying)
    assert set(before) & set(own)
    assert set(before) - set(own)
    merger.put_up().approve()
    late = {key for key, due in before.items() if due < MERGED_ON and key in own}
    assert set(merger.open(merger.leaving)) == late == set()
    assert merger.open(merger.staying) == before | own
    organisation = merger.successor.organisation
    assert {d.organisation_id for d in duties_of(merger.staying)} == {organisation.pk}


def test_the_row_that_was_passed_on_points_to_the_new_one(merger: Merger) -> None:
    merger.put_up().approve()
    passed = duties_of(merger.leaving, status="superseded")
    assert passed
    for duty in passed:
        assert duty.superseded_by is not None
        assert duty.superseded_by.subject_id == merger.staying.pk
        assert (duty.superseded_by.due_on, duty.ended_by_id) == (
            duty.due_on, duty.superseded_by.made_by_id,
        )  # fmt: skip


def test_the_successor_files_what_was_passed_on(merger: Merger) -> None:
    merger.put_up().approve()
    passed = duties_of(merger.leaving, status="superseded", kind="PLAN_ANNUAL")[0].superseded_by
    assert passed is not None
    merger.plans.act(begin_report, passed.pk, by=merger.successor.writer)
    report = Report.objects.get(subject_id=merger.staying.pk)
    assert report.organisation == merger.successor.organisation


def test_nothing_new_is_asked_of_it_nor_told_to_it(merger: Merger) -> None:
    merger.put_up().approve()
    merger.plans.today = date(2029, 4, 2)
    merger.plans.act(owe_yearly_duties, merger.plans.segment, 2029, by="baba")
    assert merger.open(merger.leaving) == {}
    assert "2029" in {period for _, period in merger.open(merger.staying)}
    before = Notice.objects.filter(person=merger.plans.company.writer).count()
    plan, notice = merger.plan.pk, merger.plans.notice()
    merger.plans.act(record_change_certification, plan, notice, CHANGE)
    assert Notice.objects.filter(person=merger.plans.company.writer).count() == before
    assert merger.open(merger.leaving) == {}


def filed(merger: Merger, duty: Obligation) -> Report:
    """The company's report on a duty arrived, and NEDO has not read it."""
    merger.plans.act(begin_report, duty.pk, by=merger.plans.company.writer)
    Report.objects.filter(subject_id=merger.leaving.pk).update(state="SUBMITTED")
    return Report.objects.get(subject_id=merger.leaving.pk)


def test_what_it_filed_stays_its_own(merger: Merger) -> None:
    duty = duties_of(merger.leaving, status="open", kind="PLAN_ANNUAL")[0]
    report = filed(merger, duty)
    merger.put_up().approve()
    assert merger.open(merger.leaving) == {(duty.kind, duty.period_key): duty.due_on}
    assert Report.objects.get(pk=report.pk).organisation == merger.plans.company.organisation


def test_what_both_are_late_with_is_owed_by_each(merger: Merger) -> None:
    duty = duties_of(merger.leaving, status="open", kind="PLAN_ANNUAL")[-1]
    key = (duty.kind, duty.period_key)
    assert key in merger.open(merger.staying)
    merger.put_up()
    merger.plans.today = duty.due_on + timedelta(days=1)
    merger.approve()
    assert key in merger.open(merger.leaving)
    assert key in merger.open(merger.staying)


def test_a_wish_for_a_later_date_is_answered_first(merger: Merger) -> None:
    """Of a kind that the law, which is data, once lets be put off."""
    duty = duties_of(merger.leaving, status="open", due_on__gt=MERGED_ON)[0]
    Extension.objects.create(
        duty=duty, organisation=merger.leaving.organisation, reason="組織再編のため。",
        wished_on=duty.due_on + timedelta(days=30), requested_at=merger.plans.now,
        requested_by=merger.plans.company.releaser,
    )  # fmt: skip
    merger.put_up()
    with pytest.raises(Refused) as refused:
        merger.approve()
    assert {problem.code for problem in refused.value.problems} == {"wish"}


def test_who_sold_a_business_is_asked_as_before(merger: Merger) -> None:
    before = merger.open(merger.leaving)
    merger.put_up("TRANSFER").approve()
    assert merger.open(merger.leaving) == before

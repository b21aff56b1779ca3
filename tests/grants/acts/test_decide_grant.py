"""交付決定: approved by another, bound to what was read, and it binds the fund's budget."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from fund.chart import AVAILABLE
from fund.queries import balance, entries_of_key
from grants.acts.decide_grant import decide_grant
from grants.acts.examine_application import DOCUMENT
from grants.case import balances_of
from grants.models import Plan
from grants.series import reports_while_running
from tests.deeds import Deed, deed, duty, perform, posted, refusal, told
from tests.grants.stage import StagedWorld
from tests.grants.world import DECIDED_ON, GRANT_YEN, MILLION, an_application, an_examination
from tests.people import hire
from workflow.approvals import latest_draft
from workflow.models import Approval, Obligation, Role


def lawful(world: StagedWorld) -> Deed:
    """The section chief approves version 1."""
    return deed(decide_grant, world.case("APPROVAL").pk, 1, on=DECIDED_ON)


def test_the_decision_binds_the_budget(world: StagedWorld) -> None:
    case = world.case("APPROVAL")
    available = balance(world.segment, AVAILABLE)
    record = perform(world, lawful(world))
    grant = case.grant
    assert (grant.state, grant.decided_yen, grant.decided_on) == ("DECIDED", GRANT_YEN, DECIDED_ON)
    assert grant.decision_number is not None
    assert grant.decision_number.startswith("交付決定第2025-")
    assert [line.decided_yen for line in grant.lines.all()] == [100 * MILLION, 20 * MILLION]
    assert [condition.position for condition in grant.conditions.all()] == [1]
    assert posted(world.segment, record) == [
        ("GRANT_DECISION", DECIDED_ON, [f"B B200/B300 {GRANT_YEN}"])
    ]
    assert balance(world.segment, AVAILABLE) == available - GRANT_YEN
    assert balances_of(grant) == {"B300": GRANT_YEN, "B310": 0, "B400": 0, "B500": 0}


def test_the_entry_rests_on_the_draft_and_names_both_people(world: StagedWorld) -> None:
    case = world.case("APPROVAL")
    record = perform(world, lawful(world))
    draft = latest_draft(DOCUMENT, case.pk)
    entry = entries_of_key(world.segment, record.key)[0]
    assert draft is not None
    assert (entry.actor, entry.approver) == (draft.drafted_by_id, record.actor_id)
    assert entry.document == draft.pk


def test_the_company_may_withdraw_for_twenty_days(world: StagedWorld) -> None:
    case = world.case("APPROVAL")
    record = perform(world, lawful(world))
    owed = duty(case.pk, "WITHDRAWAL")
    assert (owed.base_on, owed.due_on) == (DECIDED_ON, date(2025, 6, 1))
    assert (owed.rule, owed.article) == ("基準日の翌日から起算して20日以内", "適正化法9条1項")
    assert case.grant.withdrawal_until == date(2025, 6, 1)
    processing = duty(case.pk, "PROCESSING")
    assert (processing.status, processing.met_on) == ("met", DECIDED_ON)
    assert told(record) == {"grant_decided": 2}


def test_the_reports_of_the_work_are_dated_by_the_decision(world: StagedWorld) -> None:
    """§10 event 7: they are owed whether or not anybody notes that the work began."""
    case = world.case("APPROVAL")
    perform(world, lawful(world))
    owed = duty(case.pk, "COMPLETION")
    # 31 January 2026 counted as the first of 30 days, elapsed: 2 March; within the cap of 10 April.
    assert (owed.base_on, owed.due_on) == (date(2026, 1, 31), date(2026, 3, 2))
    assert owed.article == "適正化法14条"
    quarters = Obligation.objects.filter(subject_id=case.pk, kind="PROGRESS", status="open")
    assert sorted(row.period_key for row in quarters) == ["2025-Q1", "2025-Q2", "2025-Q3"]


def test_the_year_of_the_decision_is_reported_were_it_its_last_day(world: StagedWorld) -> None:
    """14条後段; of the quarter that ended with the decision there is nothing to report."""
    case = world.case("APPROVAL")
    grant = case.grant
    grant.decided_on, grant.ends_on = date(2026, 3, 31), date(2026, 12, 31)
    series = dict(reports_while_running(grant, date(2026, 3, 31)))
    assert list(series["FY_END"]) == ["2025"]
    assert list(series["PROGRESS"]) == ["2026-Q1", "2026-Q2"]


def test_a_project_beyond_the_certified_period_is_not_decided(world: StagedWorld) -> None:
    plan = world.case("APPROVAL").grant.plan_id
    Plan.objects.filter(pk=plan).update(ends_on=date(2026, 1, 30))
    doing = lawful(world)
    assert set(refusal(world, doing.act, *doing.args, on=DECIDED_ON)) == {"beyond_period"}


def test_a_shortage_names_the_yen_and_leaves_the_case_waiting(world: StagedWorld) -> None:
    case = world.draft(
        world.certify(ceiling_yen=30_000 * MILLION),
        application=an_application(20_000 * MILLION, (60_000 * MILLION, 1)),
    )
    case.apply().review().examine(an_examination((60_000 * MILLION, 1)))
    short = 20_000 * MILLION - balance(world.segment, AVAILABLE)
    case.approve_stages(DOCUMENT, case.pk)
    problems = refusal(world, decide_grant, case.pk, 1, by=Role.EXECUTIVE)
    assert (set(problems), problems["short"].short_yen) == ({"short"}, short)
    assert case.grant.state == "APPROVAL"


def test_decisions_under_one_plan_stay_within_its_ceiling(world: StagedWorld) -> None:
    plan = world.certify(world.company, world.other, ceiling_yen=150 * MILLION)
    first = world.draft(plan).apply().review().examine()
    # The other company's request is not seen from outside: only the decision can tell.
    second = world.draft(plan, world.other, an_application(requested_yen=30 * MILLION)).apply()
    second.review().examine()
    second.decide()
    first.decide()
    assert (first.grant.state, second.grant.state) == ("DECIDED", "DECIDED")
    third_plan = world.certify(world.company, world.other, ceiling_yen=GRANT_YEN + 1)
    cases = [world.draft(third_plan, company) for company in (world.company, world.other)]
    world.filed_unseen(*cases)
    cases[0].review().examine().decide()
    cases[1].review().examine()
    problems = refusal(world, decide_grant, cases[1].pk, 1)
    assert (set(problems), problems["above_ceiling"].short_yen) == (
        {"above_ceiling"}, GRANT_YEN - 1,
    )  # fmt: skip


@pytest.mark.parametrize("state", ["CHANGE_PENDING", "CHANGE_ORDERED", "REVOKED", "ENDED"])
def test_nothing_is_decided_while_the_plan_is_in_question(world: StagedWorld, state: str) -> None:
    case = world.case("APPROVAL")
    world.force_plan(case, state)
    assert set(refusal(world, decide_grant, case.pk, 1)) == {"plan_not_valid"}


def test_a_version_that_was_superseded_is_not_approved(world: StagedWorld) -> None:
    case = world.case("APPROVAL")
    assert set(refusal(world, decide_grant, case.pk, 2)) == {"stale_version"}


def test_what_was_decided_is_not_decided_again(world: StagedWorld) -> None:
    case = world.case("DECIDED")
    assert set(refusal(world, decide_grant, case.pk, 1)) == {"already_approved"}


def test_nobody_decides_on_their_own_draft(world: StagedWorld) -> None:
    nedo = world.people[Role.CASE_OFFICER].memberships.get().organisation
    both = hire(nedo, Role.CASE_OFFICER, Role.EXECUTIVE)
    case = world.drafted_by(both)
    assert set(refusal(world, decide_grant, case.pk, 1, by=both)) == {"same_person"}


def test_the_database_refuses_an_approval_by_the_drafter(world: StagedWorld) -> None:
    case = world.case("APPROVAL")
    draft = latest_draft(DOCUMENT, case.pk)
    assert draft is not None
    chief = world.people[Role.SECTION_CHIEF]
    for drafter, approver, name in (
        (draft.drafted_by, draft.drafted_by, "drafter_is_not_approver"),
        (chief, draft.drafted_by, "approval_names_the_drafter"),
    ):
        approval = Approval(
            draft=draft, stage_count=1, drafter=drafter, approver=approver, role=Role.SECTION_CHIEF,
            outcome="approved", content_sha=bytes(draft.content_sha), decided_at=world.now,
        )  # fmt: skip
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            approval.save(force_insert=True)

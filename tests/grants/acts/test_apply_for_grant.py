"""交付申請: it arrives when the server records it; the officers are told, the clock runs."""

from datetime import date, timedelta

from grants.acts.apply_for_grant import apply_for_grant
from grants.models import Plan
from tests.deeds import Deed, deed, duty, perform, refusal, told
from tests.grants.stage import StagedWorld
from tests.grants.world import APPLIED_ON, GRANT_YEN, MILLION, an_application, an_examination
from workflow.models import Obligation


def lawful(world: StagedWorld) -> Deed:
    """A complete draft is filed."""
    return deed(apply_for_grant, world.case("DRAFT").pk, on=APPLIED_ON)


def test_the_recorded_moment_is_the_arrival(world: StagedWorld) -> None:
    case = world.case("DRAFT")
    record = perform(world, lawful(world))
    grant = case.grant
    assert (grant.state, grant.received_at, grant.rules_on) == ("SUBMITTED", world.now, APPLIED_ON)
    assert (record.source, record.target) == ("DRAFT", "SUBMITTED")
    assert told(record) == {"application_arrived": 1}


def test_the_standard_processing_period_begins(world: StagedWorld) -> None:
    case = world.case("DRAFT")
    perform(world, lawful(world))
    owed = duty(case.pk, "PROCESSING")
    assert (owed.base_on, owed.due_on) == (APPLIED_ON, date(2025, 5, 14))
    assert (owed.rule, owed.article) == ("基準日の翌日から起算して30日以内", "適正化法6条2項")


def test_a_repaired_application_keeps_the_rules_of_its_first_day(world: StagedWorld) -> None:
    case = world.case("RETURNED")
    later = APPLIED_ON + timedelta(days=10)
    case.apply(on=later)
    assert (case.grant.rules_on, case.grant.received_at) == (APPLIED_ON, world.now)
    open_ones = Obligation.objects.filter(subject_id=case.pk, status="open")
    assert [owed.due_on for owed in open_ones] == [later + timedelta(days=30)]


def test_what_the_plan_has_left_is_not_passed(world: StagedWorld) -> None:
    plan = world.certify(ceiling_yen=150 * MILLION)
    world.draft(plan).apply()
    second = world.draft(plan)
    problems = refusal(world, apply_for_grant, second.pk)
    assert problems["above_ceiling"].short_yen == GRANT_YEN - 30 * MILLION


def test_a_decision_below_the_request_leaves_room_for_another(world: StagedWorld) -> None:
    plan = world.certify(ceiling_yen=150 * MILLION)
    first = world.draft(plan).apply().review()
    first.examine(an_examination((150 * MILLION, 20 * MILLION))).decide()
    world.draft(plan, application=an_application(requested_yen=90 * MILLION)).apply()


def test_a_project_ends_within_the_certified_period(world: StagedWorld) -> None:
    case = world.case("DRAFT")
    Plan.objects.filter(pk=case.grant.plan_id).update(ends_on=date(2026, 1, 30))
    assert set(refusal(world, apply_for_grant, case.pk, on=APPLIED_ON)) == {"beyond_period"}
    Plan.objects.filter(pk=case.grant.plan_id).update(ends_on=date(2026, 1, 31))
    perform(world, lawful(world))


def test_a_revoked_plan_takes_no_application(world: StagedWorld) -> None:
    case = world.case("DRAFT")
    world.force_plan(case, "REVOKED")
    assert set(refusal(world, apply_for_grant, case.pk)) == {"plan_not_valid"}


def test_an_application_under_way_is_not_filed_again(world: StagedWorld) -> None:
    case = world.case("SUBMITTED")
    assert set(refusal(world, apply_for_grant, case.pk)) == {"wrong_state"}

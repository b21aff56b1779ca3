"""計画変更の起案: before and after, minor or not, what must come back."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from grants.acts.propose_change import ChangeProposal, change_content, propose_change
from grants.acts.record_change_application import record_change_application
from grants.acts.record_minor_change_notice import record_minor_change_notice
from grants.amounts import is_minor_transfer
from grants.models import Grant, Plan
from grants.templatetags.drafts import facts_of_draft, sides_of_draft
from tests.deeds import Deed, deed, perform, refusal
from tests.grants.plan_deeds import notice
from tests.grants.scenes import cancelled_in_part
from tests.grants.stage import StagedWorld
from tests.grants.world import COSTS_YEN, MILLION
from workflow.approvals import latest_draft

DAY = date(2025, 9, 16)


def proposal(world: StagedWorld, **changes: Any) -> ChangeProposal:
    """The running case with its costs lowered to 210 and 40 million, ending two months later."""
    grant = world.case("advanced").grant
    given = ChangeProposal(
        grant.purpose, date(2026, 3, 31), (210 * MILLION, 40 * MILLION), "市況の変化"
    )
    return replace(given, **changes)


def lawful(world: StagedWorld) -> Deed:
    """Put up by the case officer."""
    return deed(propose_change, world.case("advanced").pk, proposal(world), on=DAY)


def test_before_and_after_stand_side_by_side(world: StagedWorld) -> None:
    doing = lawful(world)
    perform(world, doing)
    draft = latest_draft("CHANGE", doing.args[0])
    assert draft is not None
    content = draft.content
    assert content["before"]["decided_yen"] == 120 * MILLION
    assert content["after"]["decided_yen"] == 90 * MILLION
    assert content["after"]["ends_on"] == "2026-03-31"
    assert (content["is_minor"], content["refund_yen"]) == (False, 0)
    sides = sides_of_draft(draft)
    assert ("完了予定日", "2026年1月31日", "2026年3月31日", True) in sides
    assert ("対象費用（設備費）", "300,000,000円", "210,000,000円", True) in sides


def test_a_small_transfer_between_lines_is_minor_only_when_the_sum_stands(
    world: StagedWorld,
) -> None:
    grant = world.case("advanced").grant
    moved = (COSTS_YEN[0] - 3 * MILLION, COSTS_YEN[1] + 3 * MILLION)
    given = proposal(world, ends_on=grant.ends_on, eligible_yen=moved)
    perform(world, deed(propose_change, grant.pk, given, on=DAY))
    draft = latest_draft("CHANGE", grant.pk)
    assert draft is not None
    # The lines' rates differ, so moving cost between them moves the amount: no minor change.
    assert draft.content["is_minor"] is False


@pytest.mark.parametrize(
    ("item", "is_minor"), [("その他経費", True), ("労務費", False), ("研究員の人件費", False)]
)
def test_labour_cost_grows_by_approval_only(world: StagedWorld, item: str, is_minor: bool) -> None:
    grant = world.case("advanced").grant
    # One rate for both lines, so that the amount stands whatever is moved between them.
    grant.lines.update(rate_numerator=1, rate_denominator=2)
    grant.decided_yen = 170 * MILLION
    grant.lines.filter(position=2).update(item=item)
    moved = (COSTS_YEN[0] - 3 * MILLION, COSTS_YEN[1] + 3 * MILLION)
    given = proposal(world, ends_on=grant.ends_on, eligible_yen=moved)
    content = change_content(grant, list(grant.lines.all()), given)
    assert content["is_minor"] is is_minor
    # The other way labour cost only shrinks.
    back = replace(given, eligible_yen=(COSTS_YEN[0] + 3 * MILLION, COSTS_YEN[1] - 3 * MILLION))
    assert change_content(grant, list(grant.lines.all()), back)["is_minor"] is True


@pytest.mark.parametrize(("grown", "is_minor"), [(100, True), (120, True), (121, False)])
def test_a_line_grows_by_a_fifth_of_itself(grown: int, is_minor: bool) -> None:
    limits = [Fraction(1, 5), Fraction(1, 5)]
    assert is_minor_transfer((500, 100), (600 - grown, grown), limits) is is_minor


def test_every_reason_is_told_at_once(world: StagedWorld) -> None:
    given = proposal(world, ends_on=date(2025, 1, 1), eligible_yen=(1,), reason=" ")
    pk = world.case("advanced").pk
    assert set(refusal(world, propose_change, pk, given, on=DAY)) == {"lines", "ends_on", "reason"}


def test_a_change_that_leaves_nothing_is_refused(world: StagedWorld) -> None:
    case = cancelled_in_part(world.case("advanced"), on=DAY)
    given = proposal(world, eligible_yen=(24 * MILLION, 4 * MILLION))
    # Worth ten million; as much was cancelled before.
    assert set(refusal(world, propose_change, case.pk, given, on=DAY)) == {"nothing_left"}


def test_beyond_the_certified_ceiling_is_refused(world: StagedWorld) -> None:
    given = proposal(world, eligible_yen=(3_000 * MILLION, 40 * MILLION))
    found = refusal(world, propose_change, world.case("advanced").pk, given, on=DAY)
    assert found["above_ceiling"].short_yen


def test_other_contents_rest_on_a_notice_of_meti_or_on_their_place_in_the_plan(
    world: StagedWorld,
) -> None:
    case = world.case("advanced")
    other = proposal(world, purpose="まったく別の事業")
    found = refusal(world, propose_change, case.pk, other, on=DAY)
    assert set(found) == {"beyond_plan"}
    assert "推進法10条1項" in found["beyond_plan"].text
    assert "変更認定" in found["beyond_plan"].cure
    # A notice of another plan, or of none, is no ground.
    invented = replace(other, plan_notice="製局第999号")
    assert set(refusal(world, propose_change, case.pk, invented, on=DAY)) == {"no_notice"}
    told = notice(world)
    perform(world, deed(record_minor_change_notice, case.grant.plan_id, told, "設備の配置"))
    resting = replace(other, plan_notice=told.number)
    perform(world, deed(propose_change, case.pk, resting, on=DAY))
    draft = latest_draft("CHANGE", case.pk)
    assert draft is not None
    assert ("変更認定等の通知", told.number) in facts_of_draft(draft)


def test_contents_the_plan_covers_already_say_where(world: StagedWorld) -> None:
    pk = world.case("advanced").pk
    given = proposal(world, purpose="塗工工程の詳細化", within_plan="計画書3(2)")
    perform(world, deed(propose_change, pk, given, on=DAY))
    draft = latest_draft("CHANGE", pk)
    assert draft is not None
    assert ("認定計画の該当箇所", "計画書3(2)") in facts_of_draft(draft)


def test_lines_broken_by_a_page_are_no_other_contents(world: StagedWorld) -> None:
    case = world.case("advanced")
    Grant.objects.filter(pk=case.pk).update(purpose="設備の導入\n及び技術開発")
    given = proposal(world, purpose="設備の導入\r\n及び技術開発")
    perform(world, deed(propose_change, case.pk, given, on=DAY))


def test_a_case_ends_within_the_certified_period(world: StagedWorld) -> None:
    case = world.case("advanced")
    Plan.objects.filter(pk=case.grant.plan_id).update(ends_on=date(2026, 3, 31))
    beyond = proposal(world, ends_on=date(2026, 4, 1), within_plan="計画書3(1)")
    found = refusal(world, propose_change, case.pk, beyond, on=DAY)
    assert set(found) == {"beyond_period"}
    assert "推進法10条1項" in found["beyond_period"].text
    perform(world, deed(propose_change, case.pk, proposal(world), on=DAY))


def test_while_meti_decides_on_the_plan_a_case_shrinks_but_does_not_grow(
    world: StagedWorld,
) -> None:
    case = world.case("advanced")
    grant = case.grant
    perform(world, deed(record_change_application, grant.plan_id, notice(world)))
    longer = proposal(world)
    dearer = proposal(world, ends_on=grant.ends_on, eligible_yen=(330 * MILLION, 40 * MILLION))
    for growing in (longer, dearer):
        found = refusal(world, propose_change, case.pk, growing, on=DAY)
        assert set(found) == {"plan_not_settled"}
    perform(world, deed(propose_change, case.pk, proposal(world, ends_on=grant.ends_on), on=DAY))


def test_another_document_waiting_excludes_it(world: StagedWorld) -> None:
    case = world.case("cancellation proposed")
    given = proposal(world)
    day = date(2025, 10, 2)
    assert set(refusal(world, propose_change, case.pk, given, on=day)) == {"coexists"}

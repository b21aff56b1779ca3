"""取消しの起案: ground, extent and reason; what was paid beyond the rest must come back."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from grants.acts.propose_cancellation import (
    DOCUMENT,
    CancellationProposal,
    propose_cancellation,
)
from grants.refund_terms import Ground
from tests.deeds import Deed, deed, perform, refusal, told
from tests.grants.stage import StagedWorld
from tests.grants.world import GRANT_YEN, MILLION
from workflow.approvals import pending_draft

DAY = date(2025, 10, 1)
PROPOSAL = CancellationProposal(Ground.ART17_1, False, 90 * MILLION, "他の用途に使用したため。")


def lawful(world: StagedWorld) -> Deed:
    """Ninety of 120 million are to be cancelled; fifty were advanced."""
    return deed(propose_cancellation, world.case("advanced").pk, PROPOSAL, on=date(2025, 10, 1))


def test_what_must_come_back_is_put_up_with_it(world: StagedWorld) -> None:
    case = world.case("advanced")
    record = perform(world, lawful(world))
    content = pending_draft(DOCUMENT, case.pk).content
    assert (content["cancelled_yen"], content["refund_yen"]) == (90 * MILLION, 20 * MILLION)
    assert (case.grant.state, told(record)) == ("RUNNING", {})


@pytest.mark.parametrize(
    ("situation", "cancelled", "refund"),
    [
        ("advanced", 70 * MILLION, 0),
        ("advanced", 70 * MILLION + 1, 1),
        ("AMOUNT_FIXED", 70 * MILLION, 0),
        ("AMOUNT_FIXED", 71 * MILLION, 1 * MILLION),
        ("SETTLED", 1, 1),
        ("MONITORING", 1, 1),
        ("excess", 1, 1),
        ("PARTLY_CANCELLED", 10 * MILLION, 10 * MILLION),
        ("ordered", 10 * MILLION, 10 * MILLION),
    ],
)
def test_only_what_was_paid_beyond_the_rest_comes_back(
    world: StagedWorld, situation: str, cancelled: int, refund: int
) -> None:
    case = world.case(situation)
    given = replace(PROPOSAL, cancelled_yen=cancelled)
    perform(world, deed(propose_cancellation, case.pk, given))
    assert pending_draft(DOCUMENT, case.pk).content["refund_yen"] == refund


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"ground": Ground.ART18_2}, "ground"),
        ({"ground": "ART99"}, "ground"),
        ({"reason": "\u3000"}, "reason"),
        ({"cancelled_yen": 0}, "cancelled_yen"),
        ({"cancelled_yen": GRANT_YEN + 1}, "cancelled_yen"),
        ({"cancelled_yen": GRANT_YEN}, "cancelled_yen"),
        ({"is_whole": True}, "cancelled_yen"),
    ],
)
def test_a_cancellation_that_cannot_be_made_is_not_put_up(
    world: StagedWorld, change: dict[str, Any], code: str
) -> None:
    case = world.case("advanced")
    given = replace(PROPOSAL, **change)
    assert set(refusal(world, propose_cancellation, case.pk, given)) == {code}


def test_no_more_can_be_cancelled_than_still_stands(world: StagedWorld) -> None:
    case = world.case("partly cancelled fixed")
    given = replace(PROPOSAL, cancelled_yen=80 * MILLION + 1)
    assert set(refusal(world, propose_cancellation, case.pk, given)) == {"cancelled_yen"}


def test_a_claim_under_way_is_ended_first(world: StagedWorld) -> None:
    case = world.case("claimed")
    assert set(refusal(world, propose_cancellation, case.pk, PROPOSAL)) == {"in_flight"}


@pytest.mark.parametrize("situation", ["APPROVAL", "WITHDRAWN", "CANCELLED", "REJECTED"])
def test_only_a_decision_that_stands_is_cancelled(world: StagedWorld, situation: str) -> None:
    case = world.case(situation)
    assert "wrong_state" in refusal(world, propose_cancellation, case.pk, PROPOSAL)


ART10 = CancellationProposal(
    Ground.ART10, False, 60 * MILLION, "土地を使用できなくなったため。", "MEANS"
)


def test_changed_circumstances_cancel_what_has_not_elapsed(world: StagedWorld) -> None:
    # 120 decided, costs verified for 60: only the other 60 may go, and nothing comes back.
    case = world.case("advanced")
    over = replace(ART10, cancelled_yen=60 * MILLION + 1)
    found = refusal(world, propose_cancellation, case.pk, over, on=DAY)
    assert {code: problem.short_yen for code, problem in found.items()} == {"elapsed": 1}
    perform(world, deed(propose_cancellation, case.pk, ART10, on=DAY))
    assert pending_draft(DOCUMENT, case.pk).content["refund_yen"] == 0


@pytest.mark.parametrize("code", ["", "FORGED"])
def test_changed_circumstances_are_named(world: StagedWorld, code: str) -> None:
    given = replace(ART10, circumstance=code)
    case = world.case("advanced")
    assert set(refusal(world, propose_cancellation, case.pk, given, on=DAY)) == {"circumstance"}


@pytest.mark.parametrize("situation", ["AMOUNT_FIXED", "SETTLED", "MONITORING"])
def test_after_fixing_nothing_is_left_for_changed_circumstances(
    world: StagedWorld, situation: str
) -> None:
    case = world.case(situation)
    given = replace(ART10, cancelled_yen=1)
    assert set(refusal(world, propose_cancellation, case.pk, given)) == {"elapsed"}

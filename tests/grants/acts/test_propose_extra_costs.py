"""特別に必要となった経費の起案: only after a cancellation under 10条1項, at the line's own rate."""

from dataclasses import replace
from datetime import date

import pytest

from grants.acts.propose_cancellation import CancellationProposal
from grants.acts.propose_extra_costs import ExtraCosts, propose_extra_costs
from grants.refund_terms import Ground
from tests.deeds import Deed, deed, perform, refusal
from tests.grants.stage import StagedWorld
from tests.grants.world import MILLION, Case
from workflow.act import ACTS
from workflow.approvals import pending_draft

CANCELLED_ON, DAY = date(2025, 10, 1), date(2025, 10, 14)
GIVEN = ExtraCosts(
    (("REMOVAL", 1, 9 * MILLION + 2), ("DAMAGES", 2, 3 * MILLION)), "装置の撤去を要するため。"
)


def cancelled(world: StagedWorld) -> Case:
    """Of 120 million, 50 advanced, 60 were cancelled after a disaster."""
    case = world.case("advanced")
    given = CancellationProposal(
        Ground.ART10, False, 60 * MILLION, "天災により継続できないため。", "CHANGED"
    )
    perform(world, deed(ACTS["propose_cancellation"], case.pk, given, on=CANCELLED_ON))
    case.cancel(on=CANCELLED_ON)
    return case


def lawful(world: StagedWorld) -> Deed:
    """Nine million to remove a machine, three to be let out of a contract."""
    return deed(propose_extra_costs, cancelled(world).pk, GIVEN, on=DAY)


def test_each_cost_bears_the_rate_of_its_line_and_the_sum_is_cut_once(world: StagedWorld) -> None:
    doing = lawful(world)
    perform(world, doing)
    content = pending_draft("EXTRA_COSTS", doing.args[0]).content
    assert content["lines"] == [
        ["撤去・残務処理費（設備費）", 9 * MILLION + 2, "1/3", 3 * MILLION],
        ["契約解除の賠償金（技術開発費）", 3 * MILLION, "1/2", 3 * MILLION // 2],
    ]
    assert content["granted_yen"] == 4_500_000


def test_after_a_cancellation_for_a_breach_nothing_is_granted(world: StagedWorld) -> None:
    case = world.case("PARTLY_CANCELLED")
    found = refusal(world, propose_extra_costs, case.pk, GIVEN, on=DAY)
    assert set(found) == {"no_cancellation"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"costs": ()}, "costs"),
        ({"costs": (("REMOVAL", 9, 1),)}, "costs"),
        ({"costs": (("OTHER", 1, 1),)}, "costs"),
        ({"costs": (("REMOVAL", 1, 0),)}, "costs"),
        ({"reason": " "}, "reason"),
        # A third of it is less than the unit of a decision.
        ({"costs": (("REMOVAL", 1, 2_999),)}, "nothing"),
    ],
)
def test_every_reason_is_told(change: dict[str, object], code: str, world: StagedWorld) -> None:
    given = replace(GIVEN, **change)  # type: ignore[arg-type]
    found = refusal(world, propose_extra_costs, cancelled(world).pk, given, on=DAY)
    assert set(found) == {code}


def test_after_the_amount_was_fixed_nothing_is_granted(world: StagedWorld) -> None:
    case = cancelled(world).to_fixed()
    case.propose_cancellation(5 * MILLION).cancel()
    assert case.grant.state == "PARTLY_CANCELLED"
    assert set(refusal(world, propose_extra_costs, case.pk, GIVEN)) == {"fixed"}

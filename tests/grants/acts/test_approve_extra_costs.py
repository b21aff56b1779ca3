"""特別に必要となった経費の交付決定: bound in the budget, inspected and paid like any cost."""

from grants.acts.approve_extra_costs import approve_extra_costs
from grants.acts.propose_extra_costs import propose_extra_costs
from grants.case import balances_of
from grants.models import ExtraCostGrant
from reports.papers.history import standing_yen
from tests.deeds import Deed, deed, lines_posted, perform, refusal, told
from tests.grants.acts.test_propose_extra_costs import DAY, GIVEN, cancelled
from tests.grants.stage import StagedWorld
from tests.grants.test_checks import broken
from tests.grants.world import MILLION


def lawful(world: StagedWorld) -> Deed:
    """As put up."""
    pk = cancelled(world).pk
    perform(world, deed(propose_extra_costs, pk, GIVEN, on=DAY))
    return deed(approve_extra_costs, pk, 1, on=DAY)


def test_the_decision_rises_by_the_grant_of_lines_of_their_own(world: StagedWorld) -> None:
    doing = lawful(world)
    record = perform(world, doing)
    case = world.case("advanced")
    assert lines_posted(world.segment, record) == ["B B200/B300 4500000"]
    assert case.grant.decided_yen == 64_500_000
    assert balances_of(case.grant)["B300"] == 14_500_000
    lines = list(case.grant.lines.values_list("position", "item", "decided_yen"))
    assert lines[2:] == [
        (3, "撤去・残務処理費（設備費）", 3 * MILLION),
        (4, "契約解除の賠償金（技術開発費）", 1_500_000),
    ]
    assert told(record) == {"extra_costs_granted": 2}
    assert ExtraCostGrant.objects.get(grant=case.pk).granted_yen == 4_500_000
    assert broken(world) == {}


def test_more_of_the_same_cost_joins_its_line(world: StagedWorld) -> None:
    doing = lawful(world)
    perform(world, doing)
    pk = doing.args[0]
    perform(world, deed(propose_extra_costs, pk, GIVEN, on=DAY))
    record = perform(world, deed(approve_extra_costs, pk, 2, on=DAY))
    grant = world.case("advanced").grant
    assert [line.decided_yen for line in grant.lines.all()][2:] == [6 * MILLION, 3 * MILLION]
    assert standing_yen(grant, record) == 64_500_000


def test_what_they_cost_is_inspected_and_advanced(world: StagedWorld) -> None:
    perform(world, lawful(world))
    case = world.case("advanced")
    case.inspect(150 * MILLION, 20 * MILLION, 9 * MILLION + 2, 3 * MILLION, on=DAY)
    case.pay(4_500_000, on=DAY)
    assert balances_of(case.grant)["B310"] == 54_500_000
    assert broken(world) == {}


def test_a_version_that_was_not_read_is_refused(world: StagedWorld) -> None:
    doing = lawful(world)
    assert set(refusal(world, approve_extra_costs, doing.args[0], 2, on=DAY)) == {"stale_version"}

"""計画変更の承認申請: the company asks; nothing changes until NEDO has answered."""

from dataclasses import replace
from datetime import date

from grants.acts.approve_change import approve_change
from grants.acts.propose_change import propose_change
from grants.acts.request_change import request_change
from grants.models import ChangeRequest
from tests.deeds import Deed, deed, duty, perform, refusal, told
from tests.grants.acts.test_propose_change import DAY, proposal
from tests.grants.stage import StagedWorld


def lawful(world: StagedWorld) -> Deed:
    """Lower costs and two months more are asked for."""
    return deed(request_change, world.case("advanced").pk, proposal(world), on=date(2025, 9, 11))


def test_the_request_stands_and_nedo_owes_an_answer(world: StagedWorld) -> None:
    doing = lawful(world)
    decided = world.case("advanced").grant.decided_yen
    record = perform(world, doing)
    case = world.case("advanced")
    asked = ChangeRequest.objects.get(grant=case.pk)
    assert (asked.number, asked.ends_on) == (1, date(2026, 3, 31))
    assert case.grant.decided_yen == decided
    assert duty(case.pk, "CHANGE_REQUEST").status == "open"
    assert told(record) == {"change_requested": 1}
    assert set(refusal(world, doing.act, *doing.args)) == {"waiting"}


def test_the_approval_answers_it_not_what_is_put_up(world: StagedWorld) -> None:
    perform(world, lawful(world))
    pk, then = world.case("advanced").pk, date(2025, 9, 24)
    perform(world, deed(propose_change, pk, proposal(world), on=DAY))
    assert duty(pk, "CHANGE_REQUEST").status == "open"
    perform(world, deed(approve_change, pk, 1, on=then))
    assert (duty(pk, "CHANGE_REQUEST").status, duty(pk, "CHANGE_REQUEST").met_on) == ("met", then)


def test_a_request_that_says_nothing_is_refused(world: StagedWorld) -> None:
    given = replace(proposal(world), reason=" ", eligible_yen=(1,))
    found = refusal(world, request_change, world.case("advanced").pk, given, on=DAY)
    assert set(found) == {"reason", "lines"}

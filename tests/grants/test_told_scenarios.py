"""Situations told with their yen: shortage, reduction below what is paid, over-claim, waiver."""

import uuid
from datetime import date
from functools import partial
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from fund.chart import AVAILABLE
from fund.queries import balance
from grants.acts.approve_change import approve_change
from grants.acts.approve_waiver import approve_waiver
from grants.acts.claim_payment import claim_payment, payable_yen
from grants.acts.decide_grant import decide_grant
from grants.acts.propose_change import ChangeProposal, propose_change
from grants.acts.propose_waiver import propose_waiver
from grants.case import balances_of
from grants.models.payment import PaymentKind
from grants.refund_case import open_charges
from grants.refund_terms import Ground
from tests.deeds import deed, perform, refusal
from tests.fund.test_concurrency import at_once
from tests.grants.acts.test_propose_waiver import DAY as WAIVED_ON
from tests.grants.acts.test_propose_waiver import proposal as a_waiver
from tests.grants.stage import FIRST_DAY, StagedWorld
from tests.grants.world import DECIDED_ON, MILLION, Case, World, an_application, an_examination
from workflow.models import Person, Role
from workflow.problems import Problem, Refused


def a_case(world: World, yen: int) -> Case:
    """A case of so many yen: equipment at a third, research of four million at a half."""
    world.today = FIRST_DAY
    costs = (3 * (yen - 2 * MILLION), 4 * MILLION)
    plan = world.certify(world.company, ceiling_yen=2 * yen)
    case = world.draft(plan, application=an_application(yen, costs)).apply().review()
    return case.examine(an_examination(costs))


def paid_seventy(world: World) -> Case:
    """Decided 100 million, paid 70."""
    case = a_case(world, 100 * MILLION).decide().start()
    return case.inspect(204 * MILLION, 4 * MILLION).pay(70 * MILLION)


def lowered(world: World, case: Case, yen: int) -> None:
    """An amendment to so many yen is put up and approved."""
    grant = case.grant
    costs = (3 * (yen - 2 * MILLION), 4 * MILLION)
    given = ChangeProposal(grant.purpose, grant.ends_on, costs, "市況の変化")
    perform(world, deed(propose_change, case.pk, given, on=date(2025, 9, 16)))
    perform(world, deed(approve_change, case.pk, 1, on=date(2025, 9, 24)))


def decided_at_once(world: World, cases: tuple[UUID, ...], number: int) -> Problem | None:
    """One of the decisions; the reason when it is refused."""
    executive = world.people[Role.EXECUTIVE]
    try:
        decide_grant(cases[number], 1, actor=executive, now=world.now, key=str(uuid.uuid4()))
    except Refused as refused:
        return refused.problems[0]
    return None


def claimed_at_once(world: World, pk: UUID, number: int) -> Problem | None:
    """A claim of three million; the reason when it is refused."""
    actor, key = world.company.accountant, str(uuid.uuid4())
    try:
        claim_payment(pk, PaymentKind.ADVANCE, 3 * MILLION, actor=actor, now=world.now, key=key)
    except Refused as refused:
        return refused.problems[0]
    return None


def test_of_two_decisions_at_once_the_fund_affords_one_and_names_what_is_short(
    own_world: World,
) -> None:
    # 300 million are available for 200 and 150: whichever comes second lacks 50.
    spare = balance(own_world.segment, AVAILABLE) - 300 * MILLION
    a_case(own_world, spare).decide()
    waiting = [a_case(own_world, yen) for yen in (200 * MILLION, 150 * MILLION)]
    own_world.today = DECIDED_ON
    cases = tuple(case.approve_stages("DECISION", case.pk).pk for case in waiting)
    answers = at_once(2, partial(decided_at_once, own_world, cases))
    assert [answer.short_yen for answer in answers if answer] == [50 * MILLION]
    assert balance(own_world.segment, AVAILABLE) in {100 * MILLION, 150 * MILLION}


@pytest.mark.parametrize("first", [0, 1])
def test_in_either_order_the_second_decision_is_short_by_the_same(
    world: StagedWorld, first: int
) -> None:
    spare = balance(world.segment, AVAILABLE) - 300 * MILLION
    a_case(world, spare).decide()
    cases = [a_case(world, yen) for yen in (200 * MILLION, 150 * MILLION)]
    world.today = DECIDED_ON
    cases[first].decide()
    found = refusal(world, decide_grant, cases[1 - first].pk, 1)
    assert [problem.short_yen for problem in found.values()] == [50 * MILLION]
    assert cases[1 - first].grant.state == "APPROVAL"


def test_an_amendment_below_what_is_paid_opens_the_return_in_the_same_approval(
    world: StagedWorld,
) -> None:
    case = paid_seventy(world)
    lowered(world, case, 60 * MILLION)
    assert case.grant.decided_yen == 60 * MILLION
    assert (case.order.principal_yen, case.order.state) == (10 * MILLION, "ORDERED")
    assert case.order.ground == Ground.ART10, "no 加算金 runs"
    assert payable_yen(case.grant, PaymentKind.ADVANCE) == 0
    assert balances_of(case.grant)["B300"] == 0


def test_an_amendment_to_exactly_what_is_paid_leaves_nothing_either_way(
    world: StagedWorld,
) -> None:
    case = paid_seventy(world)
    lowered(world, case, 70 * MILLION)
    assert payable_yen(case.grant, PaymentKind.ADVANCE) == 0
    assert not case.grant.refund_orders.exists()
    case.complete(204 * MILLION, 4 * MILLION)
    case.inspect_final(204 * MILLION, 4 * MILLION, claimed=(204 * MILLION, 4 * MILLION))
    case.propose_fixing().fix()
    assert (case.grant.fixed_yen, case.grant.state) == (70 * MILLION, "SETTLED")


def test_of_two_claims_at_once_one_stands_and_the_other_is_told_what_is_left(
    own_world: World,
) -> None:
    # Five million may still be claimed.
    case = a_case(own_world, 100 * MILLION).decide().start()
    case.inspect(204 * MILLION, 4 * MILLION).pay(65 * MILLION)
    answers = at_once(2, partial(claimed_at_once, own_world, case.pk))
    (refused,) = [answer for answer in answers if answer]
    assert (refused.code, refused.short_yen) == ("above_payable", MILLION)
    assert "2,000,000円" in refused.text
    assert case.grant.payments.count() == 2


def test_a_full_return_bears_interest_for_both_end_days(world: StagedWorld) -> None:
    # 50 million received on 8 September, returned on the due day 29 October: 52 days.
    case = world.case("advanced").propose_cancellation(
        120 * MILLION, whole=True, on=date(2025, 10, 1)
    )
    case.cancel(on=date(2025, 10, 8)).order_back(on=date(2025, 10, 9))
    case.receive(50 * MILLION, on=date(2025, 10, 29))
    assert open_charges(case.order) == (50 * MILLION * 52 * 3 // 10_000, 0)


def test_a_waiver_takes_a_ground_and_two_people_and_stands_on_the_list(
    world: StagedWorld,
) -> None:
    order = world.case("billed").order
    perform(world, deed(propose_waiver, order.pk, a_waiver(world), on=WAIVED_ON))
    drafter: Person = world.people[Role.CASE_OFFICER]
    assert set(refusal(world, approve_waiver, order.pk, 1, by=drafter)) == {"not_entitled"}
    perform(world, deed(approve_waiver, order.pk, 1, on=WAIVED_ON))
    auditor = Client()
    auditor.force_login(world.people[Role.INTERNAL_AUDITOR])
    page = auditor.get(reverse("auditor:exceptions"))
    rows = [(row.order_id, words) for row, words in page.context["waivers"]]
    assert (order.pk, "天災その他事業者の責めに帰することのできない事由") in rows
    assert "20251114製局第1号" in page.content.decode()

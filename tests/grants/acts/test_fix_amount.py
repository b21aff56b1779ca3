"""額の確定: the final sum is expensed, what was not used is free, an excess is ordered back."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from fund.chart import AVAILABLE
from fund.queries import balance
from grants.acts.fix_amount import fix_amount
from grants.acts.propose_fixing import propose_fixing
from grants.case import balances_of
from grants.models import Grant
from tests.deeds import Deed, deed, duty, perform, posted, refusal, told
from tests.grants.stage import StagedWorld
from tests.grants.world import GRANT_YEN, MILLION
from tests.people import hire
from workflow.models import ActRecord, Role

DAY = date(2026, 1, 26)


def lawful(world: StagedWorld) -> Deed:
    """The section chief fixes what was put up."""
    return deed(fix_amount, world.case("fixing proposed").pk, 1, on=DAY)


def test_the_amount_is_expensed_and_the_rest_payable(world: StagedWorld) -> None:
    case = world.case("fixing proposed")
    record = perform(world, lawful(world))
    grant = case.grant
    assert (grant.state, grant.fixed_yen, grant.fixed_on) == ("AMOUNT_FIXED", GRANT_YEN, DAY)
    assert posted(world.segment, record) == [
        (
            "AMOUNT_FIXED",
            DAY,
            [
                "P 5101/1121 50000000", "P 5101/2201 70000000", "P 2151/4101 120000000",
                "B B310/B500 50000000", "B B300/B400 70000000",
            ],
        )
    ]  # fmt: skip
    assert balances_of(grant) == {"B300": 0, "B310": 0, "B400": 70 * MILLION, "B500": 50 * MILLION}
    assert told(record) == {"amount_fixed": 2}
    met = duty(case.pk, "FIXING")
    assert (met.status, met.met_on) == ("met", DAY)


def test_what_was_not_used_returns_to_the_fund(world: StagedWorld) -> None:
    case = world.case("advanced").complete().inspect_final(210 * MILLION, 20 * MILLION)
    available = balance(world.segment, AVAILABLE)
    record = perform(world, deed(fix_amount, case.propose_fixing().pk, 1, on=DAY))
    assert case.grant.fixed_yen == 80 * MILLION
    assert posted(world.segment, record)[0][2][-1] == "B B300/B200 40000000"
    assert balance(world.segment, AVAILABLE) == available + 40 * MILLION


def test_an_excess_is_ordered_back_without_surcharge(world: StagedWorld) -> None:
    case = world.case("advanced").complete().inspect_final(90 * MILLION, 20 * MILLION)
    record = perform(world, deed(fix_amount, case.propose_fixing().pk, 1, on=DAY))
    assert posted(world.segment, record)[0][2] == [
        "P 5101/1121 40000000", "P 2151/4101 40000000", "P 1131/1121 10000000",
        "B B310/B500 40000000", "B B300/B200 70000000",
    ]  # fmt: skip
    order = case.order
    assert (order.ground, order.principal_yen, order.from_advance_yen) == (
        "ART18_2", 10 * MILLION, 10 * MILLION,
    )  # fmt: skip
    assert (order.ordered_on, order.due_on) == (DAY, date(2026, 2, 15))
    assert [(x.received_on, x.amount_yen) for x in order.lots.all()] == [
        (date(2025, 9, 8), 10 * MILLION)
    ]
    owed = duty(order.pk, "REFUND")
    assert (owed.base_on, owed.due_on, owed.article) == (DAY, date(2026, 2, 15), "適正化法18条")
    assert told(record) == {"amount_fixed": 2, "refund_ordered": 2}
    assert case.grant.state == "AMOUNT_FIXED"
    assert ActRecord.objects.filter(key__startswith=record.key).count() == 2


def test_what_was_advanced_in_full_is_settled_at_once(world: StagedWorld) -> None:
    case = world.case("advanced").complete().inspect_final(120 * MILLION, 20 * MILLION)
    case.propose_fixing().fix()
    assert (case.grant.fixed_yen, case.grant.state) == (50 * MILLION, "SETTLED")


def test_nothing_admitted_and_nothing_paid_ends_at_zero(world: StagedWorld) -> None:
    case = world.case("RUNNING").complete().inspect_final(0, 0)
    record = perform(world, deed(fix_amount, case.propose_fixing().pk, 1, on=DAY))
    assert posted(world.segment, record)[0][2] == [f"B B300/B200 {GRANT_YEN}"]
    assert (case.grant.fixed_yen, case.grant.state) == (0, "SETTLED")


def test_an_order_still_open_keeps_the_case_unsettled(world: StagedWorld) -> None:
    # Of 120, 90 were cancelled and 20 of the 50 advanced ordered back: 30 stand, all paid.
    case = world.case("ordered").complete().inspect_final().propose_fixing().fix()
    assert (case.grant.fixed_yen, case.grant.state) == (30 * MILLION, "AMOUNT_FIXED")
    assert balances_of(case.grant) == {
        "B300": 0, "B310": 20 * MILLION, "B400": 0, "B500": 30 * MILLION,
    }  # fmt: skip
    case.receive(20 * MILLION, on=date(2026, 2, 2))
    assert case.grant.state == "SETTLED"
    assert balances_of(case.grant)["B310"] == 0


def test_a_sum_that_changed_since_is_not_fixed(world: StagedWorld) -> None:
    case = world.case("fixing proposed")
    world.force(case, "CORRECTION_ORDERED")
    case.complete(on=world.today).inspect_final(1, 1, on=world.today)
    assert set(refusal(world, fix_amount, case.pk, 1)) == {"stale"}


def test_another_version_is_not_fixed(world: StagedWorld) -> None:
    case = world.case("fixing proposed").propose_fixing()
    assert set(refusal(world, fix_amount, case.pk, 1)) == {"stale_version"}
    case.fix(version=2)


def test_nothing_is_fixed_that_was_not_put_up(world: StagedWorld) -> None:
    case = world.case("UNDER_INSPECTION")
    assert set(refusal(world, fix_amount, case.pk, 1)) == {"no_draft"}
    fixed = world.case("AMOUNT_FIXED")
    assert set(refusal(world, fix_amount, fixed.pk, 1)) == {"not_inspected"}


def test_nobody_fixes_their_own_draft(world: StagedWorld) -> None:
    nedo = world.people[Role.CASE_OFFICER].memberships.get().organisation
    both = hire(nedo, Role.CASE_OFFICER, Role.SECTION_CHIEF)
    case = world.case("UNDER_INSPECTION")
    world.do(propose_fixing, case.pk, by=both)
    assert set(refusal(world, fix_amount, case.pk, 1, by=both)) == {"same_person"}


def test_the_database_keeps_the_amount_within_the_decision(world: StagedWorld) -> None:
    case = world.case("AMOUNT_FIXED")
    with pytest.raises(IntegrityError, match="fixed_within_decision"), transaction.atomic():
        Grant.objects.filter(pk=case.pk).update(fixed_yen=GRANT_YEN + 1)

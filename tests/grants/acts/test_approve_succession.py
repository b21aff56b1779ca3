"""承継の承認: after a merger the case goes on with B, the history stays A's, money waits."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connections, transaction

from fund.checks import run_checks
from grants.acts.approve_succession import approve_succession
from grants.acts.check_payment import check_payment
from grants.acts.claim_payment import claim_payment
from grants.acts.propose_succession import propose_succession
from grants.acts.register_asset import register_asset
from grants.acts.release_hold import release_hold
from grants.case import balances_of, books_of
from grants.models import Asset, Grant, PaymentHold, PlanParty, Succession
from grants.models.payment import PaymentKind
from tests.deeds import Deed, deed, duty, perform, refusal, told
from tests.grants.acts.test_propose_succession import DAY, MERGED, joined, proposal
from tests.grants.acts.test_register_asset import GIVEN as MACHINE
from tests.grants.stage import StagedWorld, advanced
from tests.grants.world import MILLION, Case, World
from tests.people import Company
from workflow.models import ActRecord, Role


def put_up(world: Any, case: Case) -> UUID:
    """The merger is put up."""
    perform(world, deed(propose_succession, case.pk, proposal(world), on=DAY))
    return case.pk


def lawful(world: StagedWorld) -> Deed:
    """The director approves what was put up."""
    return deed(approve_succession, put_up(world, joined(world)), 1, on=DAY)


def test_the_case_and_what_is_open_goes_on_with_the_successor(world: StagedWorld) -> None:
    case = joined(world, "ordered")
    a, b = case.company.organisation, world.other.organisation
    record = perform(
        world, deed(approve_succession, put_up(world, case), 1, on=DAY.replace(day=10))
    )
    assert case.grant.organisation == b
    assert case.order.organisation == b, "an open debt passes"
    assert duty(case.order.pk, "REFUND").organisation == b
    assert set(case.grant.payments.values_list("organisation", flat=True)) == {a.pk}
    assert set(case.order.lots.values_list("organisation", flat=True)) == {a.pk}
    first, second = ActRecord.objects.filter(act="approve_succession", subject_id=case.pk)
    assert {first.organisation, second.organisation} == {a, b}
    before = ActRecord.objects.filter(subject_id=case.pk).exclude(act="approve_succession")
    assert set(before.values_list("organisation", flat=True)) == {a.pk}
    assert told(record) == {"succession_approved": 6}


def test_the_books_know_the_case_under_its_first_recipient_for_good(world: StagedWorld) -> None:
    doing = lawful(world)
    perform(world, doing)
    case = world.case("advanced")
    assert books_of(case.grant).party == case.company.organisation.pk
    case.company = world.other
    case.propose_cancellation(10 * MILLION, on=DAY).cancel()
    assert balances_of(case.grant)["B300"] == 60 * MILLION


def test_payments_wait_until_another_has_checked_the_account(world: StagedWorld) -> None:
    perform(world, lawful(world))
    case = world.case("advanced")
    case.company, world.today = world.other, DAY
    case.claim(10 * MILLION, on=DAY)
    assert set(refusal(world, check_payment, case.payment)) == {"plan_hold"}
    hold = PaymentHold.objects.get(grant=case.pk)
    by = world.people[Role.EXECUTIVE]
    perform(world, deed(release_hold, hold.pk, "登記事項証明書と口座名義を照合した。"), by=by)
    case.check().approve().instruct().confirm()
    assert balances_of(case.grant)["B310"] == 60 * MILLION


def test_the_predecessor_does_nothing_more_and_assets_go_along(world: StagedWorld) -> None:
    case = joined(world, "SETTLED")
    asset = perform(world, deed(register_asset, case.pk, MACHINE, on=date(2026, 2, 9))).subject_id
    perform(world, deed(propose_succession, case.pk, proposal(world)))
    perform(world, deed(approve_succession, case.pk, 1))
    assert Asset.objects.get(pk=asset).organisation == world.other.organisation
    writer = case.company.writer
    found = refusal(world, register_asset, case.pk, MACHINE, by=writer)
    assert set(found) == {"not_found"}


def test_no_case_moves_without_an_approved_succession(world: StagedWorld) -> None:
    case = world.case("advanced")
    with pytest.raises(IntegrityError, match="moves by an approved"), transaction.atomic():
        Grant.objects.filter(pk=case.pk).update(organisation=world.other.organisation)


def test_a_claim_made_since_is_ended_first(world: StagedWorld) -> None:
    pk = put_up(world, joined(world))
    world.case("advanced").claim(1, on=DAY)
    assert set(refusal(world, approve_succession, pk, 1, on=DAY)) == {"in_flight"}
    assert set(refusal(world, approve_succession, pk, 2, on=DAY)) >= {"in_flight"}


def seen(company: Company, table: str, grant: UUID) -> int:
    """How many rows of a case the outside door shows a company."""
    link = "id" if table == "grants_grant" else "grant_id"
    with transaction.atomic(using="recipient"), connections["recipient"].cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.organisation', %s, true)", [str(company.organisation.pk)]
        )
        cursor.execute(f"SELECT count(*) FROM {table} WHERE {link} = %s", [grant])
        return int(cursor.fetchone()[0])


def test_outside_each_sees_what_is_its_own(own_world: World) -> None:
    case = advanced(own_world.draft())
    stranger_plan = own_world.certify(own_world.other)
    assert stranger_plan != case.grant.plan_id
    PlanParty.objects.create(plan=case.grant.plan, organisation=own_world.other.organisation)
    own_world.today = DAY
    put_up(own_world, case)
    tables = ("grants_grant", "grants_payment", "grants_budgetline", "grants_inspection")
    assert [seen(own_world.other, table, case.pk) for table in tables] == [0, 0, 0, 0]
    own_world.do(approve_succession, case.pk, 1)
    assert [seen(own_world.other, table, case.pk) for table in tables] == [1, 1, 2, 1]
    assert [seen(own_world.company, table, case.pk) for table in tables] == [0, 1, 2, 1]
    claim = (case.pk, PaymentKind.ADVANCE, MILLION)
    own_world.do(claim_payment, *claim, by=own_world.other.accountant)
    assert [
        seen(company, "grants_payment", case.pk) for company in (own_world.other, own_world.company)
    ] == [2, 1]
    assert Succession.objects.get(grant=case.pk).succeeded_on == MERGED
    found = run_checks(f"TEST_{own_world.segment}").broken
    assert [result.name for result in found if "grant" in result.name] == []

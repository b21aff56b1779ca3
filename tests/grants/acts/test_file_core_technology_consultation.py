"""コア技術の事前相談: filed beforehand, and the plan's payments wait."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connections, transaction
from django.db.backends.utils import CursorWrapper

from config.demo.office import MILLION
from grants.acts.file_core_technology_consultation import (
    ConsultationPaper,
    file_core_technology_consultation,
)
from grants.acts.instruct_bank import instruct_bank
from grants.acts.record_minor_change_notice import record_minor_change_notice
from grants.core_technology import Conduct, PlannedConduct
from grants.models import CoreTechnologyConsultation, PaymentHold, Plan
from tests.deeds import Deed, deed
from tests.grants.plans import NEW_TEXT, PlanWorld, again, duties_of
from tests.grants.stage import StagedWorld
from tests.reports.world import company
from workflow.models import ActRecord
from workflow.problems import Refused


def lawful(world: StagedWorld) -> Deed:
    """A disclosure planned for a later year, of which METI asked to be told."""
    plan = world.case("RUNNING").grant.plan
    given = paper(date(2030, 4, 1), was_asked_by_meti=True)
    return deed(file_core_technology_consultation, plan.pk, world.company.organisation, given)


def paper(on: date, conduct: Conduct = Conduct.DISCLOSE, **facts: Any) -> ConsultationPaper:
    """A planned conduct with somebody abroad."""
    planned = PlannedConduct(conduct, on, **facts)
    return ConsultationPaper("電極の塗工技術", "架空国の架空社", planned)


def filed(plans: PlanWorld, plan: Plan, given: ConsultationPaper) -> ActRecord:
    """The company files it."""
    return plans.act(
        file_core_technology_consultation, plan.pk, plans.company.organisation, given,
        by=plans.company.releaser,
    )  # fmt: skip


def a_plan(plans: PlanWorld) -> Plan:
    """A plan under the newer text, whose figures are known."""
    plans.today = date(2024, 9, 6)
    return plans.plan(policy_version=NEW_TEXT)


def test_the_plans_payments_wait_for_the_answer(plans: PlanWorld) -> None:
    plan = a_plan(plans)
    payment = plans.approved(plans.running(plan), MILLION)
    record = filed(plans, plan, paper(date(2025, 4, 1), is_under_foreign_influence=True))
    consultation = CoreTechnologyConsultation.objects.get(pk=record.subject_id)
    assert consultation.reasons == ["相手方が外国政府等の影響を受けて事業を行う（①ロ）"]
    (duty,) = duties_of(consultation, kind="CONSULTATION_ANSWER")
    assert duty.organisation_id == plans.company.organisation.pk
    with pytest.raises(Refused, match="事前相談"):
        plans.act(instruct_bank, payment.pk, by="hashimoto")
    assert again(payment).state == "APPROVED"


def test_capacity_that_does_not_count_is_no_conduct(plans: PlanWorld) -> None:
    plan = a_plan(plans)
    given = paper(
        date(2025, 4, 1), Conduct.CAPACITY_ABROAD, was_asked_by_meti=True,
        capacity_before=1000, capacity_after=2000, local_share=Fraction(17, 20),
    )  # fmt: skip
    with pytest.raises(Refused) as refusal:
        filed(plans, plan, given)
    assert [p.code for p in refusal.value.problems] == ["not_a_conduct"]
    assert not PaymentHold.objects.filter(plan=plan).exists()


def test_under_a_text_not_held_the_companys_word_suffices(plans: PlanWorld) -> None:
    plan = plans.plan()
    record = filed(plans, plan, paper(date(2025, 4, 1), was_asked_by_meti=True))
    assert CoreTechnologyConsultation.objects.get(pk=record.subject_id).reasons == []
    assert PaymentHold.objects.filter(plan=plan, released_on__isnull=True).exists()


def test_it_comes_before_the_conduct_and_from_a_certified_company(plans: PlanWorld) -> None:
    plan = plans.plan(company())
    with pytest.raises(Refused) as refusal:
        filed(plans, plan, ConsultationPaper("", "", PlannedConduct(Conduct.TRANSFER, plans.today)))
    assert {p.code for p in refusal.value.problems} == {"not_party", "missing", "late"}


def test_what_was_filed_stands(plans: PlanWorld) -> None:
    filed(plans, plan := plans.plan(), paper(date(2025, 4, 1)))
    with pytest.raises(DatabaseError, match="stands as filed"), transaction.atomic():
        CoreTechnologyConsultation.objects.filter(plan=plan).update(counterpart="別の会社")


@pytest.fixture
def outside(own_plans: PlanWorld) -> Iterator[tuple[PlanWorld, Plan, CursorWrapper]]:
    """A committed plan and the outside door's own connection, rolled back afterwards."""
    plan = own_plans.plan()
    own_plans.act(record_minor_change_notice, plan.pk, own_plans.notice(), "代表者の変更")
    with transaction.atomic(using="recipient"), connections["recipient"].cursor() as cursor:
        yield own_plans, plan, cursor
        transaction.set_rollback(True, using="recipient")


def enter(cursor: CursorWrapper, organisation: UUID) -> None:
    """Who asks, as the outside door tells the database."""
    cursor.execute("SELECT set_config('app.organisation', %s, true)", [str(organisation)])


def test_notices_and_holds_are_seen_by_the_plans_companies_only(
    outside: tuple[PlanWorld, Plan, CursorWrapper],
) -> None:
    plans, plan, cursor = outside
    seen = []
    for organisation in (plans.company.organisation, company().organisation):
        enter(cursor, organisation.pk)
        cursor.execute("SELECT count(*) FROM grants_plannotice WHERE plan_id = %s", [plan.pk])
        seen.append(cursor.fetchone())
    assert seen == [(1,), (0,)]


@pytest.mark.parametrize("ground", ["REVOKED", "CONSULTATION"])
def test_the_outside_door_places_no_hold_without_its_own_consultation(
    outside: tuple[PlanWorld, Plan, CursorWrapper], ground: str
) -> None:
    plans, plan, cursor = outside
    enter(cursor, plans.company.organisation.pk)
    with (
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(using="recipient"),
    ):
        cursor.execute(
            "INSERT INTO grants_paymenthold (id, plan_id, ground, reason, source_id, placed_on,"
            " placed_by_id, release_reason) VALUES (gen_random_uuid(), %s, %s, 'x',"
            " gen_random_uuid(), '2025-01-01', %s, '')",
            [plan.pk, ground, plans.company.releaser.pk],
        )


def test_the_outside_door_files_as_the_act_does(
    outside: tuple[PlanWorld, Plan, CursorWrapper],
) -> None:
    """The two rows of the act, written as fund_recipient."""
    plans, plan, cursor = outside
    enter(cursor, plans.company.organisation.pk)
    cursor.execute(
        "INSERT INTO grants_coretechnologyconsultation (id, state, plan_id, organisation_id,"
        " conduct, technology, counterpart, planned_on, fears_forced_transfer,"
        " is_under_foreign_influence, was_asked_by_meti, capacity_before, capacity_after,"
        " local_numerator, local_denominator, reasons, filed_at, answer_reference, answer)"
        " VALUES (gen_random_uuid(), 'OPEN', %s, %s, 'DISCLOSE', '塗工', '架空社', '2027-01-01',"
        " false, false, true, 0, 0, 0, 1, '[]', now(), '', '') RETURNING id",
        [plan.pk, plans.company.organisation.pk],
    )
    (source,) = cursor.fetchone()
    cursor.execute(
        "INSERT INTO grants_paymenthold (id, plan_id, ground, reason, source_id, placed_on,"
        " placed_by_id, release_reason) VALUES (gen_random_uuid(), %s, 'CONSULTATION', 'x', %s,"
        " '2026-11-23', %s, '') RETURNING released_on",
        [plan.pk, source, plans.company.releaser.pk],
    )
    assert cursor.fetchone() == (None,)

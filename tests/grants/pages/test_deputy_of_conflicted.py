"""代決 and 利益相反: a deputy has no more than their principal, who has no part in the case."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from grants.acts.approve_abolition import approve_abolition
from grants.acts.approve_payment import approve_payment
from grants.acts.approve_stage import approve_stage
from grants.acts.check_payment import check_payment
from grants.acts.decide_grant import decide_grant
from grants.acts.declare_conflict import declare_conflict
from grants.acts.delegate_authority import delegate_authority
from grants.acts.reject_application import reject_application
from grants.acts.send_back_decision import send_back_decision
from grants.acts.send_back_draft import send_back_draft
from grants.bulk import choices
from grants.desk import items_for
from grants.models import ConflictDeclaration
from grants.steps import Reader
from tests.deeds import refusal
from tests.grants.acts.test_approve_stage import a_forged_approval, put_up
from tests.grants.pages.conftest import Visit
from tests.grants.stage import StagedWorld
from tests.grants.world import DECIDED_ON, Case
from workflow.approvals import latest_draft
from workflow.authority import roles_of
from workflow.calendar import JST
from workflow.models import ActRecord, Approval, Person, Role

WHY = "配偶者がこの事業者の役員であるため。"


def stands_in(world: StagedWorld, principal: Person, deputy: Person) -> None:
    """From today on, for all the principal's first role decides."""
    role = principal.memberships.get().role
    given = (role, deputy.pk, world.today, world.today, "出張のため。")
    world.do(delegate_authority, *given, by=principal)


def chief_and_deputy(world: StagedWorld, case: Case) -> tuple[Person, Person]:
    """The chief has a conflict in the case and is away; a cashier stands in."""
    world.today = DECIDED_ON
    chief, deputy = world.people[Role.SECTION_CHIEF], world.colleague(Role.CASHIER)
    world.do(declare_conflict, case.pk, True, WHY, by=chief)
    stands_in(world, chief, deputy)
    return chief, deputy


def test_the_deputy_decides_nothing_and_is_told_who_may(world: StagedWorld) -> None:
    case = world.case("in stages")
    draft = put_up(case)
    chief, deputy = chief_and_deputy(world, case)
    other = world.colleague(Role.SECTION_CHIEF)
    other.name, chief.name = "試験 別の課長", "試験 申告した課長"
    for person in (other, chief):
        person.save(update_fields=["name"])
    back = refusal(world, send_back_draft, draft.pk, 0, "見直す。", by=deputy)
    assert set(back) == {"own_way_back", "principal_conflict"}
    problem = refusal(world, approve_stage, draft.pk, 1, by=deputy)["principal_conflict"]
    assert f"代決の本人（{chief.name}）" in problem.text
    assert other.name in problem.cure
    assert chief.name not in problem.cure
    assert world.people[Role.DEPARTMENT_DIRECTOR].name not in problem.cure
    world.do(approve_stage, draft.pk, 1, by=other)


def test_nor_the_last_stage_nor_the_way_back_nor_a_refusal(world: StagedWorld) -> None:
    case = world.case("APPROVAL")
    _, deputy = chief_and_deputy(world, case)
    for act, given in (
        (decide_grant, (case.pk, 1)),
        (send_back_decision, (case.pk, 1, "見直す。")),
        (reject_application, (case.pk, "要件を満たさない。")),
    ):
        problem = refusal(world, act, *given, by=deputy)["principal_conflict"]
        # Any decider of the route may.
        assert world.people[Role.EXECUTIVE].name in problem.cure
    world.do(decide_grant, case.pk, 1, by=Role.EXECUTIVE)


def test_where_nobody_else_holds_the_role_somebody_must_be_appointed(world: StagedWorld) -> None:
    case = world.case("in stages")
    draft = put_up(case)
    world.do(approve_stage, draft.pk, 1)
    world.today = DECIDED_ON
    director, deputy = world.people[Role.DEPARTMENT_DIRECTOR], world.colleague(Role.CASHIER)
    world.do(declare_conflict, case.pk, True, WHY, by=director)
    stands_in(world, director, deputy)
    Person.objects.filter(memberships__role=Role.DEPARTMENT_DIRECTOR).exclude(
        pk=director.pk
    ).update(is_active=False)
    problem = refusal(world, approve_stage, draft.pk, 2, by=deputy)["principal_conflict"]
    assert "利益相反のない者を任命" in problem.cure


def test_a_deputy_of_two_acts_in_the_stead_of_the_one_without(world: StagedWorld) -> None:
    case = world.case("APPROVAL")
    _, deputy = chief_and_deputy(world, case)
    executive = world.people[Role.EXECUTIVE]
    stands_in(world, executive, deputy)
    record = world.do(decide_grant, case.pk, 1, by=deputy)
    approval = Approval.objects.get(draft=put_up(case))
    assert (approval.principal, approval.role) == (executive, Role.EXECUTIVE)
    assert record.facts["principal"] == str(executive.pk)


def test_who_decides_themselves_is_held_by_no_conflict_of_whom_they_stand_in_for(
    world: StagedWorld,
) -> None:
    case = world.case("APPROVAL")
    world.today = DECIDED_ON
    chief, executive = world.people[Role.SECTION_CHIEF], world.people[Role.EXECUTIVE]
    world.do(declare_conflict, case.pk, True, WHY, by=chief)
    stands_in(world, chief, executive)
    world.do(decide_grant, case.pk, 1, by=executive)
    approval = Approval.objects.get(draft=put_up(case))
    assert (approval.approver, approval.principal) == (executive, None)


def test_the_newest_declaration_counts(world: StagedWorld) -> None:
    case = world.case("APPROVAL")
    chief, deputy = chief_and_deputy(world, case)
    world.do(declare_conflict, case.pk, False, "", by=chief)
    world.do(decide_grant, case.pk, 1, by=deputy)
    assert Approval.objects.get(draft=put_up(case)).principal == chief


def declared_before(world: StagedWorld, case: Case, person: Person) -> None:
    """What was declared while the case was examined."""
    ConflictDeclaration.objects.create(
        grant=case.grant, number=9, person=person, has_conflict=True, statement=WHY,
        declared_at=put_up(case).drafted_at.astimezone(JST),
    )  # fmt: skip


def test_a_conflict_bars_from_every_later_document_of_the_case(world: StagedWorld) -> None:
    case = world.case("abolition proposed")
    director, deputy = world.people[Role.DEPARTMENT_DIRECTOR], world.colleague(Role.CASHIER)
    declared_before(world, case, director)
    stands_in(world, director, deputy)
    assert set(refusal(world, approve_abolition, case.pk, 1, by=director)) == {"conflict"}
    refused = refusal(world, approve_abolition, case.pk, 1, by=deputy)
    assert set(refused) == {"principal_conflict"}
    world.do(approve_abolition, case.pk, 1, by=Role.EXECUTIVE)


def forged(world: StagedWorld, draft: Any, approver: Person, role: Role, **more: Any) -> None:
    approval = a_forged_approval(draft, 1, approver, role)
    for name, value in more.items():
        setattr(approval, name, value)
    with pytest.raises(IntegrityError, match="conflict of interest"), transaction.atomic():
        approval.save(force_insert=True)


def test_the_database_refuses_the_deputy_too(world: StagedWorld) -> None:
    case = world.case("in stages")
    chief, deputy = chief_and_deputy(world, case)
    forged(world, put_up(case), deputy, Role.SECTION_CHIEF, principal=chief)


def test_and_documents_of_the_parts_of_a_case(world: StagedWorld) -> None:
    case = world.case("advanced")
    case.claim(1_000_000)
    assert case.payment is not None
    approver = world.people[Role.ACCOUNTING_APPROVER]
    declared_before(world, case, approver)
    world.do(check_payment, case.payment)
    draft = latest_draft("PAYMENT", case.payment)
    assert draft is not None
    forged(world, draft, approver, Role.ACCOUNTING_APPROVER)
    refused = refusal(world, approve_payment, case.payment, 1, world.today, by=approver)
    assert set(refused) == {"conflict"}


def test_the_page_says_who_decides_instead(world: StagedWorld, visit: Visit, on_day: Any) -> None:
    case = world.case("APPROVAL")
    _, deputy = chief_and_deputy(world, case)
    on_day(world.today)
    before = ActRecord.objects.count()
    text = visit(deputy).get(f"/officer/acts/decide_grant/{case.pk}/").content.decode()
    assert "代わって決裁することはできません" in text
    assert world.people[Role.EXECUTIVE].name in text
    assert ActRecord.objects.count() == before


def offered(world: StagedWorld, person: Person, case: Case) -> set[str]:
    """What the inbox has of a case for somebody."""
    reader = Reader(person, roles_of(person, world.now), world.now)
    return {item.act for item in items_for(reader) if item.number == case.grant.number}


def page_of(visit: Visit, person: Person, case: Case) -> str:
    text = visit(person).get(f"/officer/grants/{case.grant.number}/").content.decode()
    card = text[text.index('aria-labelledby="next-title"') :]
    return card[: card.index("</section>")]


def test_what_waits_is_offered_to_whom_it_is_not_refused(
    world: StagedWorld, visit: Visit, on_day: Any
) -> None:
    case = world.case("APPROVAL")
    chief, deputy = chief_and_deputy(world, case)
    director, executive = (
        world.people[role] for role in (Role.DEPARTMENT_DIRECTOR, Role.EXECUTIVE)
    )
    on_day(world.today)
    for person, begins in ((chief, "この案件について"), (deputy, "代決の本人（")):
        assert offered(world, person, case) == set()
        card = page_of(visit, person, case)
        assert begins in card
        assert "決裁できる者: " in card
        assert director.name in card
        assert executive.name in card
        assert f"/acts/decide_grant/{case.pk}/" not in card
    assert f"/acts/declare_conflict/{case.pk}/" in page_of(visit, chief, case)
    assert offered(world, executive, case) == {"decide_grant"}
    card = page_of(visit, executive, case)
    assert "利益相反を申告しているため" not in card
    assert f"/acts/decide_grant/{case.pk}/" in card


def test_nor_what_waits_at_a_stage_nor_all_at_once(world: StagedWorld) -> None:
    case = world.case("in stages")
    chief, deputy = chief_and_deputy(world, case)
    other = world.colleague(Role.SECTION_CHIEF)
    found = {}
    for person in (chief, deputy, other):
        reader = Reader(person, roles_of(person, world.now), world.now)
        in_bulk = {standing.draft.subject_id for standing in choices(reader)}
        found[person] = (offered(world, person, case), case.pk in in_bulk)
    assert found == {
        chief: (set(), False), deputy: (set(), False), other: ({"approve_stage"}, True),
    }  # fmt: skip


def test_nor_an_act_that_takes_no_draft(world: StagedWorld, visit: Visit, on_day: Any) -> None:
    case = world.case("PARTLY_CANCELLED")
    director, executive = (
        world.people[role] for role in (Role.DEPARTMENT_DIRECTOR, Role.EXECUTIVE)
    )
    assert offered(world, director, case) == {"order_refund"}
    ConflictDeclaration.objects.create(
        grant=case.grant, number=1, person=director, has_conflict=True, statement=WHY,
        declared_at=world.now,
    )  # fmt: skip
    assert offered(world, director, case) == set()
    assert offered(world, executive, case) == {"order_refund"}
    on_day(world.today)
    card = page_of(visit, director, case)
    assert "/acts/order_refund/" not in card
    assert "決裁できる者: " in card
    assert executive.name in card

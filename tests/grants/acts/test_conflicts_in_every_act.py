"""利益相反 in every act that there is: whoever declared one does nothing to the case."""

import pytest
from django.apps import apps

from grants.acts.declare_conflict import declare_conflict
from grants.acts.delegate_authority import delegate_authority
from grants.acts.resume_grant import resume_grant
from grants.conflicts import cases_of
from grants.models import ConflictDeclaration, Grant
from tests.deeds import Deed, perform
from tests.grants.acts.test_every_act import DEEDS, actor_of, codes_refused, lawful
from tests.grants.stage import StagedWorld
from tests.matrix import rolled_back
from tests.people import RECIPIENT_ROLES
from tests.traces import nothing_changes
from workflow.act import ACTS, of_key
from workflow.authority import AUTHORITY
from workflow.barring import OPEN_TO_ALL
from workflow.models import ActRecord, Person, Role

WHY = "配偶者がこの事業者の役員であるため。"
# What is done at NEDO to no case: to the fund, to people and their authority, to days and years, to
# a plan that has none yet; and what the fund itself owes.
OF_NO_CASE = {
    "add_income", "approve_in_bulk", "approve_placement", "approve_voucher",
    "attach_bank_certificate", "close_period", "close_year", "delegate_authority",
    "end_delegation", "endow_fund", "file_fund_plan", "owe_yearly_duties", "propose_admin_cost",
    "propose_allocation_correction", "propose_allowance", "propose_clearing", "propose_close",
    "propose_correction", "propose_cost_allocation", "propose_placement",
    "propose_reclassification", "propose_stray_correction", "propose_treasury_return",
    "propose_voucher_withdrawal",
    "propose_year_close", "receive_account_interest", "receive_interest",
    "record_certification", "record_closed_day", "record_fulfilment", "record_market_value",
    "record_plan_confirmation", "record_stray_receipt", "redeem_placement",
    "send_back_fund_draft", "settle_placement", "settle_voucher", "value_holdings",
}  # fmt: skip
INSIDE = [name for name in DEEDS if AUTHORITY[name][0] not in RECIPIENT_ROLES]
LENT = AUTHORITY["delegate_authority"]


def cases_touched(world: StagedWorld, doing: Deed) -> list[Grant]:
    """The cases that a deed is done to, or that stand under its plan."""
    with rolled_back(world):
        record = perform(world, doing, key="to see")
        found: set[Grant] = set()
        for row in ActRecord.objects.filter(of_key(record.key)):
            model = apps.get_model(row.subject_type)
            found |= set(cases_of(model._default_manager.filter(pk=row.subject_id).first()))
    return [grant for grant in found if Grant.objects.filter(pk=grant.pk).exists()]


def declared(world: StagedWorld, grant: Grant, person: Person, number: int = 99) -> None:
    """They have a conflict, whatever they said before, and in whatever state the case is."""
    ConflictDeclaration.objects.create(
        grant=grant, number=number, person=person, has_conflict=True, statement=WHY,
        declared_at=world.now,
    )  # fmt: skip


def deputy_of(world: StagedWorld, principal: Person, role: Role) -> Person:
    """A cashier stands in for them today."""
    deputy = world.colleague(Role.TREASURY_MANAGER)
    world.do(
        delegate_authority, role, deputy.pk, world.today, world.today, "出張のため。", by=principal
    )
    return deputy


@pytest.mark.parametrize("name", INSIDE)
def test_who_declared_one_does_nothing_to_the_case_nor_does_their_deputy(
    name: str, world: StagedWorld
) -> None:
    doing = lawful(name, world)
    actor = actor_of(world, doing)
    cases = cases_touched(world, doing)
    assert bool(cases) == (name not in OF_NO_CASE)
    if not cases:
        return
    for case in cases:
        declared(world, case, actor)
    if name in OPEN_TO_ALL:
        perform(world, doing)
        return
    role = AUTHORITY[name][0]
    deputy = deputy_of(world, actor, role) if role in LENT and doing.by is None else None
    with nothing_changes():
        assert codes_refused(world, doing, actor) == {"conflict"}
        if deputy is not None:
            assert codes_refused(world, doing, deputy) == {"principal_conflict"}


def test_every_act_at_nedo_is_asked() -> None:
    inside = {name for name in ACTS if AUTHORITY[name][0] not in RECIPIENT_ROLES}
    # What issues the paper of an act that was done has no deed of its own.
    assert inside - set(INSIDE) == {"issue_fund_statement", "issue_notice"}


def test_another_of_the_role_does_it_and_who_withdraws_the_conflict(world: StagedWorld) -> None:
    case, director = world.case("SUSPENDED"), world.people[Role.DEPARTMENT_DIRECTOR]
    declared(world, case.grant, director, number=1)
    doing = Deed(resume_grant, (case.pk, "是正された。"))
    assert codes_refused(world, doing, director) == {"conflict"}
    with rolled_back(world):
        perform(world, doing, by=Role.EXECUTIVE)
    ConflictDeclaration.objects.create(
        grant=case.grant, number=2, person=director, has_conflict=False, declared_at=world.now
    )
    perform(world, doing, by=director)


def test_a_conflict_in_another_case_bars_from_none(world: StagedWorld) -> None:
    other, case = world.case("UNDER_REVIEW"), world.case("SUSPENDED")
    director = world.people[Role.DEPARTMENT_DIRECTOR]
    world.do(declare_conflict, other.pk, True, WHY, by=director)
    world.do(resume_grant, case.pk, "是正された。", by=director)

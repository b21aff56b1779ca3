"""Who may perform which act. One table; the README's copy of it is compared in a test.

Who must not be the same person (four eyes) is said by each act and again by the database.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from workflow.calendar import JST, jst_day
from workflow.models import AuthorityEnd, Membership, Organisation, Person, Role
from workflow.models.person import OrganisationKind
from workflow.problems import Problem

NOON = time(12)
DECIDERS = (Role.SECTION_CHIEF, Role.DEPARTMENT_DIRECTOR, Role.EXECUTIVE)
RECIPIENT_AUTHORS = (Role.RECIPIENT_WRITER, Role.RECIPIENT_RELEASER)

AUTHORITY: dict[str, tuple[Role, ...]] = {
    # The fund
    "endow_fund": (Role.TREASURY_MANAGER,),
    "attach_bank_certificate": (Role.ACCOUNTING_CLERK,),
    "propose_close": (Role.ACCOUNTING_CLERK,),
    "close_period": (Role.ACCOUNTING_APPROVER,),
    "propose_year_close": (Role.ACCOUNTING_CLERK,),
    "close_year": (Role.EXECUTIVE,),
    "file_fund_plan": (Role.TREASURY_MANAGER,),
    "record_plan_confirmation": (Role.TREASURY_MANAGER,),
    # What the fund places and earns
    "propose_placement": (Role.TREASURY_MANAGER,),
    "approve_placement": (Role.ACCOUNTING_APPROVER, Role.EXECUTIVE),
    "settle_placement": (Role.CASHIER,),
    "receive_interest": (Role.ACCOUNTING_CLERK,),
    "receive_account_interest": (Role.ACCOUNTING_CLERK,),
    "redeem_placement": (Role.ACCOUNTING_CLERK,),
    "value_holdings": (Role.ACCOUNTING_APPROVER,),
    "record_market_value": (Role.TREASURY_MANAGER,),
    "add_income": (Role.ACCOUNTING_APPROVER,),
    # Vouchers: put up by one, approved by another, paid by a third
    "propose_admin_cost": (Role.ACCOUNTING_CLERK,),
    "propose_cost_allocation": (Role.ACCOUNTING_CLERK,),
    "propose_allocation_correction": (Role.ACCOUNTING_CLERK,),
    "record_stray_receipt": (Role.ACCOUNTING_CLERK, Role.CASHIER),
    "propose_clearing": (Role.ACCOUNTING_CLERK,),
    "propose_stray_correction": (Role.ACCOUNTING_CLERK,),
    "propose_correction": (Role.ACCOUNTING_CLERK,),
    "propose_treasury_return": (Role.TREASURY_MANAGER,),
    "propose_allowance": (Role.ACCOUNTING_CLERK,),
    "propose_reclassification": (Role.ACCOUNTING_CLERK,),
    "propose_voucher_withdrawal": (Role.ACCOUNTING_CLERK, Role.TREASURY_MANAGER),
    "approve_voucher": (Role.ACCOUNTING_APPROVER, Role.EXECUTIVE),
    "settle_voucher": (Role.CASHIER,),
    "send_back_fund_draft": (Role.ACCOUNTING_APPROVER, Role.EXECUTIVE),
    # METI's side, recorded
    "record_certification": (Role.CASE_OFFICER,),
    "record_change_application": (Role.CASE_OFFICER,),
    "record_change_certification": (Role.CASE_OFFICER,),
    "record_minor_change_notice": (Role.CASE_OFFICER,),
    "record_change_order": (Role.CASE_OFFICER,),
    "record_revocation": (Role.CASE_OFFICER,),
    "decide_revocation_ground": DECIDERS,
    "record_plan_end": (Role.CASE_OFFICER,),
    "record_production_start": (Role.CASE_OFFICER,),
    "record_yearly_check": (Role.CASE_OFFICER,),
    "file_core_technology_consultation": (Role.RECIPIENT_RELEASER,),
    "answer_consultation": (Role.CASE_OFFICER,),
    "release_hold": (Role.DEPARTMENT_DIRECTOR, Role.EXECUTIVE, Role.DEADLINE_KEEPER),
    # From application to decision
    "save_application_draft": RECIPIENT_AUTHORS,
    "attach_application_file": RECIPIENT_AUTHORS,
    "remove_application_file": RECIPIENT_AUTHORS,
    "prepare_application": RECIPIENT_AUTHORS,
    "revise_application": RECIPIENT_AUTHORS,
    "apply_for_grant": (Role.RECIPIENT_RELEASER,),
    "return_application": (Role.CASE_OFFICER,),
    "begin_review": (Role.CASE_OFFICER,),
    "declare_conflict": (Role.CASE_OFFICER, Role.INSPECTOR, *DECIDERS),
    "take_over_case": (Role.CASE_OFFICER,),
    "ask_question": (*RECIPIENT_AUTHORS, Role.CASE_OFFICER),
    "answer_question": (*RECIPIENT_AUTHORS, Role.CASE_OFFICER),
    "close_question": (*RECIPIENT_AUTHORS, Role.CASE_OFFICER),
    "judge_checklist_item": (Role.CASE_OFFICER,),
    "examine_application": (Role.CASE_OFFICER,),
    "send_back_decision": DECIDERS,
    "decide_grant": DECIDERS,
    "reject_application": DECIDERS,
    "propose_void": (Role.CASE_OFFICER,),
    "void_decision": (Role.DEPARTMENT_DIRECTOR, Role.EXECUTIVE),
    "file_submission": (Role.RECIPIENT_RELEASER,),
    "return_submission": (Role.CASE_OFFICER,),
    "withdraw_grant": (Role.CASE_OFFICER,),
    "start_grant": (Role.CASE_OFFICER,),
    # Carrying out
    "register_expense": (*RECIPIENT_AUTHORS, Role.RECIPIENT_ACCOUNTANT),
    "propose_inspection": (Role.CASE_OFFICER,),
    "approve_inspection": DECIDERS,
    "inspect_interim": (Role.INSPECTOR,),
    "confirm_remedy": (Role.INSPECTOR, Role.CASE_OFFICER),
    "instruct_on_trouble": (Role.CASE_OFFICER,),
    "propose_extra_costs": (Role.CASE_OFFICER,),
    "approve_extra_costs": (Role.DEPARTMENT_DIRECTOR, Role.EXECUTIVE),
    "confirm_instruction": (Role.CASE_OFFICER,),
    "claim_payment": (Role.RECIPIENT_RELEASER, Role.RECIPIENT_ACCOUNTANT),
    "check_payment": (Role.ACCOUNTING_CLERK,),
    "approve_payment": (Role.ACCOUNTING_APPROVER,),
    "refuse_payment": (Role.ACCOUNTING_APPROVER,),
    "instruct_bank": (Role.CASHIER,),
    "confirm_payment": (Role.CASHIER,),
    "record_failed_payment": (Role.CASHIER,),
    "request_change": (Role.RECIPIENT_RELEASER,),
    "return_change_request": (Role.CASE_OFFICER,),
    "notify_body_change": (Role.RECIPIENT_RELEASER,),
    "accept_body_change": (Role.CASE_OFFICER,),
    "propose_change": (Role.CASE_OFFICER,),
    "approve_change": DECIDERS,
    "report_trouble": RECIPIENT_AUTHORS,
    "propose_compliance": (Role.CASE_OFFICER,),
    "order_compliance": (Role.DEPARTMENT_DIRECTOR, Role.EXECUTIVE),
    "propose_suspension": (Role.CASE_OFFICER,),
    "suspend_grant": (Role.EXECUTIVE,),
    "resume_grant": (Role.DEPARTMENT_DIRECTOR, Role.EXECUTIVE),
    "propose_succession": (Role.CASE_OFFICER,),
    "approve_succession": (Role.DEPARTMENT_DIRECTOR, Role.EXECUTIVE),
    "propose_abolition": (Role.CASE_OFFICER,),
    "approve_abolition": (Role.DEPARTMENT_DIRECTOR, Role.EXECUTIVE),
    "order_correction": (Role.DEPARTMENT_DIRECTOR, Role.EXECUTIVE),
    "register_asset": RECIPIENT_AUTHORS,
    "request_disposal": (Role.RECIPIENT_RELEASER,),
    "propose_disposal": (Role.CASE_OFFICER,),
    "approve_disposal": (Role.DEPARTMENT_DIRECTOR, Role.EXECUTIVE),
    "refuse_disposal": (Role.DEPARTMENT_DIRECTOR, Role.EXECUTIVE),
    "record_disposal": (Role.CASE_OFFICER,),
    "release_asset": (Role.CASE_OFFICER,),
    "propose_demand": (Role.CASE_OFFICER,),
    "demand_return": DECIDERS,
    "receive_return": (Role.ACCOUNTING_CLERK,),
    "begin_monitoring": (Role.CASE_OFFICER,),
    "close_grant": (Role.SECTION_CHIEF, Role.DEPARTMENT_DIRECTOR),
    "report_completion": (Role.RECIPIENT_RELEASER,),
    "inspect_final": (Role.INSPECTOR,),
    "propose_fixing": (Role.CASE_OFFICER,),
    "fix_amount": DECIDERS,
    # The way back
    "propose_cancellation": (Role.CASE_OFFICER,),
    "cancel_decision": (Role.EXECUTIVE,),
    "order_refund": (Role.DEPARTMENT_DIRECTOR, Role.EXECUTIVE),
    "receive_refund": (Role.ACCOUNTING_CLERK,),
    "bill_charges": (Role.ACCOUNTING_APPROVER,),
    "mark_overdue": (Role.ACCOUNTING_CLERK,),
    "demand_charges": (Role.ACCOUNTING_CLERK,),
    "set_off_refund": (Role.ACCOUNTING_APPROVER,),
    "propose_waiver": (Role.CASE_OFFICER,),
    "approve_waiver": (Role.EXECUTIVE,),
    "propose_reduction": (Role.CASE_OFFICER,),
    "reduce_order": (Role.EXECUTIVE,),
    "begin_compulsory_collection": (Role.EXECUTIVE,),
    "propose_overpayment_return": (Role.ACCOUNTING_CLERK,),
    "return_overpayment": (Role.ACCOUNTING_APPROVER,),
    # Approval routes, 代決, the end of an authority
    "approve_stage": (*DECIDERS, Role.ACCOUNTING_APPROVER),
    "approve_in_bulk": (*DECIDERS, Role.ACCOUNTING_APPROVER),
    "send_back_draft": (*DECIDERS, Role.ACCOUNTING_APPROVER),
    "delegate_authority": (*DECIDERS, Role.ACCOUNTING_APPROVER),
    "end_delegation": (*DECIDERS, Role.ACCOUNTING_APPROVER),
    "view_afterwards": (*DECIDERS, Role.ACCOUNTING_APPROVER),
    "end_authority": (Role.EXECUTIVE, Role.SYSTEM_ADMIN),
    # Reports
    "begin_report": RECIPIENT_AUTHORS,
    "begin_event_report": RECIPIENT_AUTHORS,
    "save_report_draft": RECIPIENT_AUTHORS,
    "attach_evidence": RECIPIENT_AUTHORS,
    "remove_evidence": RECIPIENT_AUTHORS,
    "hand_over_report": (Role.RECIPIENT_WRITER,),
    "release_report": (Role.RECIPIENT_RELEASER,),
    "return_report": (Role.CASE_OFFICER,),
    "accept_report": (Role.CASE_OFFICER,),
    # Deadlines
    "owe_yearly_duties": (Role.SECTION_CHIEF, Role.DEADLINE_KEEPER),
    "record_fulfilment": (Role.CASE_OFFICER, Role.ACCOUNTING_APPROVER, Role.RECORDS_MANAGER),
    "request_extension": (Role.RECIPIENT_RELEASER,),
    "decide_extension": DECIDERS,
    "hold_payments": (Role.DEPARTMENT_DIRECTOR, Role.EXECUTIVE, Role.DEADLINE_KEEPER),
    "draft_late_measures": (Role.SECTION_CHIEF, Role.DEADLINE_KEEPER),
    "end_late_measure": (Role.CASE_OFFICER, Role.DEADLINE_KEEPER),
    "record_closed_day": (Role.SYSTEM_ADMIN, Role.CASE_OFFICER),
    "redate_duties": DECIDERS,
    # Papers
    "issue_fund_statement": (Role.ACCOUNTING_APPROVER, Role.TREASURY_MANAGER),
    "issue_notice": (
        Role.CASE_OFFICER,
        *DECIDERS,
        Role.INSPECTOR,
        Role.CASHIER,
        Role.ACCOUNTING_CLERK,
        Role.ACCOUNTING_APPROVER,
        Role.TREASURY_MANAGER,
        Role.DEADLINE_KEEPER,
    ),
}


# Where a role means something: a company's officer is nobody at NEDO, and the other way round.
_HOMES: dict[str, OrganisationKind] = {
    Role.METI_VIEWER: OrganisationKind.METI,
    Role.EXTERNAL_AUDITOR: OrganisationKind.AUDIT,
    Role.RECIPIENT_WRITER: OrganisationKind.RECIPIENT,
    Role.RECIPIENT_RELEASER: OrganisationKind.RECIPIENT,
    Role.RECIPIENT_ACCOUNTANT: OrganisationKind.RECIPIENT,
    Role.RECIPIENT_VIEWER: OrganisationKind.RECIPIENT,
}


def home_of(role: str) -> OrganisationKind:
    """The kind of body a role belongs to; NEDO unless said otherwise."""
    return _HOMES.get(role, OrganisationKind.NEDO)


def roles_of(person: Person, now: datetime) -> frozenset[str]:
    """The roles a person holds at a moment, each where it belongs, also in another's stead."""
    return frozenset(membership.role for membership in held_at(person, now))


def roles_on(person: Person, day: date) -> frozenset[str]:
    """The roles a person holds at noon of a day, perhaps one to come."""
    return roles_of(person, datetime.combine(day, NOON, tzinfo=JST))


def entitling(act: str, person: Person, now: datetime) -> list[Membership]:
    """The memberships that entitle a person to an act at a moment, their own first; none, no act.

    A membership of somebody else is one in whose holder's stead they act (代決).
    """
    if not person.is_active:
        return []
    return [m for m in held_at(person, now) if m.role in AUTHORITY[act]]


def held_at(person: Person, now: datetime) -> list[Membership]:
    """The memberships that give a person authority at a moment, each where it belongs."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, {"person": person.pk, "day": jst_day(now), "now": now})
        found = [_membership(row, person) for row in cursor.fetchall()]
    at_home = [m for m in found if m.organisation.kind == home_of(m.role)]
    own = [m for m in at_home if m.person_id == person.pk]
    if any(m.organisation.kind == OrganisationKind.NEDO for m in own):
        return at_home
    return own


def holders_of(roles: Collection[str], now: datetime) -> list[Membership]:
    """The memberships of these roles that stand at a moment, each of somebody at work."""
    day = jst_day(now)
    rows = Membership.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=day),
        role__in=roles, valid_from__lte=day, person__is_active=True,
    )  # fmt: skip
    found = _standing(rows.select_related("organisation", "person"), now)
    at_home = [m for m in found if m.organisation.kind == home_of(m.role)]
    return sorted(at_home, key=lambda m: (m.role, m.person.name))


def _membership(row: Sequence[Any], person: Person) -> Membership:
    """A row of `_HELD` as the models know it."""
    alias, split = connection.alias, len(_OF_MEMBERSHIP)
    held = Membership.from_db(alias, _OF_MEMBERSHIP, row[:split])
    held.organisation = Organisation.from_db(alias, _OF_ORGANISATION, row[split:])
    if held.person_id == person.pk:
        held.person = person
    return held


_OF_MEMBERSHIP, _OF_ORGANISATION = (
    [field.attname for field in model._meta.concrete_fields] for model in (Membership, Organisation)
)
# One's own, and those in whose holders' stead one may act (代決); what was ended gives nothing.
# Asked by every act and every page: making this statement anew took longer than answering it.
_HELD = f"""
SELECT {", ".join(f"m.{name}" for name in _OF_MEMBERSHIP)},
       {", ".join(f"o.{name}" for name in _OF_ORGANISATION)}
  FROM workflow_membership m JOIN workflow_organisation o ON o.id = m.organisation_id
 WHERE m.valid_from <= %(day)s AND (m.valid_until IS NULL OR m.valid_until >= %(day)s)
   AND (m.person_id = %(person)s
        OR m.id IN (SELECT d.membership_id FROM workflow_delegation d
                     WHERE d.deputy_id = %(person)s
                       AND d.valid_from <= %(day)s AND d.valid_until >= %(day)s
                       AND (d.ended_at IS NULL OR d.ended_at > %(now)s))
           AND (SELECT p.is_active FROM workflow_person p WHERE p.id = m.person_id))
   AND NOT EXISTS (SELECT FROM workflow_authorityend e
                    WHERE e.membership_id = m.id AND e.effective_at <= %(now)s)
 ORDER BY m.person_id <> %(person)s
"""  # noqa: S608 - the names are the models' own


def _standing(rows: QuerySet[Membership], now: datetime) -> QuerySet[Membership]:
    ended = AuthorityEnd.objects.filter(effective_at__lte=now)
    return rows.exclude(pk__in=ended.values("membership"))


def principal_of(person: Person, held: Iterable[Membership]) -> Person | None:
    """In whose stead somebody acts who has none of these memberships themselves; else None."""
    memberships = list(held)
    if not memberships or any(m.person_id == person.pk for m in memberships):
        return None
    return memberships[0].person


def reach_of(memberships: Iterable[Membership]) -> frozenset[UUID] | None:
    """The organisations whose rows these memberships reach; None for everybody's (NEDO)."""
    held = list(memberships)
    if any(m.organisation.kind != OrganisationKind.RECIPIENT for m in held):
        return None
    return frozenset(m.organisation_id for m in held)


def may(roles: Iterable[str], act: str) -> bool:
    """Whether one of these roles is entitled to the act."""
    return bool(set(roles) & set(AUTHORITY[act]))


def problems_without(held: Collection[Membership], act: str) -> list[Problem]:
    """Why nobody may perform an act who holds these entitling memberships and no others."""
    if held:
        return []
    entitled = "、".join(Role(role).label for role in AUTHORITY[act])
    return [
        Problem(
            "not_entitled",
            "この手続を行う権限がありません。",
            f"権限のある役割: {entitled}。",
        )
    ]


def problems_of_same_person(actor: Person, other: Person, deed: str) -> list[Problem]:
    """Why the actor may not be the one who did the earlier deed (職務分離); empty when another."""
    if actor.pk != other.pk:
        return []
    return [
        Problem(
            "same_person",
            f"{deed}をした本人は、この手続を行えません（職務分離）。",
            "別の権限者に依頼してください。",
        )
    ]

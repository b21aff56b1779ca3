"""The one door of a company to its own rows. Row-level security stands behind it."""

from datetime import date
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404

from grants.application_form import form_on
from grants.models import (
    ApplicationDraft,
    Grant,
    Payment,
    Plan,
    Question,
    QuestionEntry,
    RefundOrder,
    Succession,
)
from workflow.models import Notice, Organisation, Person


def own_grants(organisation: Organisation) -> QuerySet[Grant]:
    """A company's cases, the newest first."""
    rows = Grant.objects.filter(organisation=organisation)
    return rows.select_related("organisation", "plan").order_by("-number")


def handed_over(organisation: Organisation) -> QuerySet[Succession]:
    """The cases that went on to another company: what this one handed over."""
    return Succession.objects.filter(predecessor=organisation).order_by("-approved_on")


def own_threads(organisation: Organisation, grant_id: UUID) -> QuerySet[Question]:
    """The threads of a case in which a company has words of its own, with these alone."""
    own = QuestionEntry.objects.filter(organisation=organisation)
    rows = Question.objects.filter(grant_id=grant_id, entries__organisation=organisation)
    return rows.distinct().order_by("number").prefetch_related(Prefetch("entries", queryset=own))


def own_payments(organisation: Organisation, grant_id: UUID) -> QuerySet[Payment]:
    """What a company itself was paid in a case, also one it has handed over."""
    return Payment.objects.filter(organisation=organisation, grant_id=grant_id).order_by("number")


def own_refunds(organisation: Organisation) -> QuerySet[RefundOrder]:
    """A company's refund orders."""
    rows = RefundOrder.objects.filter(organisation=organisation)
    return rows.select_related("grant__organisation", "grant__plan")


def own_plans(organisation: Organisation) -> QuerySet[Plan]:
    """The plans a company is certified under."""
    return Plan.objects.filter(parties__organisation=organisation).order_by("-certified_on")


def own_notices(person: Person) -> QuerySet[Notice]:
    """What a person was told, the newest first."""
    return Notice.objects.filter(person=person).order_by("-created_at")


def own_drafts(organisation: Organisation) -> QuerySet[ApplicationDraft]:
    """What a company has begun to write and not yet kept as an application, the newest first."""
    rows = ApplicationDraft.objects.filter(organisation=organisation, grant__isnull=True)
    return rows.select_related("saved_by").order_by("-saved_at")


def own_draft(organisation: Organisation, pk: UUID, today: date) -> ApplicationDraft:
    """A company's draft by its id; an empty one, not yet saved, where there is none."""
    rows = ApplicationDraft.objects.select_related("saved_by")
    found = rows.filter(pk=pk).first()
    if found is None:
        version = form_on(today).valid_from
        return ApplicationDraft(
            id=pk, organisation=organisation, form_version=version, revision=0, answers={}
        )
    return get_object_or_404(rows, pk=pk, organisation=organisation, grant__isnull=True)

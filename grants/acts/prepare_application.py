"""交付申請書の作成: the company's draft, seen by nobody else until it is filed.

Who: recipient_writer, recipient_releaser
State: → DRAFT
Ledger: none
Paper: none
Deadline: none
"""

from datetime import datetime
from uuid import UUID

from grants.application_files import files_of
from grants.application_form import form_of, form_on
from grants.applications import (
    NOT_PARTY,
    Application,
    columns_of,
    keep_version,
    problems_preparing,
    write_lines,
)
from grants.models import ApplicationDraft, Grant, Plan
from workflow.act import act, find, reaches
from workflow.advance import record_act
from workflow.calendar import fiscal_year, jst_day
from workflow.incoming import problems_sending, uploads_of
from workflow.law import next_number, number_on
from workflow.models import ActRecord, Organisation, Person
from workflow.problems import Problem, Refused, refuse_if

USED = Problem(
    "draft_used", "この下書きは申請書になっています。", "申請書の画面で修正してください。"
)


@act
def prepare_application(
    plan_id: UUID,
    organisation: Organisation,
    given: Application,
    *,
    actor: Person,
    now: datetime,
    key: str,
) -> ActRecord:
    """Write the draft with its cost lines. It binds nobody."""
    today = jst_day(now)
    plan = find(Plan, plan_id)
    if not reaches(organisation.pk):
        refuse_if([NOT_PARTY])
    unit = number_on("rounding_decision_unit", today)
    draft = _draft_of(given, organisation)
    form = (form_of(draft.form_version) if draft else None) or form_on(today)
    refuse_if(
        problems_preparing(given, plan, organisation, form, unit)
        + problems_sending(uploads_of(draft.pk) if draft else [])
    )
    year = fiscal_year(today)
    grant = Grant.objects.create(
        number=f"P{year % 100:02d}-{next_number(f'grant-{year}'):04d}",
        plan=plan,
        organisation=organisation,
        rules_on=today,
        **columns_of(given, form),
    )
    write_lines(grant, given)
    if draft is not None:
        files_of(draft).update(grant=grant)
        draft.grant = grant
        draft.save(update_fields=["grant"])
    keep_version(grant, given)
    return record_act(grant, target=grant.state, requested_yen=given.requested_yen)


def _draft_of(given: Application, organisation: Organisation) -> ApplicationDraft | None:
    """The company's draft it was typed in, if it was saved: its form version stays valid for it."""
    if given.draft is None:
        return None
    rows = ApplicationDraft.objects.select_for_update(of=("self",))
    draft = rows.filter(pk=given.draft, organisation=organisation).first()
    if draft is not None and draft.grant_id is not None:
        raise Refused(USED)
    return draft

"""報告書の作成の開始 (適正化法12条・14条, 推進法12条): a report, from the last one.

Who: recipient_writer, recipient_releaser
State: report SCHEDULED → OPEN
Ledger: none
Paper: none
Deadline: none (the duty stands)
"""

from datetime import datetime
from uuid import UUID

from django.db import models

from grants.models import Grant, PlanParty
from reports.dossier import Dossier
from reports.models import Report, ReportDraft
from reports.report_kinds import form_on, is_report
from workflow.act import act, lock
from workflow.advance import advance
from workflow.calendar import jst_day
from workflow.machines.report import WRITABLE
from workflow.models import ActRecord, Obligation, Person
from workflow.problems import Problem, refuse_if


def problems_beginning(duty: Obligation) -> list[Problem]:
    """One report answers one open duty."""
    problems = []
    if not is_report(duty):
        problems.append(
            Problem("no_report", "この期限に報告書はありません。", "一覧から選び直してください。")
        )
    if duty.status != Obligation.Status.OPEN:
        problems.append(
            Problem("duty_ended", "この期限は終わっています。", "一覧を開き直してください。")
        )
    if report_of(duty) is not None:
        problems.append(
            Problem("begun", "この報告書は作成中です。", "一覧から報告書を開いてください。")
        )
    return problems


def report_of(duty: Obligation) -> Report | None:
    """The report with which the company that owes a duty answers it, if it was begun."""
    rows = Report.objects.filter(subject_id=duty.subject_id, kind=duty.kind)
    return rows.filter(period_key=duty.period_key, organisation=duty.organisation_id).first()


@act
def begin_report(duty_id: UUID, *, actor: Person, now: datetime, key: str) -> ActRecord:
    """Write the report with its first draft: what carries over from the last one."""
    duty = lock(Obligation, duty_id)
    refuse_if(problems_beginning(duty))
    report = new_report(duty.kind, duty.period_key, duty.title, subject_of(duty), now)
    record = advance(report, "to_open", duty=duty.pk, version=1)
    write_first_draft(report, actor, now, **taken_over(report))
    return record


def subject_of(duty: Obligation) -> models.Model:
    """The case or the company's part in a plan."""
    of_a_grant = duty.subject_type == "grants.grant"
    model: type[models.Model] = Grant if of_a_grant else PlanParty
    return model._default_manager.get(pk=duty.subject_id)


def new_report(
    kind: str, period_key: str, title: str, subject: models.Model, now: datetime
) -> Report:
    """The row, under the form in force today, with the report filed last of its kind."""
    assert isinstance(subject, Grant | PlanParty)
    filed = Report.objects.filter(subject_id=subject.pk, kind=kind, filings__isnull=False)
    return Report.objects.create(
        organisation_id=subject.organisation_id,
        kind=kind,
        period_key=period_key,
        title=title,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        plan_id=subject.plan_id,
        grant=subject if isinstance(subject, Grant) else None,
        form=form_on(kind, jst_day(now)),
        previous=filed.order_by("-filings__received_at").first(),
        version=1,
    )


def taken_over(report: Report) -> dict[str, str]:
    """What the company that handed the case over had written of the same report and not filed."""
    others = Report.objects.filter(
        subject_id=report.subject_id, kind=report.kind, period_key=report.period_key,
        state__in=WRITABLE,
    ).exclude(pk=report.pk)  # fmt: skip
    other = others.order_by("-drafts__saved_at").first()
    if other is None:
        return {}
    known = set(Dossier(report).codes)
    return {code: text for code, text in Dossier(other).answers.items() if code in known}


def write_first_draft(report: Report, actor: Person, now: datetime, **given: str) -> None:
    """Version 1: what carries over from the last report, and what is known already."""
    dossier = Dossier(report)
    answers = dict.fromkeys(dossier.codes, "")
    for question in dossier.questions:
        if question.carries:
            answers[question.code] = dossier.before.get(question.code, "")
    ReportDraft.objects.create(
        report=report,
        organisation_id=report.organisation_id,
        number=1,
        base=0,
        answers=answers | given,
        saved_by=actor,
        saved_at=now,
    )

"""Making, meeting, re-dating and ending duties (obligations). Only inside an act."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.db import models

from workflow.act import running_act
from workflow.advance import subject_type
from workflow.calendar import Due, OpeningDays, due_again, format_due_rule, parse_due_rule
from workflow.duty_kinds import is_known, is_met_by
from workflow.models import ActRecord, Extension, Obligation
from workflow.problems import Problem


def owe(
    record: ActRecord,
    subject: models.Model,
    kind: str,
    title: str,
    due: Due,
    *,
    article: str,
    period_key: str = "",
) -> Obligation:
    """Write a duty that this act creates, with how its date was reckoned."""
    assert is_known(kind), f"{kind} is not in duty_kinds.csv: nobody would be told of it"
    duty = draft(subject, kind, title, due, article=article, period_key=period_key)
    duty.made_by = record
    duty.save(force_insert=True)
    return duty


def draft(
    subject: models.Model, kind: str, title: str, due: Due, *, article: str, period_key: str = ""
) -> Obligation:
    """A duty as it would stand, not written."""
    return Obligation(
        kind=kind,
        title=title,
        subject_type=subject_type(subject),
        subject_id=subject.pk,
        organisation_id=getattr(subject, "organisation_id", None),
        period_key=period_key,
        article=article,
        **_dated(due),
    )


def owe_each(
    record: ActRecord,
    subject: models.Model,
    kind: str,
    title: str,
    dues: Mapping[str, Due],
    *,
    article: str,
) -> int:
    """Write the duties of a series, by period; those written before stand. Returns the new ones."""
    known = set(
        Obligation.objects.filter(subject_id=subject.pk, kind=kind)
        .exclude(status=Obligation.Status.CANCELLED)
        .values_list("period_key", flat=True)
    )
    missing = {period: due for period, due in dues.items() if period not in known}
    for period, due in missing.items():
        owe(record, subject, kind, title, due, article=article, period_key=period)
    return len(missing)


def _dated(due: Due) -> dict[str, Any]:
    return {
        "base_on": due.base_on,
        "due_on": due.due_on,
        "rule": due.rule,
        "rule_code": format_due_rule(due.source) if due.source else "",
        "shift": due.shift,
    }


def meet(
    record: ActRecord, subject: models.Model, kind: str, met_on: date, *, period_key: str = ""
) -> None:
    """Mark an open duty as met on a day, late or not. No duty, no effect."""
    _met(record, _open(subject, kind).filter(period_key=period_key), kind, met_on)


def meet_one(record: ActRecord, duty: Obligation, met_on: date) -> None:
    """Mark this open duty as met on a day."""
    _met(record, _open_row(duty), duty.kind, met_on)


def meet_all(record: ActRecord, subject: models.Model, met_on: date, *kinds: str) -> None:
    """Mark the open duties of these kinds as met, of every period."""
    for kind in kinds:
        _met(record, _open(subject, kind), kind, met_on)


def _met(record: ActRecord, rows: models.QuerySet[Obligation], kind: str, met_on: date) -> None:
    act = running_act().name
    assert is_met_by(kind, act), f"duty_kinds.csv does not say that {act} meets {kind}"
    rows.update(status=Obligation.Status.MET, met_on=met_on, ended_by=record)


def reopen(subject: models.Model, kind: str) -> None:
    """A duty met by an act that was void is owed again, on its own day."""
    assert running_act()
    met = Obligation.objects.filter(
        subject_id=subject.pk, kind=kind, status=Obligation.Status.MET, period_key=""
    ).order_by("met_on")
    newest = met.last()
    if newest is not None:
        Obligation.objects.filter(pk=newest.pk).update(
            status=Obligation.Status.OPEN, met_on=None, ended_by=None
        )


def ended_by(record: ActRecord, subject: models.Model, *kinds: str) -> list[Obligation]:
    """The duties of these kinds that an act ended, and that nobody owes in another row since."""
    rows = Obligation.objects.filter(subject_id=subject.pk, kind__in=kinds)
    owed = set(
        rows.filter(status__in=(Obligation.Status.OPEN, Obligation.Status.MET)).values_list(
            "kind", "period_key"
        )
    )
    ended = rows.filter(status=Obligation.Status.CANCELLED, ended_by=record).order_by("due_on")
    return [duty for duty in ended if (duty.kind, duty.period_key) not in owed]


def ended_before(subject: models.Model, kind: str, today: date) -> set[str]:
    """The periods whose duty was ended and whose day has passed since: nobody asks for them."""
    ended = Obligation.objects.filter(
        subject_id=subject.pk, kind=kind, status=Obligation.Status.CANCELLED, due_on__lt=today
    )
    return set(ended.values_list("period_key", flat=True))


def owe_again(
    record: ActRecord, subject: models.Model, ended: Obligation, due: Due | None = None
) -> Obligation:
    """Owe a duty whose end was undone, on its own day or another, by whose the subject is now."""
    if due is None:
        rule = parse_due_rule(ended.rule_code) if ended.rule_code else None
        due = Due(ended.due_on, ended.base_on, ended.rule, ended.shift, rule)
    new = owe(
        record, subject, ended.kind, ended.title, due,
        article=ended.article, period_key=ended.period_key,
    )  # fmt: skip
    Obligation.objects.filter(pk=ended.pk).update(
        status=Obligation.Status.SUPERSEDED, superseded_by=new
    )
    return new


def pass_on(record: ActRecord, duty: Obligation, subject: models.Model) -> Obligation:
    """An open duty as it was dated, owed from now on by another subject and whose it is."""
    new = owe_again(record, subject, duty)
    Obligation.objects.filter(pk=duty.pk).update(ended_by=record)
    return new


def cancel_open(record: ActRecord, subject: models.Model, *kinds: str) -> None:
    """End open duties that no longer bind: all of the subject's, or only the named kinds."""
    duties = Obligation.objects.filter(subject_id=subject.pk, status=Obligation.Status.OPEN)
    if kinds:
        duties = duties.filter(kind__in=kinds)
    duties.update(status=Obligation.Status.CANCELLED, ended_by=record)


def cancel_all_but(record: ActRecord, subject: models.Model, kinds: Collection[str]) -> None:
    """End the subject's open duties but those that somebody must still do."""
    duties = Obligation.objects.filter(subject_id=subject.pk, status=Obligation.Status.OPEN)
    duties.exclude(kind__in=kinds).update(status=Obligation.Status.CANCELLED, ended_by=record)


def cancel_one(record: ActRecord, duty: Obligation) -> None:
    """End this open duty, which binds no more."""
    _open_row(duty).update(status=Obligation.Status.CANCELLED, ended_by=record)


def problems_of_wishes(duties: Iterable[Obligation]) -> list[Problem]:
    """No date is moved while somebody asked for a later one.

    A wish belongs to the row it was asked about; with that row replaced nobody could grant it.
    """
    waiting = Extension.objects.filter(
        duty__in=[duty.pk for duty in duties], outcome=Extension.Outcome.PENDING
    )
    return [
        Problem(
            "wish", f"延長の申請に回答していません（{wish.duty.title}）。",
            "先に、期限の一覧から申請に回答してください。",
        )
        for wish in waiting.select_related("duty")
    ]  # fmt: skip


def supersede(record: ActRecord, subject: models.Model, kind: str, due: Due) -> Obligation | None:
    """Re-date an open duty: a new row with the new date, the old one kept and pointing to it."""
    old = _open(subject, kind).order_by("due_on").last()
    return None if old is None else redate(record, old, due)


def redate(record: ActRecord, old: Obligation, due: Due) -> Obligation:
    """Replace an open duty by one with a new date; whoever owed it owes it still."""
    # The old row steps aside first: one open duty a kind and period (duty_once_a_period).
    Obligation.objects.filter(pk=old.pk).update(
        status=Obligation.Status.SUPERSEDED, ended_by=record
    )
    same = (
        "kind", "title", "subject_type", "subject_id", "organisation_id", "period_key", "article",
    )  # fmt: skip
    new = Obligation.objects.create(
        **{name: getattr(old, name) for name in same}, **_dated(due), made_by=record
    )
    Obligation.objects.filter(pk=old.pk).update(superseded_by=new)
    return new


def reckoned_anew(duty: Obligation, opening: OpeningDays) -> Due | None:
    """The duty's date by its own rule and the opening days known now; None where it stands."""
    if not duty.rule_code:
        return None
    due = due_again(parse_due_rule(duty.rule_code), duty.base_on, opening)
    return None if due.due_on == duty.due_on else due


def cancel_later(record: ActRecord, subject: models.Model, after: date, *kinds: str) -> None:
    """End the open duties of these kinds whose base day lies after a day."""
    duties = Obligation.objects.filter(
        subject_id=subject.pk, kind__in=kinds, base_on__gt=after, status=Obligation.Status.OPEN
    )
    duties.update(status=Obligation.Status.CANCELLED, ended_by=record)


def open_kinds(subject: models.Model, *, period_key: str | None = None) -> set[str]:
    """The kinds of duty a subject still owes; of one period if given."""
    duties = Obligation.objects.filter(subject_id=subject.pk, status=Obligation.Status.OPEN)
    if period_key is not None:
        duties = duties.filter(period_key=period_key)
    return set(duties.values_list("kind", flat=True))


def _open_row(duty: Obligation) -> models.QuerySet[Obligation]:
    assert running_act()
    return Obligation.objects.filter(pk=duty.pk, status=Obligation.Status.OPEN)


def _open(subject: models.Model, kind: str) -> models.QuerySet[Obligation]:
    assert running_act()
    return Obligation.objects.filter(
        subject_id=subject.pk, kind=kind, status=Obligation.Status.OPEN
    )

"""What waits for a person: the inbox 「自分の番」, and the deadlines near."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from fund.books import FUND_SEGMENT
from fund.browsing import open_months_before, open_years_before
from fund.models import PeriodClose, Voucher
from fund.queries import period_name, segment_by_code
from fund.waiting import Asking, Place, waiting_for
from grants import step_rules
from grants.acts.propose_change import DOCUMENT as CHANGE
from grants.acts.propose_change import REQUEST
from grants.documents import about
from grants.draft_steps import DRAFT_STEPS
from grants.late_measures import MEASURES, put_up_first
from grants.models import (
    Asset,
    Cancellation,
    CoreTechnologyConsultation,
    Grant,
    Payment,
    RefundOrder,
    RefundReceipt,
    Submission,
)
from grants.plan_measures import GROUND_DECISION, case_of_ground
from grants.steps import (
    Reader,
    StepRule,
    documents_waiting,
    states_waiting,
    steps_of,
)
from grants.submissions import DUTY, KINDS, arrived_on, is_put_up
from workflow.act_forms import title_of
from workflow.authority import may
from workflow.calendar import day_text
from workflow.machines.consultation import ConsultationState
from workflow.models import ActRecord, Approval, Draft, DutyKind, Extension, Obligation
from workflow.standing import fallen, undecided, waiting_on


@dataclass(frozen=True)
class Item:
    """One thing to do: the act, what it is done to, where that is shown, and by when."""

    act: str
    title: str
    subject: UUID | None
    number: str
    name: str
    company: str
    amount_yen: int | None
    place: Place
    due_on: date | None = None
    handed_by: ActRecord | None = None


@dataclass(frozen=True)
class Tray:
    """A kind of subject that may wait for somebody.

    amount: the yen a row is about. grant: the way to its case, "" for the case itself. waiting:
    which rows wait where there are no states.
    """

    model: type[Model]
    rules: tuple[StepRule, ...]
    amount: Callable[[Any], int | None]
    grant: str = ""
    waiting: Q | None = None


TRAYS = (
    Tray(Grant, step_rules.GRANT_STEPS, lambda g: g.decided_yen or g.requested_yen),
    Tray(Payment, step_rules.PAYMENT_STEPS, lambda p: p.amount_yen, "grant"),
    Tray(RefundOrder, step_rules.REFUND_STEPS, lambda o: o.principal_yen, "grant"),
    Tray(Asset, step_rules.ASSET_STEPS, lambda a: a.granted_yen, "grant"),
    Tray(
        RefundReceipt, step_rules.RECEIPT_STEPS, lambda r: r.overpaid_yen, "order__grant",
        Q(overpaid_yen__gt=0, overpayment_return__isnull=True),
    ),
    Tray(
        Cancellation, step_rules.CANCELLATION_STEPS, lambda c: c.refund_yen, "grant",
        Q(refund_yen__gt=0, refund_order__isnull=True),
    ),
)  # fmt: skip


def items_for(reader: Reader) -> list[Item]:
    """Everything that waits for this person, the nearest deadline first."""
    found = [item for tray in TRAYS for item in _items(tray, reader)]
    found += [*_plans(reader), *_extensions(reader), *_closes(reader), *_of_fund(reader)]
    found += [
        *_late_measures(reader),
        *_submissions(reader),
        *_requests(reader),
        *_stages(reader),
        *_after_views(reader),
    ]
    subjects = [item.subject for item in found if item.subject]
    dues, last = _dues(subjects), _last_records(subjects)
    dated = [
        replace(
            item, due_on=item.due_on or dues.get(item.subject), handed_by=last.get(item.subject)
        )
        for item in found
    ]
    return sorted(dated, key=lambda item: (item.due_on or date.max, item.number))


def near_duties(limit: int = 8) -> QuerySet[Obligation]:
    """The open duties of everybody, the nearest first; what a company may do is no duty."""
    rights = DutyKind.objects.filter(ladder="right").values("kind")
    rows = Obligation.objects.filter(status=Obligation.Status.OPEN).exclude(kind__in=rights)
    return rows.select_related("organisation").order_by("due_on")[:limit]


def _items(tray: Tray, reader: Reader) -> Iterator[Item]:
    rows = list(_rows(tray, reader))
    pending = waiting_on([row.pk for row in rows])
    for row in rows:
        grant = _case(tray, row)
        for step in steps_of(row, tray.rules, reader, pending.get(row.pk, {})):
            if step.is_next and step.is_ready:
                yield Item(
                    step.act, step.title, step.subject, grant.number, grant.title,
                    grant.organisation.name, tray.amount(row), ("grant", (grant.number,)),
                )  # fmt: skip


def _rows(tray: Tray, reader: Reader) -> QuerySet[Any]:
    """The rows that may wait for this person: by state, or because a draft awaits a decision."""
    drafts = undecided().filter(document__in=documents_waiting(tray.rules, reader.roles))
    wanted = Q(pk__in=drafts.values("subject_id"))
    if tray.waiting is None:
        wanted |= Q(state__in=states_waiting(tray.rules, reader.roles))
    elif any(may(reader.roles, rule.act) for rule in tray.rules):
        wanted = tray.waiting
    way = f"{tray.grant}__" if tray.grant else ""
    rows = tray.model._default_manager.filter(wanted)
    return rows.select_related(*(f"{way}{name}" for name in ("organisation", "officer", "plan")))


def _case(tray: Tray, row: Any) -> Grant:
    for name in tray.grant.split("__") if tray.grant else ():
        row = getattr(row, name)
    assert isinstance(row, Grant)
    return row


def _submissions(reader: Reader) -> Iterator[Item]:
    """What companies filed and nobody has taken up, each with the act that does."""
    dues = Obligation.objects.filter(kind=DUTY, status=Obligation.Status.OPEN)
    due_on = {(row.subject_id, row.period_key): row.due_on for row in dues}
    rows = Submission.objects.filter(outcome="").select_related("grant", "organisation")
    for row in rows.order_by("filed_at"):
        kind, grant = KINDS[row.kind], row.grant
        if may(reader.before(row).roles, kind.act) and not is_put_up(row):
            yield Item(
                kind.act, f"{kind.title}（到達 {day_text(arrived_on(row))}）",
                row.order_id or grant.pk, grant.number, grant.title, row.organisation.name, None,
                ("grant", (grant.number,)), due_on.get((grant.pk, str(row.number))),
            )  # fmt: skip


def _requests(reader: Reader) -> Iterator[Item]:
    """What companies asked their cases to become, where no change was put up for it yet."""
    if not may(reader.roles, "propose_change"):
        return
    dues = Obligation.objects.filter(kind=REQUEST, status=Obligation.Status.OPEN)
    due_on = {row.subject_id: row.due_on for row in dues}
    put_up = waiting_on([*due_on])
    for grant in Grant.objects.filter(pk__in=due_on).select_related("organisation"):
        is_theirs = may(reader.before(grant).roles, "propose_change")
        if is_theirs and CHANGE not in put_up.get(grant.pk, {}):
            yield Item(
                "propose_change", "計画変更の承認申請", grant.pk, grant.number, grant.title,
                grant.organisation.name, None, ("grant", (grant.number,)), due_on[grant.pk],
            )  # fmt: skip


def _plans(reader: Reader) -> Iterator[Item]:
    """Consultations without an answer, and grants whose ground of cancellation is to be judged."""
    if may(reader.roles, "answer_consultation"):
        rows = CoreTechnologyConsultation.objects.filter(state=ConsultationState.OPEN)
        for row in rows.select_related("plan", "organisation"):
            if not may(reader.before(row).roles, "answer_consultation"):
                continue
            yield Item(
                "answer_consultation", title_of("answer_consultation"), row.pk, row.plan.number,
                row.plan.title, row.organisation.name, None, ("plan", (row.plan_id,)),
            )  # fmt: skip
    if may(reader.roles, "decide_revocation_ground"):
        duties = Obligation.objects.filter(kind=GROUND_DECISION, status=Obligation.Status.OPEN)
        numbers = {case_of_ground(key) for key in duties.values_list("period_key", flat=True)}
        for grant in Grant.objects.filter(number__in=numbers).select_related("organisation"):
            if not may(reader.before(grant).roles, "decide_revocation_ground"):
                continue
            yield Item(
                "decide_revocation_ground", title_of("decide_revocation_ground"), grant.pk,
                grant.number, grant.title, grant.organisation.name, grant.decided_yen,
                ("grant", (grant.number,)),
            )  # fmt: skip


def _late_measures(reader: Reader) -> Iterator[Item]:
    """Cases with late reports for which a measure is to be judged and none is put up."""
    for measure in MEASURES:
        if not may(reader.roles, measure.act):
            continue
        dues = Obligation.objects.filter(kind=measure.kind, status=Obligation.Status.OPEN)
        due_on = {row.subject_id: row.due_on for row in dues.order_by("-due_on")}
        put_up = waiting_on([*due_on])
        rows = Grant.objects.filter(pk__in=due_on, state__in=measure.states)
        for grant in rows.select_related("organisation"):
            first = put_up_first(measure, grant, reader.today)
            if not may(reader.before(grant).roles, first.act):
                continue
            if first.document not in put_up.get(grant.pk, {}):
                why = "の要否の判断" if first == measure else "の前提"
                yield Item(
                    first.act, f"{title_of(first.act)}（{measure.title}{why}）", grant.pk,
                    grant.number, grant.title, grant.organisation.name, None,
                    ("grant", (grant.number,)), due_on[grant.pk],
                )  # fmt: skip


def _of_fund(reader: Reader) -> Iterator[Item]:
    """Placements, vouchers and receipts of the fund itself."""
    for row in waiting_for(Asking(reader.person, reader.roles, reader.today)):
        yield Item(
            row.act, title_of(row.act), row.subject, row.number, row.name, "", row.amount_yen,
            row.place,
        )  # fmt: skip


def _extensions(reader: Reader) -> Iterator[Item]:
    """Wishes to have a date put off."""
    if not may(reader.roles, "decide_extension"):
        return
    rows = Extension.objects.filter(outcome=Extension.Outcome.PENDING)
    for row in rows.select_related("duty", "organisation").order_by("requested_at"):
        if not may(reader.before(row).roles, "decide_extension"):
            continue
        yield Item(
            "decide_extension", title_of("decide_extension"), row.pk, row.duty.period_key,
            row.duty.title, row.organisation.name, None, ("deadlines", ()), row.duty.due_on,
        )  # fmt: skip


def _stages(reader: Reader) -> Iterator[Item]:
    """Drafts that wait for this person before the last stage of their route, or fell."""
    lost = Draft.objects.filter(pk__in=fallen().values("draft"))
    lost = lost.exclude(subject_id__in=Voucher.objects.exclude(withdrawn_on=None).values("pk"))
    for draft in [*undecided().order_by("drafted_at"), *lost]:
        step = steps_of(draft, DRAFT_STEPS[:1], reader, {})[0]
        if step.is_ready:
            yield _draft_item("approve_stage", draft.pk, draft)


def _after_views(reader: Reader) -> Iterator[Item]:
    unseen = Approval.objects.filter(principal=reader.person, after_view__isnull=True)
    for approval in unseen.select_related("draft"):
        yield _draft_item("view_afterwards", approval.pk, approval.draft)


def _draft_item(act: str, subject: UUID, draft: Draft) -> Item:
    found = about(draft)
    return Item(
        act, title_of(act), subject, found.number or "起案", found.name, found.company,
        draft.amount_yen or None, ("draft", (draft.pk,)),
    )  # fmt: skip


def _closes(reader: Reader) -> Iterator[Item]:
    segment = segment_by_code(FUND_SEGMENT)
    own = PeriodClose.objects.filter(segment=segment.segment_id)
    for close in own.filter(closed_by=None).exclude(proposed_by=reader.person):
        act = "close_year" if close.period % 100 == 13 else "close_period"
        if may(reader.roles, act):
            yield _close_item(act, close.pk, close.period)
    proposed = set(own.values_list("period", flat=True))
    for act, offered in (
        ("propose_close", open_months_before), ("propose_year_close", open_years_before),
    ):  # fmt: skip
        if may(reader.roles, act):
            periods = offered(segment.segment_id, reader.today)
            for period in [one for one in periods if one not in proposed][:1]:
                yield _close_item(act, None, period)


def _close_item(act: str, subject: UUID | None, period: int) -> Item:
    return Item(
        act, title_of(act), subject, period_name(period), "会計期間の締め", "", None,
        ("close", (period,)),
    )  # fmt: skip


def _dues(subjects: list[Any]) -> dict[Any, date]:
    rows = Obligation.objects.filter(subject_id__in=subjects, status=Obligation.Status.OPEN)
    return {row.subject_id: row.due_on for row in rows.order_by("-due_on")}


def _last_records(subjects: list[Any]) -> dict[Any, ActRecord]:
    rows = ActRecord.objects.filter(subject_id__in=subjects).select_related("actor")
    return {row.subject_id: row for row in rows.order_by("acted_at")}

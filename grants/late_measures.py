"""What NEDO considers as a report stays late: to order, to suspend, to cancel (13条, 17条1項).

As a report's ladder comes to one of these steps, NEDO owes a judgement about the case, a duty of
its own period for each late report. It ends with the measure, without it for a reason, or as the
report comes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from grants.models import ConductOrder, Grant
from grants.models.carrying import OrderKind
from workflow import duties
from workflow.calendar import day_text, jst_day
from workflow.law import article_of, due_on
from workflow.machines.grant import CANCELLABLE, GrantState
from workflow.models import ActRecord, Obligation
from workflow.problems import Problem
from workflow.standing import GROUNDS

OPEN = Obligation.Status.OPEN


@dataclass(frozen=True)
class Measure:
    """A step of the ladder that asks for a judgement.

    purpose: in the ladder's rows; the kind of duty and the rule of its date are named after it.
    document: as what it is put up. states: of the cases that it can be taken against;
    is_of_the_work: only until 額の確定, for afterwards there is no work to order or to stop.
    """

    purpose: str
    title: str
    document: str
    states: frozenset[str]
    is_of_the_work: bool = True

    def reaches(self, grant: Grant) -> bool:
        """Whether it can be taken against the case as it stands."""
        is_over = self.is_of_the_work and grant.fixed_on is not None
        return grant.state in self.states and not is_over

    @property
    def kind(self) -> str:
        """The kind of NEDO's duty to judge it."""
        return self.purpose.upper()

    @property
    def act(self) -> str:
        """The act that puts it up."""
        return f"propose_{self.document.lower()}"


AT_WORK = frozenset({GrantState.RUNNING, GrantState.PARTLY_CANCELLED})
COMPLIANCE = Measure("compliance_draft", "遂行命令", "COMPLIANCE", AT_WORK)
SUSPENSION = Measure("suspension_draft", "一時停止命令", "SUSPENSION", AT_WORK)
CANCELLATION = Measure(
    "cancellation_review", "取消し（17条1項）", "CANCELLATION", frozenset(CANCELLABLE),
    is_of_the_work=False,
)  # fmt: skip
MEASURES = (COMPLIANCE, SUSPENSION, CANCELLATION)
OF_KIND = {measure.kind: measure for measure in MEASURES}


@dataclass(frozen=True)
class Waiting:
    """A measure that waits to be judged: NEDO's duty, and that of the report that is late."""

    measure: Measure
    duty: Obligation
    late: Obligation

    @property
    def is_needless(self) -> bool:
        """Whether the late duty is met, re-dated or owed no more, or the case went another way."""
        grant = Grant.objects.get(pk=self.duty.subject_id)
        return self.late.status != OPEN or not self.measure.reaches(grant)

    def __str__(self) -> str:
        return f"{self.late.title}（期限 {day_text(self.late.due_on)}）"


def waiting_for(grant: Grant, measure: Measure) -> list[Waiting]:
    """The late reports of a case for which a measure waits to be judged, the oldest first."""
    rows = Obligation.objects.filter(subject_id=grant.pk, kind=measure.kind, status=OPEN)
    found = [waiting_behind(row) for row in rows.select_related("made_by")]
    return sorted(found, key=lambda waiting: waiting.late.due_on)


def waiting_behind(duty: Obligation) -> Waiting:
    """What NEDO's duty is about."""
    return Waiting(OF_KIND[duty.kind], duty, Obligation.objects.get(pk=duty.period_key))


def unjudged(late: Iterable[Obligation]) -> dict[str, list[Measure]]:
    """For each late duty's key the measures never put before NEDO: each is once."""
    keys = [str(duty.pk) for duty in late]
    rows = Obligation.objects.filter(kind__in=OF_KIND, period_key__in=keys)
    known = set(rows.values_list("period_key", "kind"))
    return {key: [m for m in MEASURES if (key, m.kind) not in known] for key in keys}


def owe_judgement(record: ActRecord, grant: Grant, late: Obligation, measure: Measure) -> None:
    """Have an officer judge a measure, by its own rule."""
    rule, today = f"{measure.purpose}_due", jst_day(record.acted_at)
    duties.owe(
        record, grant, measure.kind, f"{measure.title}の要否の判断（{late.title}）",
        due_on(rule, today, grant.rules_on), article=article_of(rule, grant.rules_on),
        period_key=str(late.pk),
    )  # fmt: skip


def words_for(waiting: Waiting, grant: Grant, today: date) -> tuple[str, str]:
    """Reason (21条の2) and contents of the order as of a day; the officer may write others."""
    late = waiting.late
    unfiled = (
        f"{late.title}（{late.article}、期限 {day_text(late.due_on)}）が、期限から"
        f"{late.days_late(today)}日を経過しても提出され"
    )
    order = standing_order(grant)
    if waiting.measure == SUSPENSION and order is not None:
        return (
            f"{day_text(order.ordered_on)}の遂行命令（履行の期限 "
            f"{day_text(order.remedy_due_on)}）に従わず、{unfiled}ないため。",
            f"{late.title}を是正の期限までに提出し、助成事業を交付決定の内容及びこれに付した条件に"
            "適合させるための措置をとること。",
        )
    return (
        f"{unfiled}ず、助成事業が交付決定の内容及びこれに付した条件に従って遂行されていることを"
        "確認できないため。",
        f"{late.title}を履行の期限までに提出し、助成事業を交付決定の内容及びこれに付した条件に"
        "従って遂行すること。",
    )


def standing_order(grant: Grant) -> ConductOrder | None:
    """The newest 遂行命令 of a case that was not obeyed yet."""
    unmet = Obligation.objects.filter(
        subject_id=grant.pk, kind=f"ORDER_{OrderKind.COMPLIANCE}", status=OPEN
    ).values_list("period_key", flat=True)
    orders = grant.orders.filter(kind=OrderKind.COMPLIANCE, pk__in=list(unmet))
    return orders.order_by("remedy_due_on").last()


def may_be_judged(measure: Measure, grant: Grant, today: date) -> bool:
    """Whether its time has come: to suspend not while the date of an order runs."""
    order = standing_order(grant) if measure == SUSPENSION else None
    is_running = order is not None and order.remedy_due_on >= today
    return measure.reaches(grant) and not is_running


def problems_suspending(grant: Grant, today: date) -> list[Problem]:
    """A compliance order must have been given and its date have passed unheeded."""
    order = standing_order(grant)
    if order is not None and order.remedy_due_on < today:
        return []
    return [
        Problem(
            "no_breach",
            "遂行命令の期限が過ぎていません。",
            "先に遂行命令を出し、その期限の経過を待ってください。",
        )
    ]


def put_up_first(measure: Measure, grant: Grant, today: date) -> Measure:
    """What an officer puts up for a measure: before a suspension the order that it presupposes."""
    lacks_order = measure == SUSPENSION and problems_suspending(grant, today)
    return COMPLIANCE if lacks_order else measure


def problems_in_state(grant: Grant, measure: Measure) -> list[Problem]:
    """The case is in a state in which the measure can be taken."""
    if measure.reaches(grant):
        return []
    fixed = "、額の確定済み" if grant.fixed_on is not None else ""
    return [
        Problem(
            "wrong_state",
            f"現在の状態「{grant.get_state_display()}{fixed}」では{measure.title}の対象となりません。",
            "案件の状態を確認してください。",
        )
    ]


def content_for(
    grant: Grant, measure: Measure, reason: str, demand: str, by: date
) -> dict[str, Any]:
    """An order as it is put up; it answers every late report for which it waited then."""
    waiting = waiting_for(grant, measure)
    return {
        "late_reports": "、".join(map(str, waiting)) or "―",
        "reason": reason,
        "demand": demand,
        "remedy_due_on": by.isoformat(),
        GROUNDS: [str(one.duty.pk) for one in waiting],
    }


def answer(record: ActRecord, content: dict[str, Any]) -> None:
    """The order was given: the judgements it rests on are made."""
    for duty in Obligation.objects.filter(pk__in=content[GROUNDS], status=OPEN):
        duties.meet_one(record, duty, jst_day(record.acted_at))


def judge_after(record: ActRecord, grant: Grant, remedy_due_on: date) -> None:
    """An order was given: whether to suspend is judged once its own date has passed."""
    for waiting in waiting_for(grant, SUSPENSION):
        passed = remedy_due_on + timedelta(days=1)
        duties.redate(record, waiting.duty, due_on("suspension_draft_due", passed, grant.rules_on))


def end_as_needless(record: ActRecord, late: Obligation) -> None:
    """The report came: nothing need be judged for its lateness."""
    for duty in Obligation.objects.filter(kind__in=OF_KIND, period_key=str(late.pk), status=OPEN):
        duties.cancel_one(record, duty)

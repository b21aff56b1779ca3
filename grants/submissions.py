"""届出・申請 of a company: the kinds as data, and how an officer's act takes one up.

Filed at the outside door, its arrival is the server's record (26条の3). The officer's own act takes
it up: it begins with what the company wrote, and no date may contradict it. What came by post is
typed by the officer as ever.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from fund.money import MoneyTextError, format_yen, parse_yen
from grants.models import Grant, RefundOrder, Submission
from grants.models.submission import SubmissionOutcome
from grants.models.succession import SuccessionCause
from workflow import duties
from workflow.act import lock, running_act
from workflow.approvals import pending_documents
from workflow.calendar import day_text, is_usable_day, jst_day
from workflow.law import codes_on
from workflow.machines.grant import CANCELLABLE
from workflow.machines.grant import GrantState as G
from workflow.machines.refund import RefundState
from workflow.models import ActRecord
from workflow.problems import Problem

# NEDO's duty to take up what was filed, or to send it back.
DUTY = "SUBMISSION"
# What NEDO owes however the case ends: an answer to what was filed, an order for money to return.
OUTLIVING = (DUTY, "REFUND_ORDER")
CHARGED = (RefundState.PRINCIPAL_PAID, RefundState.CHARGES_BILLED)
Choices = Callable[[Grant, date], list[tuple[str, str]]]


@dataclass(frozen=True)
class Asked:
    """One thing asked. kind: line, text, day, yen or choice (then choices says which)."""

    name: str
    label: str
    kind: str = "text"
    choices: Choices | None = None


@dataclass(frozen=True)
class SubmissionKind:
    """What may be filed: its title, article, states, questions, and the act that takes it up.

    document: as what that act puts it up; then the approval answers it.
    arrives_as: the act's day that is the day of arrival. is_of_the_work: not after 額の確定.
    """

    title: str
    article: str
    act: str
    states: frozenset[G]
    asked: tuple[Asked, ...]
    arrives_as: str = ""
    is_of_order: bool = False
    is_of_the_work: bool = False
    document: str = ""

    def is_open_to(self, grant: Grant) -> bool:
        """Whether it may be filed on the case as it stands."""
        is_over = self.is_of_the_work and grant.fixed_on is not None
        return grant.state in self.states and not is_over


def _causes(grant: Grant, day: date) -> list[tuple[str, str]]:
    return [(str(value), str(label)) for value, label in SuccessionCause.choices]


def _grounds(grant: Grant, day: date) -> list[tuple[str, str]]:
    return list(codes_on("waiver_ground", day).items())


def _orders(grant: Grant, day: date) -> list[tuple[str, str]]:
    rows = grant.refund_orders.filter(state__in=CHARGED).order_by("number")
    return [(str(row.number), f"返還命令 第{row.number}号") for row in rows]


DECIDED = frozenset({*CANCELLABLE, G.CANCELLED})
REASON = Asked("reason", "理由")
KINDS: dict[str, SubmissionKind] = {
    "START": SubmissionKind(
        "着手届", "交付規程", "start_grant", frozenset({G.DECIDED, G.PARTLY_CANCELLED}),
        (Asked("started_on", "着手日", "day"),), is_of_the_work=True,
    ),
    "WITHDRAWAL": SubmissionKind(
        "交付申請の取下げ書", "適正化法9条1項", "withdraw_grant", frozenset({G.DECIDED}),
        (REASON,), arrives_as="filed_on",
    ),
    "ABOLITION": SubmissionKind(
        "廃止承認申請書", "適正化法7条1項4号", "propose_abolition",
        frozenset({G.RUNNING, G.SUSPENDED, G.PARTLY_CANCELLED}),
        (
            Asked("abolished_on", "廃止日", "day"), REASON,
            Asked("spent_yen", "既に施行した部分の費用（円）", "yen"),
            Asked("property", "取得した財産の扱い"),
        ),
        is_of_the_work=True, document="ABOLITION",
    ),
    "SUCCESSION": SubmissionKind(
        "承継承認申請書", "交付規程、推進法10条1項", "propose_succession", DECIDED,
        (
            Asked("successor_name", "承継する事業者の名称", "line"),
            Asked("cause", "事由", "choice", _causes),
            Asked("succeeded_on", "承継日", "day"),
            Asked("scope", "承継する権利義務の範囲"), REASON,
        ),
        document="SUCCESSION",
    ),
    "WAIVER": SubmissionKind(
        "加算金・延滞金の免除申請書", "適正化法19条3項、施行令9条2項", "propose_waiver", DECIDED,
        (
            Asked("order", "返還命令", "choice", _orders),
            Asked("ground", "免除の根拠", "choice", _grounds),
            Asked("surcharge_yen", "免除を求める加算金（円）", "yen"),
            Asked("late_yen", "免除を求める延滞金（円）", "yen"),
            Asked("reason", "やむを得ない事情"),
            Asked("measures", "返還を遅延させないためにとった措置"),
        ),
        is_of_order=True, document="WAIVER",
    ),
}  # fmt: skip


def kinds_open(grant: Grant, today: date) -> dict[str, str]:
    """What may be filed on a case now, by its title: in its state, none of the kind waiting."""
    waits = set(grant.submissions.filter(outcome="").values_list("kind", flat=True))
    return {
        code: kind.title
        for code, kind in KINDS.items()
        if kind.is_open_to(grant)
        and code not in waits
        and (not kind.is_of_order or _orders(grant, today))
    }


def problem_of_answer(asked: Asked, text: str, grant: Grant, today: date) -> str:
    """What is wrong with an answer; empty where nothing is."""
    if not text.strip():
        return "記入されていません。"
    if asked.kind == "choice" and asked.choices is not None:
        known = {value for value, _ in asked.choices(grant, today)}
        return "" if text in known else "選べない値です。"
    try:
        if asked.kind == "day" and not is_usable_day(date.fromisoformat(text)):
            return "日付の年を確かめてください。"
        if asked.kind == "yen":
            parse_yen(text)
    except (ValueError, MoneyTextError):
        return "読み取れません。"
    return ""


def waiting(subject: Grant | RefundOrder, kind: str) -> Submission | None:
    """What the company filed of this kind and nobody has taken up."""
    mine = {"order": subject} if isinstance(subject, RefundOrder) else {"grant": subject}
    return Submission.objects.filter(kind=kind, outcome="", **mine).first()


def arrived_on(submission: Submission) -> date:
    """The day in Japan on which it arrived."""
    return jst_day(submission.filed_at)


def is_put_up(submission: Submission) -> bool:
    """Whether a draft that would answer it waits for a decision."""
    waits = pending_documents(submission.order_id or submission.grant_id)
    return KINDS[submission.kind].document in waits


def problems_contradicting(subject: Grant | RefundOrder, kind: str, **days: date) -> list[Problem]:
    """No day of the act is another than the company's own, or than its paper's arrival."""
    found = waiting(subject, kind)
    if found is None:
        return []
    said = {
        name: arrived_on(found)
        if name == KINDS[kind].arrives_as
        else date.fromisoformat(found.answers[name])
        for name in days
    }
    return [
        Problem(
            "contradicts",
            f"到達した{KINDS[kind].title}では {day_text(said[name])} です。",
            "届出・申請のとおりにするか、理由を示して返付してください。",
            name,
        )
        for name, day in days.items()
        if day != said[name]
    ]


def problems_before_arrival(
    subject: Grant | RefundOrder, kind: str, name: str, day: date
) -> list[Problem]:
    """What follows an application is not dated before it arrived."""
    found = waiting(subject, kind)
    if found is None or day >= arrived_on(found):
        return []
    return [
        Problem(
            "contradicts",
            f"{KINDS[kind].title}の到達（{day_text(arrived_on(found))}）より前の日です。",
            "日付を確認してください。",
            name,
        )
    ]


def take_up(record: ActRecord, subject: Grant | RefundOrder, kind: str) -> None:
    """Answer what the company filed by the act under way. Nothing filed, no effect."""
    found = waiting(subject, kind)
    if found is not None:
        answer(record, lock(Submission, found.pk), SubmissionOutcome.TAKEN)


def answer(
    record: ActRecord, submission: Submission, outcome: SubmissionOutcome, reason: str = ""
) -> None:
    """Write the answer, once (trigger), and meet NEDO's duty."""
    running = running_act()
    submission.outcome, submission.answer = outcome.value, reason
    submission.answered_on, submission.answered_by = running.today, running.actor
    submission.save(update_fields=["outcome", "answer", "answered_on", "answered_by"])
    duties.meet(record, submission.grant, DUTY, running.today, period_key=str(submission.number))


def shown(submission: Submission) -> list[tuple[str, str]]:
    """Label and words of every answer."""
    kind = KINDS[submission.kind]
    day = arrived_on(submission)
    return [
        (asked.label, _words(asked, submission.answers.get(asked.name, ""), submission.grant, day))
        for asked in kind.asked
    ]


def _words(asked: Asked, text: str, grant: Grant, day: date) -> str:
    if asked.kind == "day" and text:
        return day_text(date.fromisoformat(text))
    if asked.kind == "yen" and text:
        return format_yen(parse_yen(text))
    if asked.kind == "choice" and asked.choices is not None and asked.name != "order":
        return dict(asked.choices(grant, day)).get(text, text)
    return f"第{text}号" if asked.name == "order" else text


def first_values(submission: Submission, names: Iterable[str]) -> dict[str, Any]:
    """What an officer's form begins with: the company's answers, and the day of arrival."""
    kind = KINDS[submission.kind]
    found: dict[str, Any] = {}
    for asked in kind.asked:
        text = submission.answers.get(asked.name, "")
        found[asked.name] = _value(asked, text)
    if kind.arrives_as:
        found[kind.arrives_as] = arrived_on(submission)
    return {name: value for name, value in found.items() if name in set(names)}


def _value(asked: Asked, text: str) -> Any:
    if asked.kind == "day":
        return date.fromisoformat(text)
    return parse_yen(text) if asked.kind == "yen" else text

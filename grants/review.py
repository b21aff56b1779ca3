"""The checklist of one case: its items, the newest answers, and what still stands in the way."""

from datetime import date
from typing import Any

from grants.checklist import (
    Ask,
    Fact,
    Facts,
    Judged,
    Verdict,
    asks_of,
    contradictions,
    judge,
)
from grants.models import ChecklistAnswer, ChecklistItem, Grant
from workflow.problems import Problem


def items_of(grant: Grant) -> list[ChecklistItem]:
    """The items of the policy version that binds the case's plan."""
    return list(grant.plan.policy.items.all())


def asks_of_item(item: ChecklistItem) -> list[Ask]:
    """The facts an item is reckoned from; none where a person judges unconditionally."""
    found = {ask.name: ask for part in (item.when, item.predicate) if part for ask in asks_of(part)}
    return list(found.values())


def reckon(item: ChecklistItem, facts: Facts) -> Judged:
    """The machine's part: the whole verdict, or for a personal item whether it applies at all.

    No verdict and nothing missing: a person judges.
    """
    if item.predicate is not None:
        return judge(item.predicate, facts, item.when)
    if item.when is not None:
        applies = judge({"all": []}, facts, item.when)
        if applies.verdict is not Verdict.MET:
            return applies
    return Judged(None)


def newest_answers(grant: Grant) -> dict[str, ChecklistAnswer]:
    """The newest answer by item code."""
    answers = grant.checklist_answers.select_related("item").order_by("item__position", "version")
    return {answer.item.code: answer for answer in answers}


def known_facts(grant: Grant) -> dict[str, Fact]:
    """What the newest answers rest on, merged; later items win."""
    found: dict[str, Fact] = {}
    for answer in newest_answers(grant).values():
        found.update(facts_of(answer))
    return found


def facts_of(answer: ChecklistAnswer) -> Facts:
    """An answer's facts, as they were given."""
    kinds = {ask.name: ask.kind for ask in asks_of_item(answer.item)}
    return {k: date.fromisoformat(v) if kinds[k] is date else v for k, v in answer.facts.items()}


def as_json(facts: Facts) -> dict[str, Any]:
    """Facts as they are stored: days as text."""
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in facts.items()}


def problems_with_checklist(grant: Grant) -> list[Problem]:
    """Every blocking item that is open or not met, and every contradiction between answers."""
    answers = newest_answers(grant)
    problems = []
    for item in items_of(grant):
        answer = answers.get(item.code)
        if item.is_blocking and answer is None:
            problems.append(
                Problem(
                    "checklist_open",
                    f"審査項目 {item.code} が未判定です（{item.requirement}）。",
                    f"根拠資料（{item.evidence}）を確認して判定してください。",
                    item.code,
                )
            )
        elif item.is_blocking and answer and answer.verdict == Verdict.NOT_MET:
            problems.append(
                Problem(
                    "checklist_not_met",
                    f"審査項目 {item.code} が不適合です。{answer.finding or answer.reason}",
                    "補正を依頼して判定し直すか、不交付としてください。",
                    item.code,
                )
            )
    given = [(code, facts_of(answer)) for code, answer in answers.items()]
    return problems + [
        Problem(
            "checklist_contradicts",
            f"審査項目 {one} と {other} で事実「{name}」が異なります。",
            "根拠資料を確認し、誤っている項目を判定し直してください。",
            other,
        )
        for name, one, other in contradictions(given)
    ]

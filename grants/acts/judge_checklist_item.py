"""審査項目の判定 (推進法9条4項, 取組方針3章): one item of the checklist.

Who: case_officer
State: — (UNDER_REVIEW)
Ledger: none
Paper: none (its line of 審査調書)
Deadline: none
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from grants.application_files import filed_files
from grants.checklist import Fact, Judged, Verdict
from grants.conflicts import problems_undeclared
from grants.models import ChecklistAnswer, ChecklistItem, Grant
from grants.review import as_json, asks_of_item, known_facts, reckon
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.machines.grant import GrantState
from workflow.models import ActRecord, Person
from workflow.problems import Problem, Refused, refuse_if


@dataclass(frozen=True)
class Judgement:
    """What the officer found in the papers. facts: for a reckoned item, by name; days as date.

    verdict and reason: for an item that a person judges. page: of the evidence. file_id: the
    evidence of the attached paper, if it is one.
    """

    code: str
    evidence: str
    page: str
    facts: tuple[tuple[str, Fact], ...] = ()
    verdict: str = ""
    reason: str = ""
    file_id: UUID | None = None


def problems_judging(grant: Grant, given: Judgement, actor: Person) -> list[Problem]:
    """Every reason why this item cannot be judged now by this person."""
    problems = []
    if grant.state != GrantState.UNDER_REVIEW:
        problems.append(
            Problem("wrong_state", "審査中の案件ではありません。", "審査を開始してください。")
        )
    if grant.officer_id != actor.pk:
        problems.append(
            Problem("not_officer", "この案件の担当者ではありません。", "担当者が行います。")
        )
    if not given.evidence.strip() or not given.page.strip():
        problems.append(
            Problem(
                "evidence",
                "根拠資料とそのページがありません。",
                "資料の名称とページを記入してください。",
                "evidence",
            )
        )
    if given.file_id and given.file_id not in {f.evidence_id for f in filed_files(grant)}:
        problems.append(
            Problem("file", "この申請の添付資料ではありません。", "選び直してください。", "file")
        )
    return problems + problems_undeclared(grant, actor)


def problems_with_facts(item: ChecklistItem, given: Judgement) -> list[Problem]:
    """Facts that the item does not ask for, or of another kind; no measure is below zero."""
    asked = {ask.name: ask for ask in asks_of_item(item)}
    problems = []
    for name, value in given.facts:
        ask = asked.get(name)
        # bool is a kind of int in Python, but a yes is no number.
        is_below_zero = type(value) is int and value < 0
        if ask is None or type(value) is not ask.kind or is_below_zero:
            label = ask.label if ask else name
            problems.append(
                Problem("fact", f"「{label}」の値が正しくありません。", "確認してください。", name)
            )
    return problems


def problems_with_verdict(item: ChecklistItem, given: Judgement, found: Judged) -> list[Problem]:
    """A reckoned item takes facts, a judged one a verdict with its reason."""
    problems = [
        Problem(
            "fact_missing",
            f"「{ask.label}」が記入されていません。",
            f"{item.evidence}で確認してください。",
            ask.name,
        )
        for ask in found.missing
    ]
    is_personal = item.predicate is None and found.verdict is None and not found.missing
    if is_personal and (given.verdict not in set(Verdict) or not given.reason.strip()):
        problems.append(
            Problem(
                "verdict",
                "判定とその理由が必要です。",
                "判定し、理由を記入してください。",
                "verdict",
            )
        )
    if not is_personal and given.verdict:
        problems.append(
            Problem(
                "reckoned",
                "この項目は事実から自動判定します。",
                "事実を記入してください。",
                "verdict",
            )
        )
    return problems


@act
def judge_checklist_item(
    grant_id: UUID, given: Judgement, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Write the verdict; a newer one supersedes it, none is ever changed."""
    grant = lock(Grant, grant_id)
    item = grant.plan.policy.items.filter(code=given.code).first()
    if item is None:
        raise Refused(Problem("no_item", f"審査項目 {given.code} はありません。", "", "code"))
    refuse_if(problems_judging(grant, given, actor) + problems_with_facts(item, given))
    facts = known_facts(grant) | dict(given.facts)
    found = reckon(item, facts)
    refuse_if(problems_with_verdict(item, given, found))
    verdict = found.verdict or Verdict(given.verdict)
    answer = ChecklistAnswer.objects.create(
        grant=grant,
        organisation=grant.organisation,
        item=item,
        version=grant.checklist_answers.filter(item=item).count() + 1,
        verdict=verdict.value,
        is_reckoned=found.verdict is not None,
        facts=as_json(
            {ask.name: facts[ask.name] for ask in asks_of_item(item) if ask.name in facts}
        ),
        finding=f"{found.reason}{found.cure}",
        reason=given.reason,
        evidence=given.evidence,
        page=given.page,
        file_id=given.file_id,
        judge=actor,
        judged_at=now,
    )
    return record_act(
        grant, reason=given.reason, item=item.code, verdict=verdict.value, version=answer.version,
        evidence=f"{given.evidence} {given.page}",
    )  # fmt: skip

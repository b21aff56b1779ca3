"""Writing an inspection: by a planned inspector, expense by expense and cost line by cost line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from fund.money import format_yen
from grants.case import last_inspection
from grants.expenses import MatchedExpense, evidenced_by_line, is_sampled, matched_expenses
from grants.models import (
    BudgetLine,
    ExpenseCheck,
    Finding,
    Grant,
    Inspection,
    InspectionLine,
    InspectionPlan,
)
from workflow import duties, notices
from workflow.act import running_act
from workflow.authority import problems_of_same_person
from workflow.calendar import Due, day_text
from workflow.law import codes_on
from workflow.models import ActRecord, Person, Role
from workflow.problems import Problem, refuse_if

REASONS = "disallowed_cost"
FINDING = "FINDING"


@dataclass(frozen=True)
class InspectedLine:
    """One cost line, cumulative since the start, in yen; reason where not all was admitted."""

    claimed_yen: int
    admitted_yen: int
    reason: str = ""
    reason_code: str = ""


@dataclass(frozen=True)
class ItemCheck:
    """An expense examined in full: what was disallowed of it, in yen, and the code of why."""

    number: int
    disallowed_yen: int = 0
    reason_code: str = ""


@dataclass(frozen=True)
class Remedy:
    """What must be put right, how, and by when."""

    text: str
    remedy: str
    due_on: date


@dataclass(frozen=True)
class InspectionResult:
    """What the inspector found. lines: in the order of the grant's cost lines.

    checks: one for each expense of the sample. card_number: of the card inspectors carry (23条).
    """

    inspected_on: date
    place: str
    lines: tuple[InspectedLine, ...]
    findings: str = ""
    checks: tuple[ItemCheck, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    card_number: str = ""
    witness: str = ""
    books: str = ""
    assets_seen: str = ""


def waiting_plan(grant: Grant, kind: str) -> InspectionPlan | None:
    """The newest approved plan of this kind that no inspection has followed yet."""
    plans = grant.inspection_plans.filter(kind=kind, inspection=None)
    return plans.order_by("-number").first()


def problems_planned(plan: InspectionPlan | None, actor: Person) -> list[Problem]:
    """Only who was planned inspects."""
    if plan is None:
        return [
            Problem(
                "no_plan",
                "承認された検査計画がありません。",
                "担当者に検査計画の起案を求めてください。",
            )
        ]
    if plan.inspectors.filter(inspector=actor).exists():
        return []
    names = "、".join(row.inspector.name for row in plan.inspectors.select_related("inspector"))
    return [
        Problem(
            "not_planned",
            "検査計画に定めた検査員ではありません。",
            f"検査員（{names}）が行います。",
        )
    ]


def problems_inspecting(
    grant: Grant, lines: Sequence[BudgetLine], given: InspectionResult, today: date
) -> list[Problem]:
    """Every reason why the record's day, lines and remedies cannot stand."""
    problems = []
    if grant.officer is None or grant.decided_on is None:
        return [
            Problem(
                "no_officer", "担当者のいない案件は検査できません。", "案件を確認してください。"
            )
        ]
    if not grant.decided_on <= given.inspected_on <= today:
        problems.append(
            Problem(
                "inspected_on",
                "検査日は交付決定日から本日までの日です。",
                "検査日を直してください。",
                "inspected_on",
            )
        )
    last = last_inspection(grant)
    if last is not None and given.inspected_on < last.inspected_on:
        problems.append(
            Problem(
                "before_last",
                f"前回の検査（{day_text(last.inspected_on)}）より前の検査日です。",
                "検査は行った順に記録します。",
                "inspected_on",
            )
        )
    if len(given.lines) != len(lines):
        problems.append(
            Problem("lines", "費目の数が交付決定と合いません。", "全ての費目を記入してください。")
        )
    for row in given.remedies:
        if not row.text.strip() or not row.remedy.strip() or row.due_on <= today:
            problems.append(
                Problem(
                    "remedy",
                    "指摘事項には、内容、求める是正、翌日以後の期限が必要です。",
                    "指摘事項を直してください。",
                )
            )
    return problems


def problems_of_lines(
    lines: Sequence[BudgetLine], given: InspectionResult, matched: Sequence[MatchedExpense]
) -> list[Problem]:
    """Per line: admitted within claimed and within what is proved and was not disallowed."""
    known, evidenced = codes_on(REASONS, given.inspected_on), evidenced_by_line(matched)
    disallowed = _disallowed_by_line(given, matched)
    problems = []
    for line, result in zip(lines, given.lines, strict=False):
        proved = evidenced.get(line.pk, 0) - disallowed.get(line.pk, 0)
        if not 0 <= result.admitted_yen <= result.claimed_yen:
            problems.append(
                Problem(
                    "admitted",
                    f"{line.item}: 認定額は0円以上、申告額以下です。",
                    "金額を直してください。",
                )
            )
        elif result.admitted_yen > proved:
            problems.append(
                Problem(
                    "evidenced",
                    f"{line.item}: 認定額が、証拠書類で確認できる額 {format_yen(max(proved, 0))}"
                    "（不認定を除く）を超えます。",
                    "認定額を下げるか、事業者に証拠書類の提出を求めてください。",
                    short_yen=result.admitted_yen - proved,
                )
            )
        elif result.admitted_yen < result.claimed_yen and (
            not result.reason.strip() or result.reason_code not in known
        ):
            problems.append(
                Problem(
                    "reason",
                    f"{line.item}: 認めない額の区分又は理由がありません。",
                    "区分を選び、理由を記入してください。",
                )
            )
    return problems


def problems_of_checks(
    plan: InspectionPlan, given: InspectionResult, matched: Sequence[MatchedExpense]
) -> list[Problem]:
    """Each expense of the sample is examined, once; what is disallowed of it has a code."""
    known = codes_on(REASONS, given.inspected_on)
    by_number = {row.expense.number: row for row in matched}
    wanted = {n for n, row in by_number.items() if is_sampled(plan, row.expense)}
    numbers = [check.number for check in given.checks]
    problems = []
    if len(set(numbers)) != len(numbers) or set(numbers) != wanted:
        listed = "、".join(str(n) for n in sorted(wanted ^ set(numbers))) or "重複"
        problems.append(
            Problem(
                "sample",
                f"抽出した証拠の確認が揃っていません（証拠番号 {listed}）。",
                "抽出した全ての証拠を確認してください。",
            )
        )
    for check in given.checks:
        row = by_number.get(check.number)
        limit = row.expense.claimed_yen if row else 0
        if not 0 <= check.disallowed_yen <= limit or (
            check.disallowed_yen and check.reason_code not in known
        ):
            problems.append(
                Problem(
                    "check",
                    f"証拠{check.number}: 不認定額は申告額以下で、区分が必要です。",
                    "金額と区分を直してください。",
                )
            )
    return problems


def write_remedies(record: ActRecord, inspection: Inspection, given: InspectionResult) -> None:
    """Date the findings' remedies and tell the company; after the act's own first record."""
    grant = inspection.grant
    for number, row in enumerate(given.remedies, start=1):
        finding = Finding.objects.create(
            inspection=inspection, grant=grant, organisation=grant.organisation, number=number,
            **vars(row),
        )  # fmt: skip
        due = Due(row.due_on, given.inspected_on, "検査調書に定める期限", "")
        duties.owe(
            record, finding, FINDING, f"検査の指摘事項の是正（{finding}）", due,
            article="適正化法12条・23条", period_key=str(number),
        )  # fmt: skip
    if given.remedies:
        notices.tell(
            notices.people_of(grant.organisation, Role.RECIPIENT_RELEASER, Role.RECIPIENT_WRITER),
            "inspection_findings",
            grant,
            f"検査の指摘事項（{grant.number}）",
            "\n".join(
                f"{row.text} — {row.remedy}（期限 {day_text(row.due_on)}）"
                for row in given.remedies
            ),
        )


def inspect(grant: Grant, kind: str, given: InspectionResult) -> Inspection:
    """Write the 検査調書 with its lines and checks; refused with every reason there is."""
    running = running_act()
    lines, plan = list(grant.lines.all()), waiting_plan(grant, kind)
    problems = problems_inspecting(grant, lines, given, running.today)
    if grant.officer is not None:
        problems += problems_of_same_person(running.actor, grant.officer, "案件の担当")
    problems += problems_planned(plan, running.actor)
    matched = matched_expenses(grant, given.inspected_on) if grant.decided_on else []
    if plan is not None:
        problems += problems_of_lines(lines, given, matched)
        problems += problems_of_checks(plan, given, matched)
    refuse_if(problems)
    assert plan is not None, "an inspection follows its plan"
    assert grant.officer is not None, "a case that is inspected has an officer"
    last = last_inspection(grant)
    own = {k: v for k, v in vars(given).items() if k not in {"lines", "checks", "remedies"}}
    inspection = Inspection.objects.create(
        grant=grant, organisation=grant.organisation, kind=kind, plan=plan,
        number=last.number + 1 if last else 1, inspector=running.actor, officer=grant.officer,
        **own,
    )  # fmt: skip
    _write_rows(inspection, lines, given, matched)
    return inspection


def _write_rows(
    inspection: Inspection, lines: Sequence[BudgetLine], given: InspectionResult,
    matched: Sequence[MatchedExpense],
) -> None:  # fmt: skip
    grant, evidenced = inspection.grant, evidenced_by_line(matched)
    InspectionLine.objects.bulk_create(
        InspectionLine(
            inspection=inspection, organisation=grant.organisation, line=line,
            evidenced_yen=evidenced.get(line.pk, 0), **vars(result),
        )
        for line, result in zip(lines, given.lines, strict=True)
    )  # fmt: skip
    checks = {check.number: check for check in given.checks}
    ExpenseCheck.objects.bulk_create(
        ExpenseCheck(
            inspection=inspection, organisation=grant.organisation, expense=row.expense,
            is_sampled=row.expense.number in checks, faults=[str(fault) for fault in row.faults],
            disallowed_yen=check.disallowed_yen, reason_code=check.reason_code,
        )
        for row in matched
        for check in [checks.get(row.expense.number, ItemCheck(row.expense.number))]
    )  # fmt: skip


def _disallowed_by_line(
    given: InspectionResult, matched: Sequence[MatchedExpense]
) -> dict[UUID, int]:
    """Per line what was disallowed of expenses that were proved; unproved ones count nothing."""
    by_number = {row.expense.number: row for row in matched if row.evidenced_yen}
    found: dict[UUID, int] = {}
    for check in given.checks:
        row = by_number.get(check.number)
        if row is not None:
            line = row.expense.line_id
            found[line] = found.get(line, 0) + check.disallowed_yen
    return found

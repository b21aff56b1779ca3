"""証拠書類の登録 (適正化法12条・14条): one expense with its six documents.

Who: recipient_writer, recipient_releaser, recipient_accountant
State: — (RUNNING, SUSPENDED, ABOLISHED, PARTLY_CANCELLED, COMPLETED_REPORTED, CORRECTION_ORDERED)
Ledger: none
Paper: none (a row of the list of evidence)
Deadline: none
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from grants.evidence_match import LABELS, SIX
from grants.models import Expense, ExpenseDocument, Grant
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.calendar import jst_day
from workflow.machines.grant import GrantState
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if

SPENDING = {
    GrantState.RUNNING, GrantState.SUSPENDED, GrantState.ABOLISHED, GrantState.PARTLY_CANCELLED,
    GrantState.COMPLETED_REPORTED, GrantState.CORRECTION_ORDERED,
}  # fmt: skip


@dataclass(frozen=True)
class ExpenseEntry:
    """One expense, yen without tax. documents: (kind, day, yen, number or page) of those there are.

    position: of its cost line. replaces: the number of the expense this one corrects, or None.
    """

    position: int
    title: str
    supplier: str
    claimed_yen: int
    documents: tuple[tuple[str, date, int, str], ...]
    replaces: int | None = None


def problems_registering(grant: Grant, given: ExpenseEntry, today: date) -> list[Problem]:
    """Every reason why the expense cannot be registered; what does not agree is no such reason."""
    problems = []
    if grant.state not in SPENDING or grant.fixed_on is not None:
        problems.append(
            Problem(
                "wrong_state",
                f"現在の状態「{grant.get_state_display()}」では登録できません。",
                "事業実施中から確定検査までの案件に登録します。",
            )
        )
    if not given.title.strip() or not given.supplier.strip():
        problems.append(
            Problem("title", "品名と支払先を記入してください。", "記入してください。", "title")
        )
    if given.claimed_yen <= 0:
        problems.append(
            Problem("claimed", "申告額は正の額です。", "金額を直してください。", "claimed_yen")
        )
    problems += _problems_of_documents(given, today)
    if not grant.lines.filter(position=given.position).exists():
        problems.append(
            Problem("line", "費目がありません。", "費目を選び直してください。", "position")
        )
    if given.replaces is not None and not _standing(grant, given.replaces):
        problems.append(
            Problem(
                "replaces",
                "訂正する証拠がないか、既に訂正されています。",
                "証拠番号を確認してください。",
                "replaces",
            )
        )
    return problems


@act
def register_expense(
    grant_id: UUID, given: ExpenseEntry, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Write the expense; whether its documents agree is shown at once and decided at inspection."""
    grant = lock(Grant, grant_id)
    refuse_if(problems_registering(grant, given, jst_day(now)))
    expense = Expense.objects.create(
        grant=grant,
        organisation=grant.organisation,
        line=grant.lines.get(position=given.position),
        number=grant.expenses.count() + 1,
        title=given.title,
        supplier=given.supplier,
        claimed_yen=given.claimed_yen,
        replaces=None if given.replaces is None else _standing(grant, given.replaces),
        filed_at=now,
    )
    ExpenseDocument.objects.bulk_create(
        ExpenseDocument(
            expense=expense, organisation=grant.organisation, kind=kind, issued_on=on,
            amount_yen=yen, reference=reference,
        )
        for kind, on, yen, reference in given.documents
    )  # fmt: skip
    return record_act(grant, expense=expense.number, claimed_yen=given.claimed_yen)


def _standing(grant: Grant, number: int) -> Expense | None:
    return grant.expenses.filter(number=number, replaced_by=None).first()


def _problems_of_documents(given: ExpenseEntry, today: date) -> list[Problem]:
    kinds = [kind for kind, *_ in given.documents]
    if not kinds or len(set(kinds)) != len(kinds) or not set(kinds) <= set(SIX):
        return [
            Problem(
                "documents",
                "証拠書類を1点以上、各1件までで記入してください。",
                "書類を直してください。",
            )
        ]
    return [
        Problem(
            "document",
            f"{LABELS[kind]}: 日付は本日まで、金額は正の額で、文書番号又は頁が必要です。",
            "書類の記入を直してください。",
            f"on_{kind}",
        )
        for kind, on, yen, reference in given.documents
        if on > today or yen <= 0 or not reference.strip()
    ]

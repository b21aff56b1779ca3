"""The facts of a draft in words: keys of its content → label and value, in a fixed order."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django import template

from fund.money import format_yen
from grants.acts.propose_cancellation import CIRCUMSTANCES
from grants.acts.propose_waiver import GROUNDS as WAIVER_GROUNDS
from grants.models import BudgetLine, Demand, GrantChange
from grants.models.inspection import InspectionKind
from grants.models.payment import PaymentKind
from grants.models.succession import SuccessionCause
from grants.refund_terms import Ground
from workflow.calendar import day_text
from workflow.law import codes_on
from workflow.models import Approval, Draft
from workflow.standing import route_rows

register = template.Library()

DOCUMENT_NAMES = {
    "DECISION": "交付決定の起案",
    "VOID": "交付決定の無効の起案",
    "FIXING": "額の確定の起案",
    "PAYMENT": "支払の起案",
    "CANCELLATION": "取消しの起案",
    "CHANGE": "計画変更の起案",
    "ABOLITION": "廃止の承認の起案",
    "COMPLIANCE": "遂行命令の起案",
    "SUSPENSION": "一時停止命令の起案",
    "DISPOSAL": "財産処分の承認の起案",
    "DEMAND": "納付の請求の起案",
    "WAIVER": "免除の起案",
    "REDUCTION": "返還命令の減額の起案",
    "OVERPAYMENT": "過誤納金の還付の起案",
    "CLOSE": "締めの起案",
    "PLACEMENT": "運用の起案",
    "VOUCHER": "振替伝票",
    "INSPECTION_PLAN": "検査計画の起案",
    "SUCCESSION": "承継の承認の起案",
    "EXTRA_COSTS": "特別に必要となった経費の交付の起案",
}
# In the order in which they are shown; a key ending in _yen is an amount.
LABELS = {
    "grant": "交付番号", "kind": "種別", "number": "回", "asset": "財産番号",
    "method": "処分の方法",
    "ground": "根拠", "circumstance": "特別の事情（施行令5条）",
    "is_whole": "範囲", "is_minor": "扱い",
    "sum_yen": "費目別の助成金の額の合計",
    "decided_yen": "交付決定額", "fixed_yen": "確定額", "paid_yen": "支払済額",
    "amount_yen": "金額", "certified_yen": "銀行の残高証明額", "certificate": "残高証明書",
    "certificate_file": "残高証明書のファイル", "certificate_sha256": "そのSHA-256",
    "payable_yen": "支払えた残りの額", "cancelled_yen": "取消額", "granted_yen": "助成金の額",
    "profit_yen": "収益額の累計", "own_share_yen": "自己負担額", "cost_yen": "取得・事業の費用",
    "taxable_share": "課税売上割合", "life_years": "耐用年数", "years_used": "経過年数",
    "book_yen": "残存簿価", "price_yen": "譲渡額", "returned_yen": "納付済額",
    "report_title": "根拠の報告", "reported_return_yen": "事業者の報告した返還額",
    "return_yen": "納付額", "reduced_yen": "減額", "surcharge_yen": "免除する加算金",
    "late_yen": "免除する延滞金", "refund_yen": "返還を命ずべき額",
    "budget_year": "財源の予算年度", "abolished_on": "廃止日", "meti_approval": "大臣の承認番号",
    "meti_approved_on": "承認日", "bank_reference": "銀行照会番号", "ruling": "裁決・判決",
    "successor_name": "承継する事業者", "cause": "事由", "succeeded_on": "承継日",
    "scope": "承継する権利義務の範囲",
    "plan_notice": "変更認定等の通知", "within_plan": "認定計画の該当箇所",
    "planned_on": "検査予定日", "place": "検査の場所", "inspectors": "検査員",
    "sample_from_yen": "全件を検査する額", "sample_share": "その他の抽出割合",
    "rounding": "端数処理", "reasons": "審査の結果", "late_reports": "遅れている報告",
    "reason": "理由", "demand": "命ずる内容", "remedy_due_on": "履行の期限",
    "measures": "とった措置",
}  # fmt: skip
SIDES = {"decided_yen": "交付決定額", "ends_on": "完了予定日", "purpose": "目的及び内容"}


@register.filter
def facts_of_draft(draft: Draft) -> list[tuple[str, str]]:
    """Label and value of everything but the tables (cost lines, conditions, before and after)."""
    return facts_of_content(draft.content)


def facts_of_content(content: dict[str, Any]) -> list[tuple[str, str]]:
    """The same of a content kept elsewhere: a paper's, a demand's."""
    return [(label, _words(key, content[key])) for key, label in LABELS.items() if key in content]


@register.filter
def sides_of_draft(draft: Draft) -> list[tuple[str, str, str, bool]]:
    """Label, before, after and whether they differ, for a draft that changes something."""
    content: dict[str, Any] = draft.content
    return sides_of(content.get("before", {}), content.get("after", {}), draft.subject_id)


@register.filter
def sides_of_change(change: GrantChange) -> list[tuple[str, str, str, bool]]:
    """Label, before, after and whether they differ, for a change as it was made."""
    return sides_of(change.before, change.after, change.grant_id)


def sides_of(
    before: dict[str, Any], after: dict[str, Any], grant: UUID
) -> list[tuple[str, str, str, bool]]:
    """The redline of amount, period, contents and the cost lines of a case."""
    rows = [
        (label, _words(key, before[key]), _words(key, after[key]), before[key] != after[key])
        for key, label in SIDES.items()
        if key in before
    ]
    items = BudgetLine.objects.filter(grant=grant).values_list("item", flat=True)
    costs = zip(items, before.get("eligible_yen", ()), after.get("eligible_yen", ()), strict=False)
    rows += [
        (f"対象費用（{item}）", format_yen(old), format_yen(new), old != new)
        for item, old, new in costs
    ]
    return rows


# Where a table's cell stands in the content: its column, for the words of a difference.
CELLS = {
    "lines": ("費目", "対象費用", "助成率", "助成金の額"),
    "conditions": ("交付の条件", "根拠"),
}


@register.filter
def changes_in_words(changes: Iterable[tuple[str, Any, Any]]) -> list[tuple[str, str, str]]:
    """Label, before and now of each difference between two versions (workflow.approvals)."""
    return [(_label(path), _cell(path, before), _cell(path, now)) for path, before, now in changes]


def _label(path: str) -> str:
    key, *rest = path.split(".")
    if key in CELLS and len(rest) == 2:
        return f"{CELLS[key][int(rest[1]) - 1]}（{rest[0]}）"
    return ".".join([LABELS.get(key, key), *rest])


def _cell(path: str, value: Any) -> str:
    if value is None:
        return "―"
    key, *rest = path.split(".")
    if isinstance(value, int) and (key.endswith("_yen") or rest[1:] in (["2"], ["4"])):
        return format_yen(value)
    return _words(key, value)


@register.filter
def route_of_draft(draft: Draft) -> list[tuple[str, list[Approval]]]:
    """The stages of the draft's route, each with the approvals given at it."""
    return route_rows(draft)


@register.filter
def document_name(draft: Draft) -> str:
    """交付決定の起案 of DECISION; an unknown kind keeps its code."""
    return DOCUMENT_NAMES.get(draft.document, draft.document)


def _words(key: str, value: Any) -> str:
    if key.endswith("_yen"):
        return format_yen(value)
    if isinstance(value, bool) and key in _YES_NO:
        return _YES_NO[key][not value]
    if key == "inspectors":
        return "、".join(name for _, name in value)
    if key in _CODES:
        return str(_CODES[key]().get(value, value or "―"))
    if key.endswith("_on") and value:
        return day_text(date.fromisoformat(value))
    return f"{value}年度" if key == "budget_year" else str(value)


# key → what yes and no mean; key → its codes in words
_YES_NO = {
    "is_whole": ("全部取消し", "一部取消し"),
    "is_minor": ("軽微な変更の届出", "変更の承認"),
}
_CODES: dict[str, Callable[[], dict[Any, Any]]] = {
    "kind": lambda: {
        **dict(PaymentKind.choices),
        **dict(Demand.Kind.choices),
        **dict(InspectionKind.choices),
    },
    "ground": lambda: {
        **{ground.value: ground.label for ground in Ground},
        **codes_on(WAIVER_GROUNDS, date.max),
    },
    "cause": lambda: dict(SuccessionCause.choices),
    "circumstance": lambda: codes_on(CIRCUMSTANCES, date.max),
}

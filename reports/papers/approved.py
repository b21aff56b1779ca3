"""決裁書: what was approved, version and hash, by whom on which route.

運用決裁書, 振替決裁書, 支払決議書, 検査計画書, 無効決議書.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from fund.models import Placement, Voucher
from fund.queries import segments
from fund.templatetags.ledger import account_name
from grants.models import Grant, Payment
from grants.templatetags.drafts import facts_of_content
from reports.papers.catalogue import (
    INSPECTION_PLAN,
    PAYMENT_SHEET,
    PLACEMENT_SHEET,
    VOID_SHEET,
    VOUCHER_SHEET,
    PaperKind,
)
from reports.papers.letterhead import entry_mark
from reports.papers.plain import asked_of, inner_paper
from reports.pdf.figures import hex_groups, moment_text
from reports.pdf.notice import Notice, Part, SumRow, SumTable
from workflow.calendar import wareki
from workflow.models import ActRecord, Approval, Draft
from workflow.standing import stage_name

# The kind of draft each paper shows, and what its approval decided.
SHEETS = {
    PLACEMENT_SHEET.code: (
        "PLACEMENT",
        "下記の運用を行うことを決裁したので、記録します（通則法第47条）。",
    ),
    VOUCHER_SHEET.code: ("VOUCHER", "下記の振替伝票を決裁したので、記録します。"),
    PAYMENT_SHEET.code: ("PAYMENT", "下記の助成金を支払うことを決裁したので、記録します。"),
    INSPECTION_PLAN.code: (
        "INSPECTION_PLAN",
        "下記のとおり検査を行うことを決裁したので、記録します（適正化法第15条・第23条）。",
    ),
    VOID_SHEET.code: (
        "VOID",
        "権限のない者がした下記の交付決定は無効であることを決裁したので、記録します。",
    ),
}


def placement_sheet(record: ActRecord, number: str) -> Notice:
    """運用決裁書 of an approve_placement record."""
    row = Placement.objects.get(pk=record.subject_id)
    return _sheet(PLACEMENT_SHEET, record, number, None, row.segment)


def voucher_sheet(record: ActRecord, number: str) -> Notice:
    """振替決裁書 of an approve_voucher record."""
    row = Voucher.objects.get(pk=record.subject_id)
    return _sheet(VOUCHER_SHEET, record, number, None, row.segment)


def payment_sheet(record: ActRecord, number: str) -> Notice:
    """支払決議書 of an approve_payment record."""
    row = Payment.objects.select_related("grant__plan").get(pk=record.subject_id)
    more = [("支払う日", wareki(row.pay_on) if row.pay_on else "")]
    return _sheet(PAYMENT_SHEET, record, number, row.grant, row.grant.plan.segment, more)


def inspection_plan(record: ActRecord, number: str) -> Notice:
    """検査計画書 of an approve_inspection record."""
    row = Grant.objects.select_related("plan").get(pk=record.subject_id)
    return _sheet(INSPECTION_PLAN, record, number, row, row.plan.segment)


def void_sheet(record: ActRecord, number: str) -> Notice:
    """無効決議書 of a void_decision record: the company was never told of the decision."""
    row = Grant.objects.select_related("plan").get(pk=record.subject_id)
    return _sheet(VOID_SHEET, record, number, row, row.plan.segment)


def _sheet(
    kind: PaperKind,
    record: ActRecord,
    number: str,
    grant: Grant | None,
    segment: int,
    more: Sequence[tuple[str, str]] = (),
) -> Notice:
    document, sentence = SHEETS[kind.code]
    draft = _approved(document, record)
    content: dict[str, Any] = draft.content
    told = [(label, said) for label, said in content.get("facts", [])]
    facts = list(dict.fromkeys([*facts_of_content(content), *told]))
    if content.get("reverses"):
        facts.append(("取り消す仕訳", f"第{content['reverses']}号（赤黒）"))
    return inner_paper(
        kind, record, number, sentence,
        [*facts, *more, ("起案", f"第{draft.version}版　{draft.drafted_by.name}　"
                         f"{moment_text(draft.drafted_at)}"),
         ("決裁の根拠", draft.article),
         ("起案のSHA-256", " ".join(hex_groups(bytes(draft.content_sha).hex())))],
        grant=grant and _named(grant, document),
        tables=_planned(content), parts=(_route(draft, record),),
        entry=entry_mark(segment, record),
    )  # fmt: skip


def _named(grant: Grant, document: str) -> Any:
    # A decision that is void has no number any more; the sheet rests on the case.
    return asked_of(grant) if document == "VOID" else grant


def _approved(document: str, record: ActRecord) -> Draft:
    """The draft the act approved: its last approval bears the act's actor and moment."""
    rows = Draft.objects.select_related("drafted_by").filter(
        document=document, subject_id=record.subject_id
    )
    return rows.filter(
        approvals__approver=record.actor, approvals__decided_at=record.acted_at
    ).latest("version")


def _route(draft: Draft, record: ActRecord) -> Part:
    """Every approval given by then, stage by stage."""
    rows = draft.approvals.select_related("approver", "principal")
    given: Iterable[Approval] = rows.filter(decided_at__lte=record.acted_at).order_by("decided_at")
    return Part("決裁", tuple(
        f"{stage_name(draft, one.stage)}　{one.get_outcome_display()}　{one.approver.name}"
        + (f"（{one.principal.name}の代決）" if one.principal else "")
        + f"　{moment_text(one.decided_at)}"
        for one in given
    ))  # fmt: skip


def _planned(content: dict[str, Any]) -> list[SumTable]:
    """The entries a draft foresees, one table each."""
    names = {s.segment_id: s.code for s in segments()}
    kinds = (("entries", "承認により記帳する仕訳"), ("payments", "出納のときに記帳する仕訳"))
    return [
        SumTable(
            f"{title}（勘定 {names[entry['segment']]}）", ("帳簿", "借方", "貸方"), (14, 60, 60),
            ("金額",),
            tuple(
                SumRow((x["book"], _account(x["debit"]), _account(x["credit"])), (x["yen"],))
                for x in entry["lines"]
            ),
        )
        for key, title in kinds
        for entry in content.get(key) or ()
    ]  # fmt: skip


def _account(code: str) -> str:
    return f"{code}　{account_name(code)}"

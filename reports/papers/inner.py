"""NEDO's own records: 受領記録 of METI's notices, 審査調書, 判断書, 確認調書, 終了調書."""

from datetime import date
from typing import Any

from fund.money import format_yen
from grants.models import ChecklistAnswer, Grant, Plan, PlanNotice, RefundReceipt
from grants.refund_terms import Ground
from reports.papers.catalogue import (
    CHECK_RECORD,
    CLOSING_RECORD,
    GROUND_SHEET,
    METI_RECORD,
    REVIEW_RECORD,
)
from reports.papers.history import ordered_back_yen, standing_yen
from reports.papers.payment import paid_before
from reports.papers.plain import asked_of, inner_paper, reason
from reports.pdf.figures import headline_yen
from reports.pdf.notice import Notice, Part, SumRow, SumTable
from workflow.calendar import fiscal_year_name, jst_day, wareki
from workflow.machines.demand import DemandState
from workflow.machines.grant import GrantState
from workflow.models import ActRecord, Draft

PLAN_FIELDS = {
    "ceiling_yen": "最大助成額", "ends_on": "取組の終了日", "title": "計画の名称", "item": "品目",
}  # fmt: skip


def meti_record(record: ActRecord, number: str) -> Notice:
    """受領記録 of a notice of METI about a plan, with what it means for the plan's grants."""
    plan = Plan.objects.get(pk=record.subject_id)
    got = PlanNotice.objects.filter(number=record.facts["notice_number"]).first()
    what = got.get_kind_display() if got else "認定"
    notice_on = got.notice_on if got else plan.notice_on
    affected: list[dict[str, Any]] = record.facts.get("affected", [])
    parts = [Part(f"{what}の理由・内容", (record.reason,))] if record.reason else []
    if affected:
        steps = tuple(f"{one['grant']}　{one['step']}" for one in affected)
        parts.append(Part("影響を受ける交付について検討すべき措置（決定ではない）", steps, True))
    return inner_paper(
        METI_RECORD, record, number,
        f"経済産業大臣から{what}に係る通知を受領したので、記録します（{_article(got)}）。",
        [
            ("通知文書番号", f"{record.facts['notice_number']}　{wareki(notice_on)}"),
            ("受領の日", wareki(jst_day(record.acted_at))),
            ("通知の種別", what),
            ("認定供給確保計画", f"{plan.number}　{plan.title}"),
            *_told(plan, record, got),
        ],
        strong="通知の種別", tables=_affected(record, affected), parts=parts,
    )  # fmt: skip


def review_record(record: ActRecord, number: str) -> Notice:
    """審査調書 of an examine_application record: the sums re-run, the verdicts, the conditions."""
    grant = Grant.objects.get(pk=record.subject_id)
    rows = Draft.objects.filter(document="DECISION", subject_id=grant.pk)
    draft = rows.filter(drafted_at__lte=record.acted_at).latest("version")
    content = draft.content
    asked = {line.item: line.eligible_yen for line in grant.lines.all()}
    lines = [
        SumRow((item, rate), (asked[item], cost, part))
        for item, cost, rate, part in content["lines"]
    ]
    sums = (sum(asked.values()), sum(x[1] for x in content["lines"]),
            sum(x[3] for x in content["lines"]))  # fmt: skip
    conditions = tuple(f"{text}（{article}）" for text, article in content["conditions"])
    return inner_paper(
        REVIEW_RECORD, record, number,
        "下記の交付申請について、法令及び予算、目的及び内容並びに金額の算定を審査したので、その結果を報告します"
        "（適正化法第6条第1項）。",
        [
            ("申請額", format_yen(grant.requested_yen)),
            ("交付すべき額", headline_yen(content["decided_yen"])),
            ("財源の予算年度", fiscal_year_name(content["budget_year"])),
            ("起案", f"第{draft.version}版"),
        ],
        grant=asked_of(grant), strong="交付すべき額",
        tables=(
            SumTable("費目別の算定", ("費目", "助成率"), (44, 18),
                     ("申請の対象費用", "認める対象費用", "助成金の額"),
                     (*lines, SumRow(("合計", ""), sums, is_total=True))),
            *_verdicts(grant, record),
        ),
        parts=(
            reason(content["reasons"] or "申請のとおり認める。", "審査の結果"),
            *([Part("交付の条件", conditions, True)] if conditions else []),
        ),
    )  # fmt: skip


def ground_sheet(record: ActRecord, number: str) -> Notice:
    """判断書 of a decide_revocation_ground record."""
    grant = Grant.objects.select_related("plan").get(pk=record.subject_id)
    ground = record.facts["ground"]
    labels = {one.value: one.label for one in Ground}
    return inner_paper(
        GROUND_SHEET, record, number,
        "認定供給確保計画に係る経済産業大臣の処分を受け、下記の交付決定を取り消すかどうか及びその根拠を判断したので、"
        "記録します（推進法第11条、適正化法第10条・第17条）。",
        [
            ("認定供給確保計画", f"{grant.plan.number}　{grant.plan.title}"),
            ("判断", labels.get(ground, "取り消さない")),
        ],
        grant=grant, strong="判断", parts=(reason(record.reason, "判断の理由"),),
    )  # fmt: skip


def check_record(record: ActRecord, number: str) -> Notice:
    """確認調書 of a record_yearly_check record (取組方針4章3節)."""
    plan = Plan.objects.get(pk=record.subject_id)
    check = plan.checks.get(year=record.facts["year"])
    return inner_paper(
        CHECK_RECORD, record, number,
        "下記の認定供給確保計画が適正に遂行されているかを、経済産業省とともに確認したので、その結果を報告します。",
        [
            ("認定供給確保計画", f"{plan.number}　{plan.title}"),
            ("対象の年度", fiscal_year_name(check.year)),
            ("確認の日", wareki(check.checked_on)),
            ("経済産業省の担当・文書", check.meti_reference),
            ("結果", check.get_outcome_display()),
        ],
        strong="結果", parts=(Part("所見", (check.findings,)),),
    )  # fmt: skip


def closing_record(record: ActRecord, number: str) -> Notice:
    """終了調書 of a close_grant record: what was granted, paid and came back; nothing is open."""
    grant = Grant.objects.get(pk=record.subject_id)
    paid = sum(payment.amount_yen for payment in paid_before(grant, record))
    kept = grant.retentions.last()
    demands = grant.demands.filter(demanded_on__lte=jst_day(record.acted_at))
    return inner_paper(
        CLOSING_RECORD, record, number,
        "下記の助成事業については、処分の制限、報告その他の義務が全て終了したことを確認し、案件を終了したので、報告します。",
        [
            ("交付額（取消しを除く）", format_yen(standing_yen(grant, record))),
            ("支払った額", format_yen(paid)),
            ("返還を命じた額", format_yen(ordered_back_yen(grant, record))),
            ("収納した返還金等", format_yen(_received(grant, record))),
            ("収納した納付金", format_yen(sum(d.amount_yen for d in demands.filter(
                state=DemandState.PAID)))),
            ("処分制限財産", f"{grant.assets.count()}件（全て満了又は処分済み）"),
            ("未了の義務", "ありません。"),
            ("文書の保存期間の満了日", wareki(kept.kept_until) if kept else ""),
            ("終了の日", wareki(jst_day(record.acted_at))),
        ],
        grant=grant, strong="終了の日",
    )  # fmt: skip


def _article(got: PlanNotice | None) -> str:
    return got.article if got else "推進法9条6項"


def _told(plan: Plan, record: ActRecord, got: PlanNotice | None) -> list[tuple[str, str]]:
    """What the notice changed, old and new; for a certification the plan as certified."""
    if got is None:
        facts = record.facts
        return [
            ("認定の日", wareki(plan.certified_on)),
            ("適用する取組方針", facts["policy"]),
            ("最大助成額", format_yen(facts["ceiling_yen"])),
            ("認定供給確保事業者", "、".join(facts["companies"])),
        ]
    told = [
        (PLAN_FIELDS.get(name, name), f"{_plain(name, old)} から {_plain(name, new)} に変更")
        for name, (old, new) in record.facts.get("changed", {}).items()
    ]
    if "run_before_yen" in record.facts:
        before, after = (
            format_yen(record.facts[f"run_{when}_yen"]) for when in ("before", "after")
        )
        change = f"{before} から {after} に変更" if before != after else f"変更なし（{before}）"
        told.append(("支払予定額の保留", change))
    return told


def _plain(name: str, value: Any) -> str:
    if value is None:
        return "（なし）"
    if name.endswith("_yen"):
        return format_yen(value)
    return wareki(date.fromisoformat(value)) if name.endswith("_on") else str(value)


def _affected(record: ActRecord, affected: list[dict[str, Any]]) -> list[SumTable]:
    """The grants of the plan with each payment's day, and what of them is withheld."""
    if not affected:
        return []
    rows = []
    for one in affected:
        state = GrantState(one["state"]).label
        paid = [(day, yen) for day, yen in one["paid"]]
        rows.append(SumRow((one["grant"], state, ""), (one["standing_yen"], one["withheld_yen"])))
        rows += [SumRow(("", "支払済み", day), (yen, 0)) for day, yen in paid]
    total = (sum(one["standing_yen"] for one in affected), record.facts["withheld_yen"])
    rows.append(SumRow(("合計（交付額）", "", ""), total, is_total=True))
    return [
        SumTable("影響を受ける交付", ("交付番号", "状態", "支払日"), (40, 32, 26),
                 ("交付額・支払額", "保留した請求額"), tuple(rows))
    ]  # fmt: skip


def _verdicts(grant: Grant, record: ActRecord) -> list[SumTable]:
    """The newest verdict on each item of the checklist, as it stood."""
    rows = ChecklistAnswer.objects.filter(grant=grant, judged_at__lte=record.acted_at)
    newest = {one.item.code: one for one in rows.select_related("item", "judge")}
    if not newest:
        return []
    lines = tuple(
        SumRow((
            one.item.code, one.item.requirement, one.get_verdict_display(),
            "自動判定" if one.is_reckoned else one.judge.name, f"{one.evidence} {one.page}",
        ))
        for one in newest.values()
    )  # fmt: skip
    return [
        SumTable(
            "審査項目の判定",
            ("項目", "要件", "判定", "判定者", "根拠資料"),
            (14, 70, 18, 24, 44),
            (),
            lines,
        )
    ]


def _received(grant: Grant, record: ActRecord) -> int:
    rows = RefundReceipt.objects.filter(
        order__grant=grant, reduction=None, received_on__lte=jst_day(record.acted_at)
    )
    return sum(row.amount_yen - row.overpaid_yen for row in rows)

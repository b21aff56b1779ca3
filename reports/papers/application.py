"""What a company gets about its application: 受理, 補正, 不交付, 取下げ, and 廃止."""

from datetime import date

from fund.money import format_yen
from grants.models import Grant
from reports.papers.catalogue import (
    ABOLITION_NOTICE,
    APPLICATION_RECEIPT,
    APPLICATION_REPAIR,
    REJECTION_NOTICE,
    WITHDRAWAL_RECEIPT,
)
from reports.papers.letterhead import entry_mark
from reports.papers.plain import ACT_IN_FULL, asked_of, reason, to_company
from reports.pdf.figures import headline_yen, moment_text
from reports.pdf.notice import Notice, Part
from workflow.calendar import jst_day, wareki
from workflow.models import ActRecord


def application_receipt(record: ActRecord, number: str) -> Notice:
    """The receipt of an apply_for_grant record, with the recorded moment (26条の3)."""
    grant = Grant.objects.select_related("plan").get(pk=record.subject_id)
    due = record.obligations_made.get(kind="PROCESSING")
    files = record.facts.get("files", [])
    return to_company(
        APPLICATION_RECEIPT, record, number,
        "下記の交付申請書が到達したので、これを受理したことを通知します。",
        [
            ("到達の日時", moment_text(record.acted_at)),
            (
                "到達の根拠",
                "適正化法第26条の3第1項（NEDOの使用に係る電子計算機のファイルへの記録）",
            ),
            ("申請額", headline_yen(record.facts["requested_yen"])),
            ("申請書の版", f"第{record.facts['version']}版（添付資料 {len(files)}件）"),
            ("認定供給確保計画", f"{grant.plan.number}　{grant.plan.title}"),
            ("標準処理期間の満了", wareki(due.due_on)),
        ],
        grant=asked_of(grant), strong="到達の日時",
        parts=(
            Part("今後の手続", (
                "審査の結果は、交付又は不交付の決定として通知します。審査のため補正を求めたときは、"
                "補正された申請書が到達するまで標準処理期間の進行を止めます。",
            )),
        ),
    )  # fmt: skip


def application_repair(record: ActRecord, number: str) -> Notice:
    """The request of a return_application record."""
    grant = Grant.objects.get(pk=record.subject_id)
    return to_company(
        APPLICATION_REPAIR, record, number,
        "下記の交付申請書について、補正を求めます。",
        [("補正を求めた日", wareki(jst_day(record.acted_at)))],
        grant=asked_of(grant),
        parts=(
            reason(record.reason, "補正を求める事項及び理由"),
            Part("補正の間の取扱い", (
                "補正された申請書が到達するまでの日数は、標準処理期間に算入しません（適正化法第6条第2項）。",
            )),
        ),
    )  # fmt: skip


def rejection_notice(record: ActRecord, number: str) -> Notice:
    """The notice of a reject_application record."""
    grant = Grant.objects.get(pk=record.subject_id)
    return to_company(
        REJECTION_NOTICE, record, number,
        f"下記の交付申請については、{ACT_IN_FULL}第6条第1項の規定により審査した結果、"
        "助成金を交付しないことと決定したので、通知します。",
        [
            ("申請額", format_yen(grant.requested_yen)),
            ("決定", "不交付"),
        ],
        grant=asked_of(grant), strong="決定",
        parts=(reason(record.reason, "交付しない理由"),),
        contestable=True,
    )  # fmt: skip


def withdrawal_receipt(record: ActRecord, number: str) -> Notice:
    """The receipt of a withdraw_grant record."""
    grant = Grant.objects.select_related("plan").get(pk=record.subject_id)
    filed_on = date.fromisoformat(record.facts["filed_on"])
    return to_company(
        WITHDRAWAL_RECEIPT, record, number,
        f"下記の交付の決定に係る申請の取下げを、{ACT_IN_FULL}第9条第1項の規定により受理したので、通知します。",
        [
            ("取下げ書の到達の日", wareki(filed_on)),
            ("取下げの期限", wareki(grant.withdrawal_until) if grant.withdrawal_until else ""),
        ],
        grant=grant, strong="取下げ書の到達の日",
        parts=(
            reason(record.reason, "取下げの理由"),
            Part("取下げの効果", (
                "この取下げにより、助成金の交付の決定は、なかったものとみなされます（適正化法第9条第2項）。",
            )),
        ),
        entry=entry_mark(grant.plan.segment, record),
    )  # fmt: skip


def abolition_notice(record: ActRecord, number: str) -> Notice:
    """The notice of an approve_abolition record."""
    grant = Grant.objects.get(pk=record.subject_id)
    due = record.obligations_made.get(kind="COMPLETION")
    return to_company(
        ABOLITION_NOTICE, record, number,
        f"下記の助成事業の廃止については、{ACT_IN_FULL}第7条第1項第4号の規定により付した条件に基づき、"
        "承認したので、通知します。",
        [
            ("廃止の日", wareki(date.fromisoformat(record.facts["abolished_on"]))),
            ("実績報告の期限", wareki(due.due_on)),
        ],
        grant=grant, strong="廃止の日",
        parts=(
            reason(record.reason, "廃止の理由"),
            Part("廃止の後の手続", (
                "期限までに実績報告書を提出してください（適正化法第14条）。廃止までに要した経費について検査を行い、"
                "助成金の額を確定します（同法第15条）。既に支払った額が確定額を超えるときは、返還を命じます。",
            )),
        ),
    )  # fmt: skip

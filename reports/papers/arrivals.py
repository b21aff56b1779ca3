"""What a company gets about what it filed while a case runs: receipts, repairs, answers, 督促."""

from datetime import date

from grants.models import BodyChange, CompletionReport, CoreTechnologyConsultation, Grant
from reports.dossier import Dossier
from reports.models import Report
from reports.papers.catalogue import (
    BODY_CHANGE_RECEIPT,
    COMPLETION_RECEIPT,
    CONSULTATION_ANSWER,
    EXTENSION_ANSWER,
    REPORT_DEMAND,
    REPORT_REPAIR,
    TROUBLE_RECEIPT,
)
from reports.papers.plain import reason, to_company
from reports.pdf.figures import moment_text
from reports.pdf.notice import Notice, Part, SumRow, SumTable
from workflow.calendar import jst_day, wareki
from workflow.models import ActRecord, Extension, Obligation


def completion_receipt(record: ActRecord, number: str) -> Notice:
    """The receipt of a report_completion record, with the reported costs."""
    grant = Grant.objects.get(pk=record.subject_id)
    filed = CompletionReport.objects.get(grant=grant, version=record.facts["version"])
    total = sum(filed.costs.values())
    lines = [SumRow((item,), (yen,)) for item, yen in filed.costs.items()]
    return to_company(
        COMPLETION_RECEIPT, record, number,
        "下記の助成事業に係る実績報告書を受理したので、通知します。",
        [
            ("到達の日時", moment_text(record.acted_at)),
            ("報告書の版", f"第{filed.version}版"),
            ("完了の日", wareki(filed.completed_on)),
        ],
        grant=grant, strong="到達の日時",
        tables=(
            SumTable("報告された費目別の実績額", ("費目",), (134,), ("実績額",), (
                *lines, SumRow(("合計",), (total,), is_total=True),
            )),
        ),
        parts=(
            Part("今後の手続", (
                "書類の審査及び必要に応じて現地での検査を行い、適合すると認めたときは助成金の額を確定し、"
                "通知します（適正化法第15条）。",
            )),
        ),
    )  # fmt: skip


def trouble_receipt(record: ActRecord, number: str) -> Notice:
    """The receipt of a report_trouble record."""
    grant = Grant.objects.get(pk=record.subject_id)
    told = grant.trouble_reports.get(received_at=record.acted_at)
    return to_company(
        TROUBLE_RECEIPT, record, number,
        "下記の事故又は遅延の報告を受理したので、通知します。",
        [
            ("到達の日時", moment_text(told.received_at)),
            ("事故・遅延の発生の日", wareki(told.occurred_on)),
            ("報告による完了の見込み", wareki(told.expected_end_on)),
        ],
        grant=grant, strong="到達の日時",
        parts=(
            Part("報告の内容", (told.contents,)),
            Part("この報告の効力", (
                "この報告は、事業の期間その他の交付決定の内容を変更するものではありません。変更が必要なときは、"
                "計画変更の承認を申請してください（適正化法第7条第1項）。",
            )),
        ),
    )  # fmt: skip


def body_change_receipt(record: ActRecord, number: str) -> Notice:
    """The receipt of an accept_body_change record."""
    grant = Grant.objects.get(pk=record.subject_id)
    rows = BodyChange.objects.filter(grant=grant, accepted_on=jst_day(record.acted_at))
    change = rows.filter(changed_on=record.facts["changed_on"]).latest("filed_at")
    return to_company(
        BODY_CHANGE_RECEIPT, record, number,
        "下記の変更の届出を受理したので、通知します。今後の文書は、変更後の名称、所在地及び代表者により発行します。",
        [
            ("変更の日", wareki(change.changed_on)),
            ("届出の到達", moment_text(change.filed_at)),
            ("確認した書類", change.evidence),
            *(
                (label, f"{old or '（なし）'} から {new or '（なし）'} に変更")
                for label, old, new, differs in change.sides
                if differs
            ),
        ],
        grant=grant,
    )  # fmt: skip


def report_repair(record: ActRecord, number: str) -> Notice:
    """The request of a return_report record, question by question."""
    report = Report.objects.select_related("grant", "form").get(pk=record.subject_id)
    names = {question.code: question.label for question in Dossier(report).questions}
    comments = record.facts.get("comments", {})
    marked = tuple(f"{names.get(code, code)}　{text}" for code, text in comments.items())
    return to_company(
        REPORT_REPAIR, record, number,
        "下記の報告書について、補正を求めます。",
        [
            ("報告書", report.title),
            ("根拠", report.form.article),
            ("補正の期限", wareki(date.fromisoformat(record.facts["repair_until"]))),
        ],
        grant=report.grant, strong="補正の期限",
        parts=(
            reason(record.reason, "補正を求める理由"),
            *([Part("項目ごとの指摘", marked, is_numbered=True)] if marked else []),
        ),
    )  # fmt: skip


def extension_answer(record: ActRecord, number: str) -> Notice:
    """The answer of a decide_extension record."""
    given = Extension.objects.select_related("duty").get(pk=record.subject_id)
    due_on = date.fromisoformat(record.facts["due_on"])
    granted = record.facts["granted_on"]
    outcome = "承認します" if granted else "承認しません"
    return to_company(
        EXTENSION_ANSWER, record, number,
        f"下記の期限の延長の申請については、{outcome}。",
        [
            ("期限が定められた事項", given.duty.title),
            ("根拠", given.duty.article),
            ("申請の到達", moment_text(given.requested_at)),
            ("申請前の期限", wareki(due_on)),
            ("希望する期限", wareki(given.wished_on)),
            ("回答", given.get_outcome_display()),
            ("回答の後の期限", wareki(date.fromisoformat(granted) if granted else due_on)),
        ],
        strong="回答の後の期限", parts=(reason(given.answer, "回答の理由"),),
    )  # fmt: skip


def report_demand(record: ActRecord, number: str) -> Notice:
    """督促 and hold of a hold_payments record: the report is that late."""
    duty = Obligation.objects.get(pk=record.subject_id)
    due_on, on = date.fromisoformat(record.facts["due_on"]), jst_day(record.acted_at)
    return to_company(
        REPORT_DEMAND, record, number,
        "下記の報告が期限までに提出されていないので、速やかに提出するよう督促します。あわせて、交付決定に付した条件に基づき、"
        "提出された報告を受理するまでの間、下記の助成事業に係る支払を保留したので、通知します。",
        [
            ("提出されていない報告", duty.title),
            ("根拠", duty.article),
            ("提出の期限", f"{wareki(due_on)}（{(on - due_on).days}日経過）"),
            ("支払を保留した助成事業", "、".join(record.facts["grants"])),
        ],
        strong="提出されていない報告",
        parts=(
            Part("保留の解除", (
                "報告を受理したとき、又は期限の延長を承認したときは、この保留を解除します。",
            )),
            Part("なお提出がないとき", (
                "報告をしないときは、適正化法第13条の規定による命令又は同法第17条の規定による交付決定の取消しを"
                "検討することとなります。また、同法第14条の規定による報告をしない者は、同法第31条の罰則の対象となります。",
            )),
        ),
    )  # fmt: skip


def consultation_answer(record: ActRecord, number: str) -> Notice:
    """METI's answer to a コア技術の事前相談, as answer_consultation recorded it."""
    asked = CoreTechnologyConsultation.objects.select_related("plan").get(pk=record.subject_id)
    assert asked.answered_on is not None, "an answered consultation says when"
    return to_company(
        CONSULTATION_ANSWER, record, number,
        "下記の事前相談について、経済産業省から次のとおり回答があったので、通知します。",
        [
            ("認定供給確保計画", f"{asked.plan.number}　{asked.plan.title}"),
            ("相談の到達", moment_text(asked.filed_at)),
            ("行為", asked.get_conduct_display()),
            ("コア技術等", asked.technology),
            ("相手方・国", asked.counterpart),
            ("回答の文書", f"{asked.answer_reference}　{wareki(asked.answered_on)}"),
            ("回答", asked.get_state_display()),
        ],
        strong="回答", parts=(Part("回答の内容", (asked.answer,)),),
    )  # fmt: skip

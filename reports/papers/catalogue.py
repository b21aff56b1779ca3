"""The kinds of paper: the dataclass each holds, how it is drawn and how it is numbered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from reports.pdf import amount_fixed_notice as fixed
from reports.pdf import cancellation_notice as cancellation
from reports.pdf import change_notice as change
from reports.pdf import charges_demand as charges_again
from reports.pdf import charges_notice as charges
from reports.pdf import decision_notice as decision
from reports.pdf import demand_letter as demand
from reports.pdf import disposal_notice as disposal
from reports.pdf import extra_costs_notice as extra
from reports.pdf import fund_statement as statement
from reports.pdf import inspection_record as inspection
from reports.pdf import instruction_letter as instruction
from reports.pdf import notice as plain
from reports.pdf import payment_notice as payment
from reports.pdf import reduction_notice as reduction
from reports.pdf import refund_order as refund
from reports.pdf import succession_notice as succession
from reports.pdf import waiver_notice as waiver
from workflow.calendar import fiscal_year
from workflow.law import next_number


@dataclass(frozen=True)
class PaperKind:
    """One kind of paper. series: the words before its number, e.g. 返還命令 for 返還命令第2026-1号.

    A kind without a series bears the number its act already gave. is_inner: NEDO's own paper, not
    for the company.
    """

    code: str
    title: str
    series: str
    content: type
    draw: Callable[[Any], bytes]
    is_inner: bool = False


FUND_STATEMENT = PaperKind(
    "fund_statement", statement.TITLE, "基金残高",
    statement.FundStatement, statement.draw_fund_statement,
)  # fmt: skip
DECISION_NOTICE = PaperKind(
    "decision_notice", decision.TITLE, "", decision.DecisionNotice, decision.draw_decision_notice
)
PAYMENT_NOTICE = PaperKind(
    "payment_notice", payment.TITLE, "支払通知",
    payment.PaymentNotice, payment.draw_payment_notice,
)  # fmt: skip
AMOUNT_FIXED_NOTICE = PaperKind(
    "amount_fixed_notice", fixed.TITLE, "額確定",
    fixed.AmountFixedNotice, fixed.draw_amount_fixed_notice,
)  # fmt: skip
CANCELLATION_NOTICE = PaperKind(
    "cancellation_notice", cancellation.TITLE, "決定取消",
    cancellation.CancellationNotice, cancellation.draw_cancellation_notice,
)  # fmt: skip
REFUND_ORDER = PaperKind(
    "refund_order", refund.TITLE, "返還命令", refund.RefundOrder, refund.draw_refund_order
)
CHARGES_NOTICE = PaperKind(
    "charges_notice", charges.TITLE, "加算延滞",
    charges.ChargesNotice, charges.draw_charges_notice,
)  # fmt: skip
CHANGE_NOTICE = PaperKind(
    "change_notice", change.TITLE, "変更承認", change.ChangeNotice, change.draw_change_notice
)
SUCCESSION_NOTICE = PaperKind(
    "succession_notice", succession.TITLE, "承継承認",
    succession.SuccessionNotice, succession.draw_succession_notice,
)  # fmt: skip
DEMAND_LETTER = PaperKind(
    "demand_letter", demand.TITLE, "督促", demand.DemandLetter, demand.draw_demand_letter
)
CHARGES_DEMAND = PaperKind(
    "charges_demand", charges_again.TITLE, "加算延滞督促",
    charges_again.ChargesDemand, charges_again.draw_charges_demand,
)  # fmt: skip
REDUCTION_NOTICE = PaperKind(
    "reduction_notice", reduction.TITLE, "返還減額",
    reduction.ReductionNotice, reduction.draw_reduction_notice,
)  # fmt: skip
WAIVER_NOTICE = PaperKind(
    "waiver_notice", waiver.TITLE, "免除", waiver.WaiverNotice, waiver.draw_waiver_notice
)
DISPOSAL_NOTICE = PaperKind(
    "disposal_notice", disposal.TITLE, "財産処分",
    disposal.DisposalNotice, disposal.draw_disposal_notice,
)  # fmt: skip
EXTRA_COSTS_NOTICE = PaperKind(
    "extra_costs_notice", extra.TITLE, "特別経費",
    extra.ExtraCostsNotice, extra.draw_extra_costs_notice,
)  # fmt: skip
INSTRUCTION_LETTER = PaperKind(
    "instruction_letter", instruction.TITLE, "指示",
    instruction.InstructionLetter, instruction.draw_instruction_letter,
)  # fmt: skip

INSPECTION_RECORD = PaperKind(
    "inspection_record", inspection.TITLE, "検査調書",
    inspection.InspectionRecord, inspection.draw_inspection_record, is_inner=True,
)  # fmt: skip


def _plain(code: str, title: str, series: str) -> PaperKind:
    return PaperKind(code, title, series, plain.Notice, plain.draw_notice)


def _inner(code: str, title: str, series: str) -> PaperKind:
    return PaperKind(code, title, series, plain.Notice, plain.draw_notice, is_inner=True)


# To the company: about its application
APPLICATION_RECEIPT = _plain("application_receipt", "交付申請受理通知書", "申請受理")
APPLICATION_REPAIR = _plain("application_repair", "交付申請補正依頼書", "申請補正")
REJECTION_NOTICE = _plain("rejection_notice", "助成金不交付決定通知書", "不交付")
WITHDRAWAL_RECEIPT = _plain("withdrawal_receipt", "交付申請取下げ受理書", "取下受理")
# while the case is carried out
COMPLIANCE_ORDER = _plain("compliance_order", "助成事業遂行命令書", "遂行命令")
SUSPENSION_ORDER = _plain("suspension_order", "助成事業一時停止命令書", "一時停止")
RESUMPTION_NOTICE = _plain("resumption_notice", "助成事業一時停止解除通知書", "停止解除")
CORRECTION_ORDER = _plain("correction_order", "助成事業是正命令書", "是正命令")
ABOLITION_NOTICE = _plain("abolition_notice", "助成事業廃止承認通知書", "廃止承認")
COMPLETION_RECEIPT = _plain("completion_receipt", "実績報告受理書", "実績受理")
TROUBLE_RECEIPT = _plain("trouble_receipt", "事故・遅延報告受理書", "事故受理")
BODY_CHANGE_RECEIPT = _plain("body_change_receipt", "変更届受理書", "変更受理")
CONSULTATION_ANSWER = _plain("consultation_answer", "事前相談回答通知書", "相談回答")
REPORT_REPAIR = _plain("report_repair", "報告書補正依頼書", "報告補正")
REPORT_DEMAND = _plain("report_demand", "報告書督促状（支払保留通知）", "報告督促")
EXTENSION_ANSWER = _plain("extension_answer", "期限延長回答書", "延長回答")
# about money
CLAIM_REFUSAL = _plain("claim_refusal", "支払請求却下通知書", "請求却下")
REFUND_RECEIPT = _plain("refund_receipt", "返還金領収書", "返還領収")
SET_OFF_NOTICE = _plain("set_off_notice", "相殺通知書", "相殺")
COLLECTION_NOTICE = _plain("collection_notice", "強制徴収着手通知書", "強制徴収")
OVERPAYMENT_NOTICE = _plain("overpayment_notice", "過誤納金還付通知書", "還付")
PAY_NOTICE = _plain("pay_notice", "納付通知書", "納付")
RETURN_RECEIPT = _plain("return_receipt", "納付金領収書", "納付領収")
DISPOSAL_REFUSAL = _plain("disposal_refusal", "財産処分不承認通知書", "処分不承認")
# NEDO's own
METI_RECORD = _inner("meti_record", "受領記録", "受領記録")
REVIEW_RECORD = _inner("review_record", "審査調書", "審査調書")
GROUND_SHEET = _inner("ground_sheet", "判断書", "判断書")
CHECK_RECORD = _inner("check_record", "確認調書", "確認調書")
CLOSING_RECORD = _inner("closing_record", "終了調書", "終了調書")
INSPECTION_PLAN = _inner("inspection_plan", "検査計画書", "検査計画")
PAYMENT_SHEET = _inner("payment_sheet", "支払決議書", "支払決議")
VOID_SHEET = _inner("void_sheet", "無効決議書", "無効決議")
PLACEMENT_SHEET = _inner("placement_sheet", "運用決裁書", "運用決裁")
VOUCHER_SHEET = _inner("voucher_sheet", "振替決裁書", "振替決裁")
ENDOWMENT_RECORD = _inner("endowment_record", "受入調書", "受入調書")
INCOME_RECORD = _inner("income_record", "運用益組入調書", "組入調書")
VALUATION_RECORD = _inner("valuation_record", "有価証券評価明細書", "評価明細")
STRAY_RECORD = _inner("stray_record", "入金調書", "入金調書")
CASH_RECORD = _inner("cash_record", "出納調書", "出納調書")

KINDS = {kind.code: kind for kind in list(vars().values()) if isinstance(kind, PaperKind)}


def next_paper_number(kind: PaperKind, issued_on: date) -> str:
    """The next number of the kind's series of the fiscal year: gapless, undone with the act."""
    assert kind.series, f"{kind.code} bears the number of its act"
    year = fiscal_year(issued_on)
    return f"{kind.series}第{year}-{next_number(f'paper-{kind.code}-{year}')}号"

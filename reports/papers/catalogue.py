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

KINDS = {
    kind.code: kind
    for kind in (
        FUND_STATEMENT, DECISION_NOTICE, PAYMENT_NOTICE, AMOUNT_FIXED_NOTICE, CANCELLATION_NOTICE,
        REFUND_ORDER, CHARGES_NOTICE, CHANGE_NOTICE, SUCCESSION_NOTICE, DEMAND_LETTER,
        CHARGES_DEMAND, REDUCTION_NOTICE, WAIVER_NOTICE, DISPOSAL_NOTICE, EXTRA_COSTS_NOTICE,
        INSTRUCTION_LETTER, INSPECTION_RECORD,
    )
}  # fmt: skip


def next_paper_number(kind: PaperKind, issued_on: date) -> str:
    """The next number of the kind's series of the fiscal year: gapless, undone with the act."""
    assert kind.series, f"{kind.code} bears the number of its act"
    year = fiscal_year(issued_on)
    return f"{kind.series}第{year}-{next_number(f'paper-{kind.code}-{year}')}号"

"""Columns and constraints of the grants layer; no rules."""

from grants.models.application import (
    ApplicationDraft,
    ApplicationFile,
    ApplicationVersion,
    BudgetYear,
)
from grants.models.asset import Asset, Demand, Disposal
from grants.models.carrying import (
    BodyChange,
    ChangeRequest,
    ConductOrder,
    GrantChange,
    TroubleInstruction,
    TroubleReport,
)
from grants.models.conflict import ConflictDeclaration
from grants.models.consultation import CoreTechnologyConsultation
from grants.models.expense import Expense, ExpenseDocument
from grants.models.grant import BudgetLine, Grant, GrantCondition
from grants.models.hold import PaymentHold
from grants.models.inspection import (
    CompletionReport,
    ExpenseCheck,
    Finding,
    Inspection,
    InspectionLine,
    InspectionPlan,
    PlannedInspector,
)
from grants.models.payment import Payment
from grants.models.plan import Plan, PlanCheck, PlanNotice, PlanParty
from grants.models.policy import ChecklistAnswer, ChecklistItem, Policy
from grants.models.question import Question, QuestionEntry
from grants.models.refund import (
    Cancellation,
    ExtraCostGrant,
    RefundLot,
    RefundOrder,
    RefundReceipt,
)
from grants.models.relief import OrderReduction, OverpaymentReturn, SetOff, Waiver
from grants.models.retention import Retention
from grants.models.submission import Submission
from grants.models.succession import Succession

__all__ = [
    "ApplicationDraft",
    "ApplicationFile",
    "ApplicationVersion",
    "Asset",
    "BodyChange",
    "BudgetLine",
    "BudgetYear",
    "Cancellation",
    "ChangeRequest",
    "ChecklistAnswer",
    "ChecklistItem",
    "CompletionReport",
    "ConductOrder",
    "ConflictDeclaration",
    "CoreTechnologyConsultation",
    "Demand",
    "Disposal",
    "Expense",
    "ExpenseCheck",
    "ExpenseDocument",
    "ExtraCostGrant",
    "Finding",
    "Grant",
    "GrantChange",
    "GrantCondition",
    "Inspection",
    "InspectionLine",
    "InspectionPlan",
    "OrderReduction",
    "OverpaymentReturn",
    "Payment",
    "PaymentHold",
    "Plan",
    "PlanCheck",
    "PlanNotice",
    "PlanParty",
    "PlannedInspector",
    "Policy",
    "Question",
    "QuestionEntry",
    "RefundLot",
    "RefundOrder",
    "RefundReceipt",
    "Retention",
    "SetOff",
    "Submission",
    "Succession",
    "TroubleInstruction",
    "TroubleReport",
    "Waiver",
]

"""The fund's own papers and acts. The ledger's tables are not Django models: see fund/sql."""

from fund.models.endowment import Endowment
from fund.models.periods import PeriodClose
from fund.models.placement import (
    Instrument,
    InterestReceipt,
    MarketValue,
    Placement,
    Valuation,
)
from fund.models.plan import FundPlan
from fund.models.shortage import CashShortage
from fund.models.voucher import StrayReceipt, Voucher

__all__ = [
    "CashShortage",
    "Endowment",
    "FundPlan",
    "Instrument",
    "InterestReceipt",
    "MarketValue",
    "PeriodClose",
    "Placement",
    "StrayReceipt",
    "Valuation",
    "Voucher",
]

"""収益納付・消費税返還の起案 (適正化法7条2項, 交付条件): from the company's report, reckoned.

Who: case_officer
State: — (SETTLED, MONITORING)
Ledger: none
Paper: 納付決議書（案）
Deadline: none
"""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from grants.case import standing_yen
from grants.models import Demand, Grant
from grants.returns import consumption_tax_return_yen, profit_return_yen
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.approvals import put_up
from workflow.machines.grant import GrantState
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if

DOCUMENT = "DEMAND"


@dataclass(frozen=True)
class ProfitReport:
    """収益納付の報告, yen: cumulative profit, the company's own share, the project's whole cost."""

    profit_yen: int
    own_share_yen: int
    cost_yen: int


@dataclass(frozen=True)
class TaxReport:
    """消費税の報告: the share of taxable sales (課税売上割合)."""

    taxable_share: Fraction


def problems_demanding(grant: Grant, kind: str, return_yen: int) -> list[Problem]:
    """Every reason why nothing can be demanded."""
    problems = []
    if grant.state not in {GrantState.SETTLED, GrantState.MONITORING}:
        problems.append(
            Problem("wrong_state", "精算後の案件に限ります。", "案件の状態を確認してください。")
        )
    if kind == Demand.Kind.CTAX and grant.demands.filter(kind=kind).exists():
        problems.append(
            Problem(
                "demanded",
                "消費税仕入控除税額の返還は既に請求しています。",
                "請求の記録を確認してください。",
            )
        )
    if return_yen <= 0:
        problems.append(
            Problem(
                "nothing_due",
                "計算の結果、納付額がありません。",
                "報告の受理だけを記録してください。",
            )
        )
    return problems


def demand_content(grant: Grant, given: ProfitReport | TaxReport) -> dict[str, Any]:
    """The reckoning, with what is due as return_yen."""
    fixed = standing_yen(grant)
    if isinstance(given, TaxReport):
        due = consumption_tax_return_yen(fixed, given.taxable_share)
        return {
            "kind": Demand.Kind.CTAX.value, "granted_yen": fixed,
            "taxable_share": str(given.taxable_share), "return_yen": due,
        }  # fmt: skip
    earlier = sum(d.amount_yen for d in grant.demands.filter(kind=Demand.Kind.PROFIT))
    due = profit_return_yen(given.profit_yen, given.own_share_yen, fixed, given.cost_yen, earlier)
    return {
        "kind": Demand.Kind.PROFIT.value, "granted_yen": fixed, **vars(given),
        "returned_yen": earlier, "return_yen": due,
    }  # fmt: skip


@act
def propose_demand(
    grant_id: UUID, given: ProfitReport | TaxReport, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Put the demand up with its reckoning (起案)."""
    grant = lock(Grant, grant_id)
    content = demand_content(grant, given)
    refuse_if(problems_demanding(grant, content["kind"], content["return_yen"]))
    draft = put_up(DOCUMENT, grant, content, amount_yen=content["return_yen"])
    return record_act(grant, return_yen=content["return_yen"], version=draft.version)

"""収益納付・消費税返還の起案 (適正化法7条2項, 交付条件): from the company's report, reckoned.

Who: case_officer
State: — (SETTLED, MONITORING, and AMOUNT_FIXED, PARTLY_CANCELLED once paid)
Ledger: none
Paper: none (the draft is put up)
Deadline: none
"""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from grants.accepted_reports import DEMAND_OF, profit_so_far_yen, reported, unused_reports
from grants.case import SETTLING, balances_of, standing_yen
from grants.models import Demand, Grant
from grants.returns import consumption_tax_return_yen, profit_return_yen
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.approvals import put_up
from workflow.machines.grant import GrantState
from workflow.models import ActRecord, Obligation, Person
from workflow.problems import Problem, refuse_if

DOCUMENT = "DEMAND"
# A fixed grant that is paid earns on, whether or not what is owed of it has come back.
DEMANDABLE = frozenset({*SETTLING, GrantState.SETTLED, GrantState.MONITORING})


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


def problems_standing(grant: Grant) -> list[Problem]:
    """Why of this case, as it stands, nothing is demanded: its amount is not fixed or not paid."""
    if grant.state not in DEMANDABLE:
        return [
            Problem(
                "wrong_state", "額の確定の後の案件に限ります。", "案件の状態を確認してください。"
            )
        ]
    if grant.fixed_on is None:
        return [
            Problem(
                "not_fixed",
                "一部取消しの後の額の確定が済んでいません。",
                "額の確定と精算の後に請求してください。",
            )
        ]
    if balances_of(grant)["B400"]:
        return [
            Problem(
                "unpaid",
                "精算払が済んでいません。",
                "交付した助成金についての請求であるため、精算払の後に請求してください。",
            )
        ]
    return []


def problems_demanding(grant: Grant, kind: str, return_yen: int) -> list[Problem]:
    """Every reason why nothing can be demanded."""
    problems = problems_standing(grant)
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


def problems_with_report(
    grant: Grant, kind: Demand.Kind, given: ProfitReport | TaxReport, report: UUID | None,
    reason: str,
) -> list[Problem]:  # fmt: skip
    """A demand names the accepted report it is reckoned from, once; other figures have a reason.

    Without a report only where none of the kind waits for its demand.
    """
    unused = unused_reports(grant, kind)
    if report is None:
        return [_REPORT_WAITS] if unused.exists() else []
    duty = unused.filter(pk=report).first()
    if duty is None:
        return [_NO_REPORT]
    told = told_by(grant, duty)
    if told is None or told == _counted(given) or reason.strip():
        return []
    return [
        Problem(
            "differs",
            "受理した報告の額と異なります。",
            "報告のとおりにするか、異なる理由を記入してください。",
            "reason",
        )
    ]


_REPORT_WAITS = Problem(
    "report_waits",
    "受理済みで、まだ請求していない報告があります。",
    "請求の根拠となる報告を選んでください。",
    "report",
)
_NO_REPORT = Problem(
    "no_report",
    "この案件の受理済みの報告ではないか、既に請求の根拠となっています。",
    "請求の記録を確認し、報告を選び直してください。",
    "report",
)


def told_by(grant: Grant, duty: Obligation) -> int | Fraction | None:
    """What the reports say of the figure that is reckoned with; None where they are silent."""
    if DEMAND_OF[duty.kind] is Demand.Kind.CTAX:
        return reported(duty).taxable_share
    return profit_so_far_yen(grant, duty)


def _counted(given: ProfitReport | TaxReport) -> int | Fraction:
    return given.taxable_share if isinstance(given, TaxReport) else given.profit_yen


def _as_reported(duty: Obligation, reason: str) -> dict[str, Any]:
    """The report in the draft: which, and what the company itself would return."""
    would_yen = reported(duty).return_yen
    return {
        "report": str(duty.pk), "report_title": duty.title, "reason": reason,
        **({} if would_yen is None else {"reported_return_yen": would_yen}),
    }  # fmt: skip


@act
def propose_demand(
    grant_id: UUID,
    given: ProfitReport | TaxReport,
    report: UUID | None = None,
    reason: str = "",
    *,
    actor: Person,
    now: datetime,
    key: str,
) -> ActRecord:
    """Put the demand up with its reckoning and the report it is from (起案).

    report: the duty that the accepted report met; reason: why the figures are not the report's.
    """
    grant = lock(Grant, grant_id)
    content = demand_content(grant, given)
    kind = Demand.Kind(content["kind"])
    refuse_if(
        problems_demanding(grant, kind, content["return_yen"])
        + problems_with_report(grant, kind, given, report, reason)
    )
    if report is not None:
        content |= _as_reported(Obligation.objects.get(pk=report), reason)
    draft = put_up(DOCUMENT, grant, content, amount_yen=content["return_yen"])
    return record_act(grant, return_yen=content["return_yen"], version=draft.version)

"""終了: every duty has ended; the books are kept as long as the law asks.

Who: section_chief, department_director
State: MONITORING → CLOSED (17条3項 may still reach it)
Ledger: none
Paper: 終了調書
Deadline: 文書の保存期間, for good (保存期間の満了日, then 移管 or 廃棄)
"""

from datetime import datetime
from uuid import UUID

from grants.case import advance_left_yen, balances_of
from grants.models import Grant
from grants.retention import record_retention
from workflow.act import act, lock
from workflow.advance import advance
from workflow.duties import open_kinds
from workflow.machines.asset import AssetState
from workflow.machines.demand import DemandState
from workflow.machines.refund import RefundState
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if


def problems_closing(grant: Grant) -> list[Problem]:
    """Everything that is still open."""
    problems = []
    if grant.fixed_on is None:
        problems.append(
            Problem("not_fixed", "額の確定が済んでいません。", "案件の状態を確認してください。")
        )
    kinds = open_kinds(grant)
    if kinds:
        problems.append(
            Problem(
                "duties",
                f"未了の義務が {len(kinds)} 種類あります。",
                "履行又は不要の確認をしてください。",
            )
        )
    ended = [RefundState.CLEARED, RefundState.WAIVED]
    if grant.refund_orders.exclude(state__in=ended).exists():
        problems.append(
            Problem("refunds", "完納されていない返還命令があります。", "完納を待ってください。")
        )
    if grant.demands.filter(state=DemandState.DEMANDED).exists():
        problems.append(
            Problem("demands", "納付されていない請求があります。", "納付を待ってください。")
        )
    if grant.assets.exclude(state__in=[AssetState.RELEASED, AssetState.DISPOSED]).exists():
        problems.append(
            Problem(
                "assets",
                "処分制限中の財産があります。",
                "期間の満了又は処分の承認を待ってください。",
            )
        )
    # What was lost of an advance (貸倒れ) stays in B310, whether or not it was recovered since.
    balances = balances_of(grant)
    if balances["B300"] or balances["B400"] or advance_left_yen(grant):
        problems.append(
            Problem("balances", "精算されていない残高があります。", "帳簿を確認してください。")
        )
    return problems


@act
def close_grant(grant_id: UUID, *, actor: Person, now: datetime, key: str) -> ActRecord:
    """End the case."""
    grant = lock(Grant, grant_id)
    refuse_if(problems_closing(grant))
    kept = record_retention(grant)
    return advance(
        grant, "to_closed", kept_from=kept.kept_from.isoformat(),
        kept_until=kept.kept_until.isoformat(), measure=kept.measure,
    )  # fmt: skip

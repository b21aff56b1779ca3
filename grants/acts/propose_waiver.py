"""免除の起案 (適正化法19条3項, 施行令9条2項): on the company's application, with its papers.

Who: case_officer
State: — (refund PRINCIPAL_PAID or CHARGES_BILLED)
Ledger: none
Paper: none (the draft is put up)
Deadline: none (届出・申請の処理 stands until the approval)
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from fund.money import format_yen
from grants.models import RefundOrder, Waiver
from grants.refund_case import open_charges
from grants.submissions import problems_before_arrival
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.approvals import put_up
from workflow.calendar import jst_day
from workflow.law import codes_on
from workflow.machines.refund import RefundState
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if

DOCUMENT = "WAIVER"
GROUNDS = "waiver_ground"


@dataclass(frozen=True)
class WaiverProposal:
    """What is to be waived, in yen, why (令9条2項), and METI's approval (令9条4項).

    ground: the code of the circumstance that could not be helped (19条3項).
    """

    surcharge_yen: int
    late_yen: int
    reason: str
    measures: str
    meti_approval: str
    meti_approved_on: date
    ground: str = ""


def problems_waiving(order: RefundOrder, given: WaiverProposal, today: date) -> list[Problem]:
    """Every reason why these charges cannot be waived."""
    problems = []
    surcharge, late = open_charges(order)
    if order.state not in {RefundState.PRINCIPAL_PAID, RefundState.CHARGES_BILLED}:
        problems.append(
            Problem("wrong_state", "元本の完納の後に免除できます。", "元本の納付を待ってください。")
        )
    if not (0 <= given.surcharge_yen <= surcharge and 0 <= given.late_yen <= late) or not (
        given.surcharge_yen or given.late_yen
    ):
        problems.append(
            Problem(
                "sums",
                f"免除できるのは未納の加算金 {format_yen(surcharge)}、"
                f"延滞金 {format_yen(late)} までです。",
                "免除額を直してください。",
                "surcharge_yen",
            )
        )
    texts = (
        ("reason", "やむを得ない事情"),
        ("measures", "とった措置"),
        ("meti_approval", "承認番号"),
    )
    problems += [
        Problem("missing", f"{label}が記入されていません。", "記入してください。", name)
        for name, label in texts
        if not getattr(given, name).strip()
    ]
    if given.ground not in codes_on(GROUNDS, today):
        problems.append(
            Problem(
                "ground", "免除の根拠がありません（19条3項）。", "根拠を選んでください。", "ground"
            )
        )
    if given.meti_approved_on > today:
        problems.append(
            Problem(
                "approved_on", "承認日が先の日です。", "日付を直してください。", "meti_approved_on"
            )
        )
    if Waiver.objects.filter(meti_approval=given.meti_approval).exists():
        problems.append(
            Problem(
                "used",
                "この承認は既に使われています。",
                "承認番号を確認してください。",
                "meti_approval",
            )
        )
    return problems


def waiver_content(given: WaiverProposal) -> dict[str, Any]:
    """The waiver as it will be made."""
    return vars(given) | {"meti_approved_on": given.meti_approved_on.isoformat()}


@act
def propose_waiver(
    order_id: UUID, given: WaiverProposal, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Put the waiver up (起案)."""
    order = lock(RefundOrder, order_id)
    refuse_if(
        problems_waiving(order, given, jst_day(now))
        + problems_before_arrival(order, "WAIVER", "meti_approved_on", given.meti_approved_on)
    )
    draft = put_up(DOCUMENT, order, waiver_content(given))
    return record_act(order, reason=given.reason, version=draft.version)

"""What METI's revocation or change order means for each grant: a proposed ground, never a decision.

11条1項 (the plan is not carried out) points to a breach of the grant's conditions (17条1項, with
加算金); 11条2項 (the plan no longer meets the tests) to changed circumstances (10条1項, without).
A person decides (30 days); 機構法16条の6第3項 (order to pay the Treasury) is checked beside it.
"""

from dataclasses import dataclass
from datetime import date

from grants.refund_terms import Ground

UNDECIDED = frozenset({"DRAFT", "SUBMITTED", "RETURNED", "UNDER_REVIEW", "APPROVAL"})
WITHOUT_DECISION = frozenset({"REJECTED", "WITHDRAWN", "CANCELLED"})
FIXED = frozenset({"AMOUNT_FIXED", "SETTLED", "MONITORING", "CLOSED"})
NOT_CARRIED_OUT = "11条1項"
NO_LONGER_FIT = "11条2項"


@dataclass(frozen=True)
class PaidOn:
    """A payment the bank confirmed, less what earlier refund orders took back, in yen."""

    value_on: date
    amount_yen: int


@dataclass(frozen=True)
class Proposal:
    """A proposed next step for one grant. ground None: no decision there to cancel.

    paid: per payment date, in yen; withheld_yen: claims not yet sent to the bank.
    """

    grant: str
    state: str
    ground: Ground | None
    step: str
    standing_yen: int
    paid: tuple[PaidOn, ...]
    withheld_yen: int

    @property
    def paid_yen(self) -> int:
        """All that is paid and not ordered back."""
        return sum(payment.amount_yen for payment in self.paid)


def propose(
    grant: str,
    state: str,
    basis: str,
    standing_yen: int,
    paid: tuple[PaidOn, ...],
    withheld_yen: int,
) -> Proposal:
    """The next step for one grant after METI's act on its plan. basis: 11条1項 or 11条2項."""
    ground, step = _ground_and_step(state, basis, bool(paid))
    return Proposal(grant, state, ground, step, standing_yen, paid, withheld_yen)


def _ground_and_step(state: str, basis: str, is_paid: bool) -> tuple[Ground | None, str]:
    if state in UNDECIDED:
        return None, "審査を止め、不交付又は取下げを検討する。"
    if state in WITHOUT_DECISION:
        return None, "取り消す決定はない。返還が残る場合は続ける。"
    back = "支払済額の返還命令（18条1項）を準備する。" if is_paid else "支払済額はない。"
    if basis == NOT_CARRIED_OUT:
        return Ground.ART17_1, f"条件違反による取消し（17条1項、加算金あり）を検討する。{back}"
    if state in FIXED:
        return (
            None,
            "額の確定後は経過した期間に当たり10条1項では取り消せない。17条1項の該否を確認する。",
        )
    return Ground.ART10, f"事情変更による取消し（10条1項、経過期間分を除く）を検討する。{back}"

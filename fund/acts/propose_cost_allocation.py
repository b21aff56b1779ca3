"""共通経費の配賦の起票: this 勘定's share of a cost another 勘定 paid, by a written basis.

Who: accounting_clerk
State: voucher 決裁待ち
Ledger: none
Paper: none (the draft is put up)
Deadline: none
"""

from dataclasses import dataclass
from datetime import date, datetime

from fund.chart import OWED_TO_OTHERS
from fund.entries.costs import allocation_entries, transfer_entries
from fund.models import Voucher
from fund.money import format_yen
from fund.queries import segments
from fund.vouchers import ON_PAYMENT, Planned, Slip, draw_up
from workflow.act import act
from workflow.advance import record_act
from workflow.calendar import jst_day
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if


@dataclass(frozen=True)
class Allocation:
    """A shared cost and the key it is divided by: this 勘定's own_weight of whole_weight.

    basis: the written rule (配賦基準) that names the key, so that anybody can reckon it again.
    """

    segment: int
    other_segment: int
    total_yen: int
    own_weight: int
    whole_weight: int
    basis: str
    allocated_on: date
    reason: str

    @property
    def share_yen(self) -> int:
        """This 勘定's share, cut to whole yen."""
        return share_of(self.total_yen, self.own_weight, self.whole_weight)


def share_of(total_yen: int, own_weight: int, whole_weight: int) -> int:
    """What of a shared cost falls to a 勘定, cut to whole yen."""
    return total_yen * own_weight // whole_weight


def problems_allocating(given: Allocation, today: date) -> list[Problem]:
    """Every reason why nothing can be allocated."""
    known = {segment.segment_id for segment in segments()}
    problems = []
    if given.other_segment not in known or given.other_segment == given.segment:
        problems.append(
            Problem(
                "other_segment",
                "立て替えた勘定が正しくありません。",
                "他の勘定を選んでください。",
                "other_segment",
            )
        )
    if given.total_yen <= 0 or not 0 < given.own_weight <= given.whole_weight:
        problems.append(
            Problem(
                "key",
                "共通経費の額又は配賦の割合が正しくありません。",
                "自勘定の数は1以上、全体の数以下です。",
                "own_weight",
            )
        )
    elif given.share_yen == 0:
        problems.append(
            Problem(
                "nothing",
                "配賦額が1円に満たないため、記帳しません。",
                "配賦基準を確認してください。",
                "total_yen",
            )
        )
    if given.allocated_on > today:
        problems.append(
            Problem(
                "allocated_on",
                "配賦日が本日より後です。",
                "日付を確認してください。",
                "allocated_on",
            )
        )
    if not given.basis.strip() or not given.reason.strip():
        problems.append(
            Problem(
                "basis",
                "配賦基準又は摘要がありません。",
                "配賦基準の文書と条項を記入してください。",
                "basis",
            )
        )
    return problems


@act
def propose_cost_allocation(
    given: Allocation, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Put the share up: owed here, claimed there, tied; paid on the bank's date."""
    refuse_if(problems_allocating(given, jst_day(now)))
    yen, memo = given.share_yen, f"共通経費の配賦（{given.basis}）"
    owed, released, claim = allocation_entries(yen, given.allocated_on, memo)
    pays, receives = transfer_entries(OWED_TO_OTHERS, yen, ON_PAYMENT, f"{memo} 決済")
    own, other = given.segment, given.other_segment
    lender = next(segment.name for segment in segments() if segment.segment_id == other)
    voucher, draft = draw_up(
        Slip(
            own,
            Voucher.Kind.ALLOCATION,
            yen,
            given.reason,
            (
                ("配賦基準", given.basis),
                ("共通経費の額", format_yen(given.total_yen)),
                ("配賦の割合", f"{given.own_weight}/{given.whole_weight}"),
                ("配賦額", format_yen(yen)),
                ("立て替えた勘定", lender),
            ),
            entries=(Planned(own, owed, 1), Planned(own, released), Planned(other, claim, 1)),
            payments=(Planned(own, pays, 1), Planned(other, receives, 1)),
        )
    )
    return record_act(voucher, amount_yen=yen, version=draft.version)

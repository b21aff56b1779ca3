"""配賦の訂正の起票: a paid share was wrong, so the difference to the right one is booked and paid.

Who: accounting_clerk
State: voucher 決裁待ち
Ledger: none
Paper: none (the draft is put up)
Deadline: none
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fund.acts.propose_cost_allocation import share_of
from fund.chart import OWED_TO_OTHERS
from fund.entries.costs import (
    allocation_entries,
    lowered_entries,
    lowered_payment_entries,
    transfer_entries,
)
from fund.models import Voucher
from fund.money import format_yen
from fund.queries import EntryRow, entry, segments
from fund.vouchers import ON_PAYMENT, Planned, Slip, booked_by_approval, draw_up
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.calendar import day_text
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if

Kind = Voucher.Kind


@dataclass(frozen=True)
class RightShare:
    """What the share should have been, and by which key. own_weight 0: nothing was to be shared."""

    total_yen: int
    own_weight: int
    whole_weight: int
    basis: str
    reason: str

    @property
    def share_yen(self) -> int:
        """The right share, cut to whole yen."""
        return share_of(self.total_yen, self.own_weight, self.whole_weight)


def problems_with_original(original: Voucher) -> list[Problem]:
    """Why this voucher's share is not corrected, or not yet."""
    if original.corrects is not None:
        text, cure = (
            "配賦の訂正の伝票です。",
            "から起票してください。現在の配賦額との差を記帳します。",
        )
        return [Problem("kind", text, f"訂正した配賦の伝票 {original.corrects.number} {cure}")]
    if original.kind != Kind.ALLOCATION:
        cure = "ほかの伝票は、訂正の起票で改めてください。"
        return [Problem("kind", "共通経費の配賦の伝票ではありません。", cure)]
    if original.stage != "出納済":
        cures = {"決裁待ち": "差し戻してください。", "出納待ち": "取止めを起票してください。"}
        text = f"この配賦は「{original.stage}」で、支払われていません。"
        return [Problem("stage", text, cures.get(original.stage, "改めて起票してください。"))]
    other = correction_in_hand(original)
    if other is None:
        return []
    cure = (
        "の出納を済ませるか、取り止めてください。"
        if other.approved_on
        else "を決裁するか、差し戻してください。"
    )
    text = f"この配賦の訂正は、伝票 {other.number} で「{other.stage}」です。"
    return [Problem("in_hand", text, f"先に {other.number} {cure}")]


def problems_correcting_share(original: Voucher, right: RightShare) -> list[Problem]:
    """Every reason why the share is not brought to this."""
    problems = problems_with_original(original)
    if (
        right.total_yen < 0
        or right.whole_weight < 1
        or not (0 <= right.own_weight <= right.whole_weight)
    ):
        problems.append(
            Problem(
                "key",
                "共通経費の額又は配賦の割合が正しくありません。",
                "自勘定の数は、0（配賦すべきでなかったとき）以上、全体の数以下です。",
                "own_weight",
            )
        )
    elif not problems and right.share_yen == standing_yen(original):
        problems.append(
            Problem(
                "equal",
                f"正しい配賦額は、現在の配賦額 {format_yen(right.share_yen)} と同じです。",
                "訂正する差はありません。共通経費の額と割合を確認してください。",
                "total_yen",
            )
        )
    if not right.basis.strip():
        cure = "配賦基準の文書と条項を記入してください。"
        problems.append(Problem("basis", "配賦基準がありません。", cure, "basis"))
    if not right.reason.strip():
        problems.append(
            Problem("reason", "訂正の理由がありません。", "記入してください。", "reason")
        )
    return problems


def correction_in_hand(original: Voucher) -> Voucher | None:
    """The correction of this share that is neither decided nor paid yet."""
    waits = original.corrections.filter(returned_on=None, withdrawn_on=None, settled_on=None)
    return waits.first()


def standing_yen(original: Voucher) -> int:
    """What a paid share stands at after the corrections paid so far, in yen."""
    paid = original.corrections.filter(settled_on__isnull=False)
    return original.amount_yen + sum(
        row.amount_yen if row.kind == Kind.ALLOCATION_RAISED else -row.amount_yen for row in paid
    )


def booked_as(original: Voucher) -> tuple[EntryRow, EntryRow]:
    """The tied entries that booked the share: (here, in the other 勘定)."""
    tied = [booked for booked, _ in booked_by_approval(original) if booked.link]
    found = {booked.segment: entry(booked.segment, booked.seq) for booked in tied}
    here = found.pop(original.segment)
    (there,) = found.values()
    assert here is not None, "an approved allocation is booked here"
    assert there is not None, "and there"
    return here, there


def planned(
    here: EntryRow, there: EntryRow, yen: int
) -> tuple[tuple[Planned, ...], tuple[Planned, ...]]:
    """What brings the share up or down by yen: (when approved, when the money moves).

    Each 勘定's entries stand on the day of its own entry of the share and name its number.
    """
    own, other, said, said_there = here.segment, there.segment, memo_of(here), memo_of(there)
    make = allocation_entries if yen > 0 else lowered_entries
    ours, fund, _ = make(abs(yen), here.effective_on, said)
    *_, theirs = make(abs(yen), there.effective_on, said_there)
    entries = (Planned(own, ours, 1), Planned(own, fund), Planned(other, theirs, 1))
    if yen > 0:
        pays, _ = transfer_entries(OWED_TO_OTHERS, yen, ON_PAYMENT, f"{said} 決済")
        _, receives = transfer_entries(OWED_TO_OTHERS, yen, ON_PAYMENT, f"{said_there} 決済")
        return entries, (Planned(own, pays, 1), Planned(other, receives, 1))
    _, receives, budget = lowered_payment_entries(-yen, ON_PAYMENT, f"{said} 決済")
    pays, *_ = lowered_payment_entries(-yen, ON_PAYMENT, f"{said_there} 決済")
    return entries, (Planned(other, pays, 1), Planned(own, receives, 1), Planned(own, budget))


def memo_of(row: EntryRow) -> str:
    """The original by its number and date, as in the books of its 勘定."""
    return f"配賦の訂正 {named(row)}"


def named(row: EntryRow) -> str:
    """An entry of the original."""
    return f"仕訳第{row.seq}号（{day_text(row.effective_on)}）"


@act
def propose_allocation_correction(
    voucher_id: UUID, right: RightShare, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Put the difference up: owed as the share was, or claimed back; paid on the bank's date."""
    original = lock(Voucher, voucher_id)
    refuse_if(problems_correcting_share(original, right))
    stands = standing_yen(original)
    yen = right.share_yen - stands
    here, there = booked_as(original)
    entries, payments = planned(here, there, yen)
    names = {segment.segment_id: segment.name for segment in segments()}
    voucher, draft = draw_up(
        Slip(
            original.segment,
            Kind.ALLOCATION_RAISED if yen > 0 else Kind.ALLOCATION_LOWERED,
            abs(yen),
            right.reason,
            (
                ("訂正する配賦", f"{original.number} {named(here)}"),
                ("立て替えた勘定", f"{names[there.segment]} {named(there)}"),
                ("配賦基準", right.basis),
                ("正しい共通経費の額", format_yen(right.total_yen)),
                ("正しい配賦の割合", f"{right.own_weight}/{right.whole_weight}"),
                ("正しい配賦額", format_yen(right.share_yen)),
                ("現在の配賦額", format_yen(stands)),
                ("追加して支払う額" if yen > 0 else "戻される額", format_yen(abs(yen))),
            ),
            entries=entries,
            payments=payments,
            corrects=original,
        )
    )  # fmt: skip
    return record_act(voucher, amount_yen=abs(yen), version=draft.version)

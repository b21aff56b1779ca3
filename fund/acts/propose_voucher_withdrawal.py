"""伝票の取止めの起票: an approved voucher will not be paid, so what its approval booked goes back.

Who: accounting_clerk, treasury_manager
State: voucher 決裁待ち
Ledger: none
Paper: none (the draft is put up)
Deadline: none
"""

from datetime import datetime
from uuid import UUID

from fund.models import Voucher
from fund.money import format_yen
from fund.queries import segments
from fund.vouchers import Booked, Slip, booked_by_approval, draw_up
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if

# What undoes a voucher that is not on its way to the cashier.
CURES = {
    "決裁待ち": "差し戻してください。",
    "記帳済": "出納を伴わない伝票です。訂正の起票で改めてください。",
    "出納済": "支払は済んでいます。訂正の起票（共通経費は、配賦の訂正の起票）で改めてください。",
}


def problems_withdrawing(voucher: Voucher, own: Voucher | None = None) -> list[Problem]:
    """Every reason why no voucher but `own` withdraws this one."""
    if voucher.stage != "出納待ち":
        cure = CURES.get(voucher.stage, "取り止めるものはありません。")
        return [Problem("stage", f"この伝票は「{voucher.stage}」です。", cure)]
    other = withdrawal_waiting(voucher)
    if other is not None and other != own:
        text = f"この伝票の取止めは、伝票 {other.number} で決裁待ちです。"
        return [Problem("in_hand", text, f"{other.number} を決裁するか、差し戻してください。")]
    return [
        Problem(
            "reversed",
            f"この伝票の仕訳第{booked.seq}号は、仕訳第{by}号で取り消されています。",
            "支払わず、この伝票の仕訳でまだ残るもの、訂正後の仕訳があれば、訂正の起票で"
            "取り消してください。",
        )
        for booked, by in booked_by_approval(voucher)
        if by is not None
    ]


def withdrawal_waiting(voucher: Voucher) -> Voucher | None:
    """The withdrawal of this voucher that was put up and is not decided yet."""
    return voucher.withdrawals.filter(approved_on=None, returned_on=None).first()


def said_of(mirrors: list[Booked]) -> str:
    """What is mirrored, in words."""
    names = {segment.segment_id: segment.name for segment in segments()}
    told = "、".join(f"{names[each.segment]} 第{each.seq}号" for each in mirrors)
    return f"{told}（赤黒）" if told else "なし（承認では記帳していません）"


@act
def propose_voucher_withdrawal(
    voucher_id: UUID, reason: str, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Put the withdrawal up: which voucher, why, and the entries it mirrors."""
    found = lock(Voucher, voucher_id)
    problems = problems_withdrawing(found)
    if not reason.strip():
        problems.append(
            Problem("reason", "取止めの理由がありません。", "記入してください。", "reason")
        )
    refuse_if(problems)
    mirrors = [booked for booked, _ in booked_by_approval(found)]
    voucher, draft = draw_up(
        Slip(
            found.segment,
            Voucher.Kind.WITHDRAWAL,
            found.amount_yen,
            reason,
            (
                ("取り止める伝票", f"{found.number} {found.get_kind_display()}"),
                ("支払わない額", format_yen(found.amount_yen)),
                ("取り消す仕訳", said_of(mirrors)),
            ),
            withdraws=found,
            mirrors=mirrors,
        )
    )
    return record_act(voucher, amount_yen=found.amount_yen, version=draft.version)

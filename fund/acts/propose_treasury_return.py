"""国庫納付の起票 (機構法16条の6第3項, 通則法46条の2): by order, or as unneeded.

Who: treasury_manager
State: voucher 決裁待ち
Ledger: none
Paper: none (the draft is put up)
Deadline: none
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import TextChoices

from fund.entries.costs import treasury_entry, treasury_payment_entry
from fund.models import Voucher
from fund.money import format_yen
from fund.vouchers import ON_PAYMENT, Planned, Slip, draw_up
from workflow.act import act
from workflow.advance import record_act
from workflow.calendar import jst_day
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if


class Ground(TextChoices):
    """Why the money goes back."""

    ORDER = "ORDER", "主務大臣の納付命令（機構法16条の6第3項）"
    UNNEEDED = "UNNEEDED", "不要財産の納付の認可（通則法46条の2）"


@dataclass(frozen=True)
class TreasuryReturn:
    """The minister's paper and what goes back: of the subsidy, of income, of money returned."""

    segment: int
    ground: str
    notice_number: str
    notice_on: date
    pay_until: date
    body_yen: int
    income_yen: int
    returns_yen: int
    reason: str


def problems_returning(given: TreasuryReturn, today: date) -> list[Problem]:
    """Every reason why nothing can go back."""
    problems = []
    if given.ground not in Ground.values:
        problems.append(
            Problem("ground", "納付の根拠が正しくありません。", "選び直してください。", "ground")
        )
    parts = (given.body_yen, given.income_yen, given.returns_yen)
    if min(parts) < 0 or not sum(parts):
        problems.append(
            Problem("amount", "納付額がありません。", "内訳を記入してください。", "body_yen")
        )
    if not given.notice_on <= today or given.pay_until < given.notice_on:
        problems.append(
            Problem(
                "dates",
                "文書の日付又は納付期限が正しくありません。",
                "大臣の文書を確認してください。",
                "pay_until",
            )
        )
    if not given.notice_number.strip() or not given.reason.strip():
        problems.append(
            Problem(
                "missing",
                "大臣の文書番号又は摘要がありません。",
                "命令書又は認可書の番号を記入してください。",
                "notice_number",
            )
        )
    return problems


@act
def propose_treasury_return(
    given: TreasuryReturn, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Put the return up with the minister's paper."""
    today = jst_day(now)
    refuse_if(problems_returning(given, today))
    parts = (given.body_yen, given.income_yen, given.returns_yen)
    memo, total = f"国庫納付 {given.notice_number}", sum(parts)
    owed = treasury_entry(*parts, today, memo)
    paid = treasury_payment_entry(total, ON_PAYMENT, f"{memo} 支払")
    voucher, draft = draw_up(
        Slip(
            given.segment,
            Voucher.Kind.TREASURY,
            total,
            given.reason,
            (
                ("根拠", Ground(given.ground).label),
                ("文書番号", given.notice_number),
                ("文書の日付", given.notice_on.isoformat()),
                ("納付期限", given.pay_until.isoformat()),
                ("納付額", format_yen(total)),
            ),
            entries=(Planned(given.segment, owed),),
            payments=(Planned(given.segment, paid),),
            pay_until=given.pay_until,
        )
    )
    return record_act(voucher, amount_yen=total, ground=given.ground, version=draft.version)

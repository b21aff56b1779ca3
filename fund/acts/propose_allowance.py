"""貸倒引当・貸倒れの起票 (独立行政法人会計基準): of the refund a case owes, what will not come in.

Who: accounting_clerk
State: voucher 決裁待ち
Ledger: none
Paper: none (the draft is put up)
Deadline: none
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices

from fund.entries.costs import allowance_entry, write_off_entry
from fund.models import Voucher
from fund.money import format_yen
from fund.queries import balance
from fund.receivables import Receivable, receivables_of
from fund.vouchers import Planned, Slip, draw_up
from workflow.act import act
from workflow.advance import record_act
from workflow.calendar import jst_day
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if


class Deed(TextChoices):
    """What is booked."""

    ALLOW = "ALLOW", "貸倒引当金を計上する"
    WRITE_OFF = "WRITE_OFF", "貸倒れとして引当金を充てる"


@dataclass(frozen=True)
class Allowance:
    """number: of the case whose refund is doubtful. evidence: the paper that shows why."""

    segment: int
    deed: str
    number: str
    amount_yen: int
    evidence: str
    reason: str


def problems_allowing(given: Allowance, owed: Receivable | None) -> list[Problem]:
    """Every reason why this is not booked. The claim itself stands until it is waived by law."""
    if owed is None or given.deed not in Deed.values:
        return [
            Problem(
                "number",
                "この案件に未収の返還金がありません。",
                "案件と債権を確認してください。",
                "number",
            )
        ]
    problems = []
    limit = owed.doubtless_yen if given.deed == Deed.ALLOW else owed.allowed_yen
    if not 0 < given.amount_yen <= limit:
        problems.append(
            Problem(
                "amount",
                f"1円以上 {format_yen(limit)} 以下で記帳できます。",
                "引当ては未収額まで、貸倒れは引当額までです。",
                "amount_yen",
                short_yen=max(given.amount_yen - limit, 0),
            )
        )
    if not given.evidence.strip() or not given.reason.strip():
        problems.append(
            Problem(
                "missing",
                "根拠の文書又は理由がありません。",
                "督促・財産調査等の記録を記入してください。",
                "evidence",
            )
        )
    return problems


@act
def propose_allowance(given: Allowance, *, actor: Person, now: datetime, key: str) -> ActRecord:
    """Put it up with the receivable as it stands."""
    owed = receivables_of(given.segment).get(given.number)
    refuse_if(problems_allowing(given, owed))
    assert owed is not None, "it was found"
    on, memo = jst_day(now), f"{Deed(given.deed).label} {given.number}"
    if given.deed == Deed.ALLOW:
        returns = min(balance(given.segment, "2153"), given.amount_yen)
        entry = allowance_entry(given.amount_yen, returns, owed.grant, owed.party, on, memo)
    else:
        entry = write_off_entry(given.amount_yen, owed.grant, owed.party, on, memo)
    voucher, draft = draw_up(
        Slip(
            given.segment,
            Voucher.Kind.ALLOWANCE,
            given.amount_yen,
            given.reason,
            (
                ("案件", given.number),
                ("処理", Deed(given.deed).label),
                ("未収返還金", format_yen(owed.yen)),
                ("引当済みの額", format_yen(owed.allowed_yen)),
                ("金額", format_yen(given.amount_yen)),
                ("根拠の文書", given.evidence),
            ),
            entries=(Planned(given.segment, entry),),
        )
    )
    return record_act(voucher, amount_yen=given.amount_yen, version=draft.version)

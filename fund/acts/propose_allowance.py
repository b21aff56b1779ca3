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
from workflow.models import ActRecord, Draft, Person
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
    problems = problems_with_amount(given.amount_yen, limit_yen(Deed(given.deed), owed))
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


def limit_yen(deed: Deed, owed: Receivable) -> int:
    """How much more may be booked: of the claim without allowance, or of what is both."""
    return owed.doubtless_yen if deed == Deed.ALLOW else min(owed.yen, owed.allowed_yen)


def problems_with_amount(yen: int, limit: int) -> list[Problem]:
    """Why this much is not booked."""
    if 0 < yen <= limit:
        return []
    return [
        Problem(
            "amount",
            f"記帳できるのは、1円以上 {format_yen(max(limit, 0))} までです。",
            "引当ては引当てのない未収額まで、貸倒れは未収額と引当額の少ない方までです。"
            "額を改めて起票してください。",
            "amount_yen",
            short_yen=max(yen - limit, 0),
        )
    ]


def problems_once_allowed(voucher: Voucher, draft: Draft) -> list[Problem]:
    """Why the entry, which is posted by now, was too much: the claim moved since it was put up."""
    (entry,) = draft.content["entries"]
    deed = Deed.ALLOW if entry["event"] == "ALLOWANCE" else Deed.WRITE_OFF
    for owed in receivables_of(voucher.segment).values():
        if str(owed.grant) == entry["lines"][0]["grant"]:
            limit = limit_yen(deed, owed) + voucher.amount_yen
            return problems_with_amount(voucher.amount_yen, limit)
    return []


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

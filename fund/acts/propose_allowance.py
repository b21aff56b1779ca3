"""貸倒引当・貸倒れの起票 (独立行政法人会計基準): of the refund a case owes, what will not come in.

Who: accounting_clerk
State: voucher 決裁待ち
Ledger: none
Paper: none (the draft is put up)
Deadline: none
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import TextChoices

from fund.entries import Entry
from fund.entries.costs import allowance_entry, allowance_release_entry, write_off_entry
from fund.events import event_name
from fund.models import Voucher
from fund.money import format_yen
from fund.queries import balance
from fund.receivables import Receivable, allowance_of_body_yen, receivables_of
from fund.vouchers import Planned, Slip, draw_up
from workflow.act import act
from workflow.advance import record_act
from workflow.calendar import jst_day
from workflow.models import ActRecord, Draft, Person
from workflow.problems import Problem, refuse_if

NEEDED = "要引当額"


class Deed(TextChoices):
    """What is booked."""

    ALLOW = "ALLOW", "貸倒引当金を要引当額に合わせる（繰入・戻入）"
    WRITE_OFF = "WRITE_OFF", "貸倒れとして引当金を充てる"


@dataclass(frozen=True)
class Allowance:
    """number: of the case whose refund is doubtful. evidence: the paper that shows why.

    amount_yen: what is lost, or what the allowance has to be: the difference to what stands is
    booked (差額補充法), released where less is needed than before.
    """

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
    if given.deed == Deed.ALLOW:
        problems = problems_with_need(given.amount_yen, owed)
    else:
        problems = problems_with_loss(given.amount_yen, min(owed.yen, owed.allowed_yen))
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


def problems_with_need(yen: int, owed: Receivable) -> list[Problem]:
    """Why the allowance does not become this."""
    if 0 <= yen <= owed.yen and yen != owed.allowed_yen:
        return []
    return [
        Problem(
            "amount",
            f"要引当額は、0円以上、未収額 {format_yen(owed.yen)} までで、"
            f"引当済みの額 {format_yen(owed.allowed_yen)} と異なる額です。",
            "引き当てておく額の全体を記入してください。差額だけが記帳されます。",
            "amount_yen",
            short_yen=max(yen - owed.yen, 0),
        )
    ]


def problems_with_loss(yen: int, limit: int) -> list[Problem]:
    """Why this much is not lost."""
    if 0 < yen <= limit:
        return []
    return [
        Problem(
            "amount",
            f"貸倒れとできるのは、1円以上 {format_yen(max(limit, 0))} までです。",
            "未収額と引当額の少ない方までです。額を改めて起票してください。",
            "amount_yen",
            short_yen=max(yen - limit, 0),
        )
    ]


def problems_once_allowed(voucher: Voucher, draft: Draft) -> list[Problem]:
    """Why the entry, which is posted by now, is not right: the claim moved since it was put up."""
    (entry,) = draft.content["entries"]
    grant = entry["lines"][0]["grant"]
    rows = receivables_of(voucher.segment).values()
    yen, allowed = next(((x.yen, x.allowed_yen) for x in rows if str(x.grant) == grant), (0, 0))
    if entry["event"] == "WRITTEN_OFF":
        return problems_with_loss(voucher.amount_yen, min(yen, allowed) + voucher.amount_yen)
    reached, needed = format_yen(allowed), dict(draft.content["facts"]).get(NEEDED)
    if reached == needed and allowed <= yen:
        return []
    return [
        Problem(
            "amount",
            f"起票の後に債権又は引当金が変わり、未収額 {format_yen(yen)} に対する引当額が "
            f"{reached} となります。",
            "差し戻し、いまの未収額で起票し直してください。",
        )
    ]


def entry_of(given: Allowance, owed: Receivable, on: date) -> Entry:
    """What is booked: the loss, or the difference between what is needed and what stands."""
    if given.deed == Deed.WRITE_OFF:
        memo = f"{Deed.WRITE_OFF.label} {given.number}"
        return write_off_entry(given.amount_yen, owed.grant, owed.party, on, memo)
    more = given.amount_yen - owed.allowed_yen
    if more > 0:
        returns = min(balance(given.segment, "2153"), more)
        memo = f"貸倒引当金の繰入 {given.number}"
        return allowance_entry(more, returns, owed.grant, owed.party, on, memo)
    to_body = min(allowance_of_body_yen(given.segment, owed.grant), -more)
    memo = f"貸倒引当金の戻入 {given.number}"
    return allowance_release_entry(-more, to_body, owed.grant, owed.party, on, memo)


@act
def propose_allowance(given: Allowance, *, actor: Person, now: datetime, key: str) -> ActRecord:
    """Put it up with the receivable as it stands."""
    owed = receivables_of(given.segment).get(given.number)
    refuse_if(problems_allowing(given, owed))
    assert owed is not None, "it was found"
    entry = entry_of(given, owed, jst_day(now))
    yen = entry.lines[0].yen
    needed = ((NEEDED, format_yen(given.amount_yen)),) if given.deed == Deed.ALLOW else ()
    voucher, draft = draw_up(
        Slip(
            given.segment,
            Voucher.Kind.ALLOWANCE,
            yen,
            given.reason,
            (
                ("案件", given.number),
                ("処理", event_name(entry.event)),
                ("未収返還金", format_yen(owed.yen)),
                ("引当済みの額", format_yen(owed.allowed_yen)),
                *needed,
                ("金額", format_yen(yen)),
                ("根拠の文書", given.evidence),
            ),
            entries=(Planned(given.segment, entry),),
        )
    )
    return record_act(voucher, amount_yen=yen, version=draft.version)

"""誤入金・不明入金の記帳: money that belongs elsewhere, or to nobody known.

Who: accounting_clerk, cashier
State: —
Ledger: JE27 (1101 / 2301); JE25 (1101 / 2302, there 1141); JE26 (1141, there 1101 / 2302), linked
Paper: 入金調書
Deadline: 誤入金・不明入金の整理
"""

from dataclasses import dataclass
from datetime import date, datetime

from fund import ledger
from fund.bank_lines import problems_with_reference
from fund.entries import Entry
from fund.entries.strays import joins_fund_entry, misdeposit_entries, unknown_entry
from fund.models import StrayReceipt
from fund.queries import segments
from fund.strays import STRAY
from workflow import duties
from workflow.act import PART, act
from workflow.advance import record_act
from workflow.calendar import jst_day
from workflow.law import article_of, due_on
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if

Kind = StrayReceipt.Kind
# What the money really is, in the books of the one whose it is.
ACCOUNTS = {
    Kind.UNKNOWN: ("2301",),
    Kind.OF_OTHERS: ("2301", "4201", "4301"),
    # 2301: a case takes it, or it is still being looked into.
    Kind.ELSEWHERE: ("2301", "4201", "4301"),
}


@dataclass(frozen=True)
class StrayMoney:
    """A bank line that belongs elsewhere. other_segment None: nobody knows whose it is."""

    segment: int
    kind: str
    other_segment: int | None
    account: str
    received_on: date
    amount_yen: int
    bank_reference: str
    payer: str


def problems_recording(given: StrayMoney, today: date) -> list[Problem]:
    """Every reason why this cannot be recorded."""
    if given.kind not in Kind.values:
        return [Problem("kind", "区分が正しくありません。", "選び直してください。", "kind")]
    problems = []
    others = {segment.segment_id for segment in segments()} - {given.segment}
    wanted = given.kind != Kind.UNKNOWN
    if wanted != (given.other_segment in others) or (not wanted and given.other_segment):
        problems.append(
            Problem(
                "other_segment",
                "相手の勘定が区分と合いません。",
                "不明入金では空け、その他では相手の勘定を選んでください。",
                "other_segment",
            )
        )
    if given.account not in ACCOUNTS[Kind(given.kind)]:
        problems.append(
            Problem(
                "account",
                "この区分では使えない科目です。",
                f"{'、'.join(ACCOUNTS[Kind(given.kind)])}から選んでください。",
                "account",
            )
        )
    if given.amount_yen <= 0 or given.received_on > today:
        problems.append(
            Problem(
                "amount",
                "金額又は入金日が正しくありません。",
                "銀行の明細を確認してください。",
                "amount_yen",
            )
        )
    booked = StrayReceipt.objects.filter(bank_reference=given.bank_reference)
    problems += problems_with_reference(given.bank_reference, booked)
    return problems


@act
def record_stray_receipt(given: StrayMoney, *, actor: Person, now: datetime, key: str) -> ActRecord:
    """Book it where it is and in the books of whose it is; its clearing falls due."""
    today = jst_day(now)
    refuse_if(problems_recording(given, today))
    receipt = StrayReceipt.objects.create(**vars(given))
    record = record_act(receipt, amount_yen=given.amount_yen, kind=given.kind)
    rule = due_on("stray_due", given.received_on, today)
    duties.owe(
        record,
        receipt,
        STRAY,
        f"入金の整理（{given.bank_reference}）",
        rule,
        article=article_of("stray_due", today),
    )
    posted = []
    for n, (segment, entry) in enumerate(entries_of(given)):
        part = f"{key}{PART}{n}" if n else key
        entry = ledger.in_open_month(segment, entry, today)
        posted.append(ledger.post(segment, entry, key=part, actor=actor.pk))
    if given.other_segment is not None:
        ledger.link(posted[0], posted[1], actor=actor.pk)
    return record


def entries_of(given: StrayMoney) -> list[tuple[int, Entry]]:
    """Each entry with its segment; the linked two first, the lower segment's lock before."""
    memo = f"入金 {given.bank_reference}"
    if given.other_segment is None:
        return [(given.segment, unknown_entry(given.amount_yen, given.received_on, memo))]
    here, theirs = misdeposit_entries(given.amount_yen, given.account, given.received_on, memo)
    places = (given.segment, given.other_segment)
    where, whose = places if given.kind == Kind.OF_OTHERS else reversed(places)
    found = sorted([(where, here), (whose, theirs)], key=lambda pair: pair[0])
    if given.kind == Kind.ELSEWHERE and given.account == "4301":
        found.append((whose, joins_fund_entry(given.amount_yen, given.received_on, memo)))
    return found

"""貸倒引当・貸倒れの起票 (独立行政法人会計基準): of the refund a case owes, what will not come in.

Who: accounting_clerk
State: voucher 決裁待ち
Ledger: none
Paper: none (the draft is put up)
Deadline: none
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import TextChoices

from fund.entries import Entry
from fund.entries.costs import allowance_entry, allowance_release_entry, write_off_entry
from fund.events import event_name
from fund.holdings import may_adjust
from fund.models import Voucher
from fund.money import format_yen
from fund.queries import balance, trial_balance
from fund.receivables import Receivable, allowance_of_body_yen, receivables_of
from fund.vouchers import Planned, Slip, draw_up
from workflow.act import act
from workflow.advance import record_act
from workflow.calendar import fiscal_year_end, jst_day
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
    booked (差額補充法), released where less is needed than before. year: the one that ended, whose
    決算整理 it is; None: booked today.
    """

    segment: int
    deed: str
    number: str
    amount_yen: int
    evidence: str
    reason: str
    year: int | None = None

    @property
    def year_end(self) -> date | None:
        """The day it is booked on as 決算整理."""
        return None if self.year is None else fiscal_year_end(self.year)


def problems_adjusting(segment: int, year_end: date | None, today: date) -> list[Problem]:
    """Why nothing is booked as 決算整理 of that day."""
    if year_end is None or (year_end < today and may_adjust(segment, year_end)):
        return []
    return [
        Problem(
            "year",
            "この年度は、まだ終わっていないか、決算整理が締切済みです。",
            "決算整理を締めていない終わった年度か、本日の計上を選んでください。",
            "year",
        )
    ]


def problems_allowing(
    given: Allowance, owed: Receivable | None, now: Receivable | None
) -> list[Problem]:
    """Every reason why this is not booked. The claim itself stands until it is waived by law.

    owed: as of the day it is booked on. now: of this nothing is taken that is not there any more.
    """
    if owed is None or now is None or given.deed not in Deed.values:
        return [
            Problem(
                "number",
                "この案件に未収の返還金がありません。",
                "案件と債権を確認してください。",
                "number",
            )
        ]
    if given.deed == Deed.ALLOW:
        least_yen = max(owed.allowed_yen - now.allowed_yen, 0)
        problems = problems_with_need(given.amount_yen, least_yen, owed)
    else:
        problems = problems_with_loss(given.amount_yen, min(owed.doubtful_yen, now.doubtful_yen))
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


def problems_with_need(yen: int, least_yen: int, owed: Receivable) -> list[Problem]:
    """Why the allowance does not become this. least_yen: what of it was used after its day."""
    if least_yen <= yen <= owed.yen and yen != owed.allowed_yen:
        return []
    return [
        Problem(
            "amount",
            f"要引当額は、{format_yen(least_yen)} 以上、未収額 {format_yen(owed.yen)} までで、"
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
    on = date.fromisoformat(entry["on"]) if entry["is_adjusting"] else None
    owed, now = (_standing(voucher.segment, entry["lines"][0], day) for day in (on, None))
    if entry["event"] == "WRITTEN_OFF":
        limit = min(owed.doubtful_yen, now.doubtful_yen) + voucher.amount_yen
        return problems_with_loss(voucher.amount_yen, limit)
    shown = owed if now.allowed_yen >= 0 else now
    reached, needed = format_yen(shown.allowed_yen), dict(draft.content["facts"]).get(NEEDED)
    if reached == needed and shown.allowed_yen <= shown.yen:
        return []
    return [
        Problem(
            "amount",
            f"起票の後に債権又は引当金が変わり、未収額 {format_yen(shown.yen)} に対する引当額が "
            f"{reached} となります。",
            "差し戻し、いまの未収額で起票し直してください。",
        )
    ]


def _standing(segment: int, line: dict[str, Any], on: date | None) -> Receivable:
    rows = receivables_of(segment, on).values()
    nothing = Receivable("", UUID(line["grant"]), UUID(line["party"]), 0, 0)
    return next((row for row in rows if row.grant == nothing.grant), nothing)


def entry_of(given: Allowance, owed: Receivable, on: date) -> Entry:
    """What is booked: the loss, or the difference between what is needed and what stands."""
    if given.deed == Deed.WRITE_OFF:
        memo = f"{Deed.WRITE_OFF.label} {given.number}"
        return write_off_entry(given.amount_yen, owed.grant, owed.party, on, memo)
    more = given.amount_yen - owed.allowed_yen
    if more > 0:
        at = {row.code: row.balance_yen for row in trial_balance(given.segment, on)}
        returns = max(min(balance(given.segment, "2153"), at["2153"], more), 0)
        memo = f"貸倒引当金の繰入 {given.number}"
        return allowance_entry(more, returns, owed.grant, owed.party, on, memo)
    to_body = min(allowance_of_body_yen(given.segment, owed.grant), -more)
    memo = f"貸倒引当金の戻入 {given.number}"
    return allowance_release_entry(-more, to_body, owed.grant, owed.party, on, memo)


@act
def propose_allowance(given: Allowance, *, actor: Person, now: datetime, key: str) -> ActRecord:
    """Put it up with the receivable as it stands, or stood when the year ended."""
    today, year_end = jst_day(now), given.year_end
    owed, left = (receivables_of(given.segment, on).get(given.number) for on in (year_end, None))
    problems = problems_adjusting(given.segment, year_end, today)
    refuse_if(problems + problems_allowing(given, owed, left))
    assert owed is not None, "it was found"
    entry = entry_of(given, owed, year_end or today)
    entry = replace(entry, is_adjusting=year_end is not None)
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
                *((("決算整理", f"{given.year}年度"),) if year_end else ()),
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

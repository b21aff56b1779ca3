"""運用の期末評価 (独立行政法人会計基準): amortised cost, accrued interest, term.

Who: accounting_approver
State: —
Ledger: JE05, JE06 (1161 or 1111, 1134 / 4201, 4202) and 1161 → 1111; at 31 March 決算整理
Paper: 有価証券評価明細書
Deadline: none
"""

from dataclasses import replace
from datetime import date, datetime

from fund import ledger
from fund.entries import Entry
from fund.entries.placements import valuation_entry
from fund.holdings import Holding, holdings_of
from fund.interest import amortised_yen, interest_yen
from fund.models import Placement, Valuation
from workflow.act import PART, act
from workflow.advance import record_act
from workflow.calendar import fiscal_year, fiscal_year_end, jst_day, month_end, months_later
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if


def problems_valuing(segment: int, on: date, today: date, entries: list[Entry]) -> list[Problem]:
    """Every reason why nothing is valued on this day."""
    if on != month_end(on) or on > today:
        return [
            Problem(
                "valued_on", "基準日は過ぎた月の末日です。", "日付を確認してください。", "valued_on"
            )
        ]
    rows = Valuation.objects.filter(segment=segment, kind=Valuation.Kind.VALUE)
    if rows.filter(valued_on__gte=on).exists():
        return [
            Problem(
                "valued",
                "この日以後の評価が記帳済みです。",
                "記録を確認してください。",
                "valued_on",
            )
        ]
    if not entries:
        return [Problem("nothing", "評価する運用がありません。", "運用の一覧を確認してください。")]
    return []


def valuation_of(held: Holding, on: date) -> Entry | None:
    """What a holding's value changes by on a day; accrued interest never falls.

    What is owed by the terms and was neither bought nor booked has accrued: a coupon day on which
    nobody paid changes nothing.
    """
    placement = held.placement
    bought_on = placement.settled_on
    assert bought_on is not None, "what is held was settled"
    if bought_on > on:
        return None
    face, price, matures_on = placement.face_yen, placement.price_yen, placement.matures_on
    earned = amortised_yen(face, price, bought_on, matures_on, on) - held.earned_yen
    owed = interest_yen(face, placement.rate, placement.coupon_months, bought_on, matures_on, on)
    accrued = owed - placement.accrued_yen - held.interest_yen
    ends = months_later(on, 12) or month_end(on.replace(year=on.year + 1, day=1))
    moves = held.account == "1161" and matures_on <= ends
    moved = held.book_yen + earned if moves else 0
    entry = valuation_entry(held.books, earned, max(accrued, 0), moved, on, f"{placement} 期末評価")
    closes_year = on == fiscal_year_end(fiscal_year(on))
    return replace(entry, is_adjusting=True) if entry and closes_year else entry


@act
def value_holdings(
    segment: int, valued_on: date, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Value everything held on a month's end, one entry a holding."""
    _lock_holdings(segment)
    found = [valuation_of(held, valued_on) for held in holdings_of(segment)]
    entries = [entry for entry in found if entry is not None]
    refuse_if(problems_valuing(segment, valued_on, jst_day(now), entries))
    total = sum(line.yen for entry in entries for line in entry.lines)
    valuation = Valuation.objects.create(
        segment=segment, kind=Valuation.Kind.VALUE, valued_on=valued_on, amount_yen=total
    )
    record = record_act(valuation, holdings=len(entries))
    keyed = [(f"{key}{PART}{n}", entry) for n, entry in enumerate(entries, start=1)]
    is_adjusting = entries[0].is_adjusting
    ledger.post_batch(segment, keyed, actor=actor.pk, is_adjusting=is_adjusting)
    return record


def _lock_holdings(segment: int) -> None:
    # As interest and redemption lock theirs: none of them reads a value that another one changes.
    rows = Placement.objects.filter(segment=segment, settled_on__isnull=False, redeemed_on=None)
    list(rows.order_by("pk").select_for_update())

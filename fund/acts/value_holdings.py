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
from fund.holdings import Holding, holdings_of, lock_holdings, may_adjust
from fund.interest import amortised_yen, interest_yen, year_later
from fund.models import Valuation
from workflow.act import PART, act
from workflow.advance import record_act
from workflow.calendar import day_text, fiscal_year, fiscal_year_end, jst_day, month_end
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
    if rows.filter(valued_on__gte=on).exists() and not may_adjust(segment, on):
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
    return problems_unvalued(segment, on)


def problems_unvalued(segment: int, on: date) -> list[Problem]:
    """Why nothing is booked yet on what is held: the year end before the day is to be valued first.

    Its valuation would count again what a coupon, a redemption or a later valuation has booked.
    """
    ends = fiscal_year_end(fiscal_year(on) - 1)
    if not may_adjust(segment, ends) or not entries_valuing(segment, ends):
        return []
    return [
        Problem(
            "unvalued",
            f"{day_text(ends)}の期末評価が済んでいません。",
            "先に期末評価を記帳してください。",
        )
    ]


def entries_valuing(segment: int, on: date) -> list[Entry]:
    """One entry for each holding of the day whose value changes.

    What was redeemed, paid interest or was valued since is left out: its income was booked then.
    """
    now = holdings_of(segment)
    found = [valuation_of(held, on) for held in holdings_of(segment, on) if held in now]
    return [entry for entry in found if entry is not None]


def valuation_of(held: Holding, on: date) -> Entry | None:
    """What a holding's value changes by on a day; accrued interest never falls.

    What is owed by the terms and was neither bought nor booked has accrued: a coupon day on which
    nobody paid changes nothing.
    """
    placement = held.placement
    bought_on = placement.settled_on
    assert bought_on is not None, "what is held was settled"
    face, price, matures_on = placement.face_yen, placement.price_yen, placement.matures_on
    earned = amortised_yen(face, price, bought_on, matures_on, on) - held.earned_yen
    owed = interest_yen(face, placement.rate, placement.coupon_months, bought_on, matures_on, on)
    # Without coupons what is owed begins with the purchase: what was bought comes on top of it.
    bought_yen = placement.accrued_yen if placement.coupon_months else 0
    accrued = owed - bought_yen - held.interest_yen
    moves = held.account == "1161" and matures_on <= year_later(on)
    moved = held.book_yen + earned if moves else 0
    entry = valuation_entry(held.books, earned, max(accrued, 0), moved, on, f"{placement} 期末評価")
    closes_year = on == fiscal_year_end(fiscal_year(on))
    return replace(entry, is_adjusting=True) if entry and closes_year else entry


@act
def value_holdings(
    segment: int, valued_on: date, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Value everything held on a month's end, one entry a holding.

    A year end again, until its 13th period closes: for what was booked late.
    """
    lock_holdings(segment)
    entries = entries_valuing(segment, valued_on)
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

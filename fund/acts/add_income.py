"""運用益の基金組入 (推進法34条3項): what the fund's money earned joins the fund.

Who: accounting_approver
State: —
Ledger: JE07 (5401 / 2152) and B100 → B200 for what has arrived
Paper: 運用益組入調書
Deadline: none
"""

from dataclasses import replace
from datetime import date, datetime

from fund import ledger
from fund.entries.placements import income_entry
from fund.holdings import may_adjust
from fund.income import Income, income_of
from fund.models import Valuation
from fund.placing import take_turn
from fund.queries import open_day
from workflow.act import act
from workflow.advance import record_act
from workflow.calendar import day_text, fiscal_year, fiscal_year_end, jst_day, month_end
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if


def problems_adding(segment: int, on: date, income: Income, today: date) -> list[Problem]:
    """Every reason why nothing joins the fund on this day."""
    if on != month_end(on) or on > today:
        return [
            Problem(
                "added_on", "基準日は過ぎた月の末日です。", "日付を確認してください。", "added_on"
            )
        ]
    rows = Valuation.objects.filter(segment=segment, kind=Valuation.Kind.INCOME)
    if rows.filter(valued_on__gte=on).exists() and not may_adjust(segment, on):
        return [
            Problem(
                "added",
                "この日以後の組入れが記帳済みです。",
                "次の月末に組み入れてください。",
                "added_on",
            )
        ]
    ends = fiscal_year_end(fiscal_year(_posted_on(segment, on, today)) - 1)
    if may_adjust(segment, ends) and income_of(segment, ends).to_add_yen > 0:
        return [
            Problem(
                "year_end",
                f"{day_text(ends)}までの運用益が組入れ前です。",
                "先に年度末を基準日として組み入れてください。翌年度の訂正で失われた運用益のときは、"
                "組み入れずに、決算整理の締めを先に行ってください。",
                "added_on",
            )
        ]
    if income.to_add_yen < 0:
        return [
            Problem(
                "negative",
                "訂正または償却により、組み入れた額が運用益を超えています。",
                "組入れの仕訳を訂正してください。",
            )
        ]
    if income.to_add_yen == income.to_release_yen == 0:
        return [
            Problem("nothing", "組み入れる運用益がありません。", "利息の記帳を確認してください。")
        ]
    return []


def problems_once_added(read: Income, left: Income) -> list[Problem]:
    """Why the entry, which is posted by now, is not right: a correction took income back meanwhile.

    read: before it was posted. left: after that, when the 勘定's lock lets nothing move beside.
    """
    over_yen = left.released_yen - left.received_yen if read.to_release_yen else 0
    if left.to_add_yen >= 0 >= over_yen:
        return []
    text = "同時に行われた訂正により、組み入れる額が変わりました。"
    return [Problem("meanwhile", text, "もう一度組み入れてください。")]


@act
def add_income(
    segment: int, added_on: date, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Add all income booked up to the day; at a year end again, until its 13th period closes."""
    take_turn(segment)
    income = _income_to_add(segment, added_on, jst_day(now))
    refuse_if(problems_adding(segment, added_on, income, jst_day(now)))
    row = Valuation.objects.create(
        segment=segment,
        kind=Valuation.Kind.INCOME,
        valued_on=added_on,
        amount_yen=income.to_add_yen,
    )
    record = record_act(row, earned_yen=income.to_add_yen, received_yen=income.to_release_yen)
    entry = income_entry(
        income.to_add_yen, income.to_release_yen, added_on, f"運用益の基金組入 {day_text(added_on)}"
    )
    if _is_year_end(added_on):
        entry = replace(entry, is_adjusting=True)
    else:
        entry = ledger.in_open_month(segment, entry, jst_day(now))
    ledger.post(segment, entry, key=key, actor=actor.pk)
    refuse_if(problems_once_added(income, _income_to_add(segment, added_on, jst_day(now))))
    return record


def _income_to_add(segment: int, on: date, today: date) -> Income:
    """The income up to a day, without what corrections on later days of its year took back."""
    ends = fiscal_year_end(fiscal_year(_posted_on(segment, on, today)))
    then, now = income_of(segment, on), income_of(segment, min(today, ends))
    return replace(
        now,
        earned_yen=min(then.earned_yen, now.earned_yen),
        received_yen=min(then.received_yen, now.received_yen),
    )


def _is_year_end(on: date) -> bool:
    return on == fiscal_year_end(fiscal_year(on))


def _posted_on(segment: int, on: date, today: date) -> date:
    return on if _is_year_end(on) else open_day(segment, on, today)

"""保有割合 and かい離率: whether the fund holds more than it needs, and spends as it said.

Exact fractions of whole yen; a figure is cut to decimals only where it is printed.
"""

from dataclasses import dataclass
from fractions import Fraction

from fund.actuals import Compared
from fund.chart import FUND_ACCOUNTS
from fund.models import FundPlan
from fund.money import format_yen
from fund.queries import trial_balance
from workflow.calendar import fiscal_year_end
from workflow.law import rule_on

SPENDING = "grants_yen"


@dataclass(frozen=True)
class Indicator:
    """A figure, how it is reckoned, and where it stands. limit: reached or passed, it warns."""

    name: str
    formula: str
    value: Fraction
    text: str
    limit_text: str
    is_over: bool
    meaning: str
    article: str


def holding_ratio(held_yen: int, costs_yen: int) -> Fraction:
    """保有割合: what is held ÷ what the business costs to its end, administration included.

    >>> holding_ratio(105, 100)
    Fraction(21, 20)
    """
    assert costs_yen > 0, "a ratio needs a cost"
    return Fraction(held_yen, costs_yen)


def deviation(planned_yen: int, spent_yen: int) -> Fraction:
    """かい離率: (planned − spent) ÷ planned; negative where more was spent.

    >>> deviation(120, 28)
    Fraction(23, 30)
    """
    assert planned_yen > 0, "a ratio needs a plan"
    return Fraction(planned_yen - spent_yen, planned_yen)


def decimal_text(value: Fraction, places: int) -> str:
    """The nearest decimal, half away from zero: 23/30 to three places is 0.767.

    >>> decimal_text(Fraction(23, 30), 3), decimal_text(Fraction(-1, 2), 0)
    ('0.767', '-1')
    """
    scale = 10**places
    whole = (abs(value.numerator) * scale * 2 + value.denominator) // (value.denominator * 2)
    units, rest = divmod(whole, scale)
    sign = "-" if value < 0 and whole else ""
    return f"{sign}{units}.{rest:0{places}}" if places else f"{sign}{units}"


def held_yen(segment: int, year: int, known_seq: int | None = None) -> int:
    """Cash and placements at the end of a fiscal year, by effective date, in yen."""
    rows = trial_balance(segment, fiscal_year_end(year), known_seq)
    return sum(row.balance_yen for row in rows if row.code in FUND_ACCOUNTS)


def indicators_of(
    segment: int,
    plan: FundPlan | None,
    compared: list[Compared],
    *,
    has_ended: bool,
    known_seq: int | None = None,
) -> list[Indicator]:
    """The year's figures that its plan allows. A year that runs is not found to deviate yet."""
    if plan is None:
        return []
    found = []
    if plan.costs_to_end_yen:
        found.append(_holding(held_yen(segment, plan.year - 1, known_seq), plan))
    spent = next(row.actual_yen for row in compared if row.line.field == SPENDING)
    if plan.grants_yen:
        found.append(_deviation(plan, spent, has_ended=has_ended))
    return found


def _holding(held: int, plan: FundPlan) -> Indicator:
    rule = rule_on("holding_ratio_limit", plan.filed_on)
    costs = plan.costs_to_end_yen or 0
    value, limit = holding_ratio(held, costs), Fraction(rule.value)
    return Indicator(
        name="保有割合",
        formula=f"前年度末の基金残高 {format_yen(held)} ÷ "
        f"終了までの事業費及び管理費の見込み {format_yen(costs)}",
        value=value,
        text=decimal_text(value, 2),
        limit_text=f"{decimal_text(limit, 2)}を超えるとき",
        is_over=value > limit,
        meaning=rule.title,
        article=rule.article,
    )


def _deviation(plan: FundPlan, spent: int, *, has_ended: bool) -> Indicator:
    rule = rule_on("deviation_alert", plan.filed_on)
    value, limit = deviation(plan.grants_yen, spent), Fraction(rule.value)
    planned = format_yen(plan.grants_yen)
    return Indicator(
        name="かい離率" if has_ended else "かい離率（年度の途中）",
        formula=f"（助成金の支払の計画 {planned} － 実績 {format_yen(spent)}）÷ 計画 {planned}",
        value=value,
        text=f"{decimal_text(value * 100, 1)}%",
        limit_text=f"{decimal_text(limit * 100, 0)}%以上のとき",
        is_over=has_ended and value >= limit,
        meaning=rule.title,
        article=rule.article,
    )

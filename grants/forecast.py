"""What decided grants are still to be paid, as the fund's ladder takes it.

A grant has no schedule of payments: what is not paid yet falls due in equal months, from the next
month to the planned end; after the end, next month.
"""

from collections.abc import Iterator
from datetime import date

from fund.browsing import parts_of
from fund.forecast import forecast_source
from fund.ladder import Flow
from fund.money import split_exactly
from grants.models import Grant
from workflow.calendar import month_end


@forecast_source
def grants_to_be_paid(segment: int, today: date) -> Iterator[Flow]:
    """What is undrawn (B300) by month, and what is fixed and unpaid (B400) next month."""
    undrawn, fixed = _by_number(segment, "B300"), _by_number(segment, "B400")
    rows = Grant.objects.filter(plan__segment=segment, number__in=sorted({*undrawn, *fixed}))
    for number, ends_on in rows.values_list("number", "ends_on"):
        months = months_until(today, ends_on)
        parts = split_exactly(undrawn.get(number, 0), [1] * len(months))
        parts[0] += fixed.get(number, 0)
        yield from (Flow(on, yen, number) for on, yen in zip(months, parts, strict=True) if yen)


def _by_number(segment: int, group: str) -> dict[str, int]:
    parts = parts_of(segment, group)
    return {part.code.partition(":")[2]: part.balance_yen for part in parts if part.balance_yen}


def months_until(today: date, ends_on: date) -> list[date]:
    """The month ends after today's month up to the one of a day; at least the next one."""
    found = [_next_month_end(month_end(today))]
    while found[-1] < month_end(ends_on):
        found.append(_next_month_end(found[-1]))
    return found


def _next_month_end(day: date) -> date:
    return month_end(date.fromordinal(day.toordinal() + 1))

"""事業計画・収支計画 of a year beside what happened."""

from django.http import HttpResponse
from django.shortcuts import render

from fund.actuals import compare, grown_yen
from fund.books import FUND_SEGMENT
from fund.indicators import indicators_of
from fund.models import FundPlan
from fund.queries import head, segment_by_code
from fund.views.treasury import steps_of
from workflow.authority import may
from workflow.calendar import fiscal_year_end
from workflow.door import DoorRequest
from workflow.pages import year_asked


def fund_plan(request: DoorRequest, year: int | None = None) -> HttpResponse:
    """The newest version of the year's plan, its confirmation, and plan against actual."""
    segment = segment_by_code(FUND_SEGMENT)
    year = year_asked(request, year)
    versions = FundPlan.objects.filter(segment=segment.segment_id, year=year).order_by("-version")
    plan = versions.first()
    # Figures and the number they are said to be known at are of one moment.
    at = head(segment.segment_id)
    rows = compare(segment.segment_id, year, plan, at.seq)
    context = {
        "segment": segment,
        "year": year,
        "previous": year - 1,
        "following": year + 1,
        "plan": plan,
        "versions": versions,
        "rows": rows,
        "sums": grown_yen(rows),
        "indicators": indicators_of(
            segment.segment_id,
            plan,
            rows,
            has_ended=request.today > fiscal_year_end(year),
            known_seq=at.seq,
        ),
        "head": at,
        "is_running": request.today <= fiscal_year_end(year),
        "steps": steps_of(request, ("file_fund_plan",)),
        "may_confirm": may(request.roles, "record_plan_confirmation"),
    }
    return render(request, "fund/plan.html", context)

"""Addresses by audience: the same page stands under each audience's own prefix."""

from typing import Any

from django.http import Http404
from django.urls import NoReverseMatch, reverse

from workflow.calendar import FIRST_YEAR, LAST_YEAR, fiscal_year
from workflow.door import DoorRequest


def page_url(request: DoorRequest, name: str, *args: Any) -> str:
    """The address of a page in the address space of the person who is asking."""
    return reverse(f"{request.audience}:{name}", args=args)


def page_url_or_404(request: DoorRequest, name: str, *args: Any) -> str:
    """The same of a page that this audience may not have. Raises Http404."""
    try:
        return page_url(request, name, *args)
    except NoReverseMatch:
        raise Http404("この記録のページはありません。") from None


def year_asked(request: DoorRequest, year: int | None) -> int:
    """The fiscal year of an address, else the running one. Raises Http404 for one too far away."""
    if year is None:
        return fiscal_year(request.today)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404("この年度のページはありません。")
    return year

"""Addresses by audience: the same page stands under each audience's own prefix."""

from typing import Any

from django.urls import reverse

from workflow.door import DoorRequest


def page_url(request: DoorRequest, name: str, *args: Any) -> str:
    """The address of a page in the address space of the person who is asking."""
    return reverse(f"{request.audience}:{name}", args=args)

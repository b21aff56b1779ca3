"""Words of the reviewer's workbench."""

from datetime import date

from django import template

from grants.application_form import ALWAYS_ASKED, form_on
from grants.clock import Clock
from grants.models import Grant

register = template.Library()


@register.filter
def days_on_clock(clock: Clock, today: date) -> str:
    """残り9日, or 3日超過; empty when the clock does not run."""
    left = clock.left_days(today)
    if left is None:
        return ""
    return f"残り{left}日" if left >= 0 else f"{-left}日超過"


@register.filter
def particulars_of(grant: Grant) -> list[tuple[str, str, bool]]:
    """Label, text and whether it is withheld, in the order of the form's version."""
    form = form_on(grant.form_version or grant.rules_on)
    written = [
        (asked.label, grant.particulars[asked.name], asked.name in grant.confidential)
        for asked in form.fields
        if asked.name in grant.particulars
    ]
    others = [
        (label, "記載のとおり", True)
        for name, label in ALWAYS_ASKED.items()
        if name in grant.confidential
    ]
    return written + others

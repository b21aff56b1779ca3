"""Words for what an inspection disallowed, and whether its findings were put right."""

from datetime import date

from django import template

from grants.inspecting import FINDING, REASONS
from grants.models import Finding
from workflow.law import codes_on
from workflow.models import Obligation

register = template.Library()


@register.filter
def disallowed(code: str) -> str:
    """The code of a disallowed cost in words; nothing for none."""
    return codes_on(REASONS, date.max).get(code, code)


@register.filter
def remedied_on(finding: Finding) -> date | None:
    """The day on which what an inspection found was put right; None while it is not."""
    duty = Obligation.objects.filter(subject_id=finding.pk, kind=FINDING, met_on__isnull=False)
    return duty.values_list("met_on", flat=True).first()

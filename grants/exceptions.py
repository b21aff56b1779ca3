"""What an auditor looks at first: claims given up, lowered or settled without money (例外一覧)."""

from typing import Any

from grants.acts.propose_waiver import GROUNDS
from grants.models import OrderReduction, SetOff, Waiver
from workflow.law import codes_on


def exceptions() -> dict[str, list[Any]]:
    """Every waiver with its ground, every reduction on appeal, every set-off; newest first."""
    by_case = ("order__grant__organisation", "drafted_by", "approved_by")
    waivers = list(Waiver.objects.select_related(*by_case).order_by("-waived_on"))
    return {
        "waivers": [(row, codes_on(GROUNDS, row.waived_on).get(row.ground)) for row in waivers],
        "reductions": list(OrderReduction.objects.select_related(*by_case).order_by("-reduced_on")),
        "set_offs": list(
            SetOff.objects.select_related(
                "receipt__order__grant__organisation", "payment__grant"
            ).order_by("-set_off_on")
        ),
    }

"""Accepted reports on which a demand rests: 企業化状況報告 and 消費税仕入控除税額報告.

The duty that an accepted report met stands for it here. What the report says is told by the layer
that holds the reports, in a module `accepted_reports` of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import QuerySet
from django.utils.module_loading import autodiscover_modules

from grants.models import Demand, Grant
from workflow.models import Obligation

# Which report a kind of demand is reckoned from.
REPORT_OF = {Demand.Kind.PROFIT: "COMMERCIAL", Demand.Kind.CTAX: "CTAX"}
DEMAND_OF = {report: kind for kind, report in REPORT_OF.items()}


@dataclass(frozen=True)
class Reported:
    """What a report says: yen of its year, share of taxable sales, yen the company would return.

    None where it says nothing that can be reckoned with.
    """

    profit_yen: int | None = None
    taxable_share: Fraction | None = None
    return_yen: int | None = None


Reader = Callable[[Obligation], Reported | None]
READERS: list[Reader] = []


def tells_reports(reader: Reader) -> Reader:
    """Register who can say what the report that met a duty says."""
    READERS.append(reader)
    return reader


def accepted_reports(grant: Grant, kind: Demand.Kind) -> QuerySet[Obligation]:
    """The duties of a case met by reports of this kind, the oldest first."""
    met = Obligation.objects.filter(
        subject_id=grant.pk, kind=REPORT_OF[kind], status=Obligation.Status.MET
    )
    return met.order_by("base_on", "due_on")


def unused_reports(grant: Grant, kind: Demand.Kind) -> QuerySet[Obligation]:
    """Those of which no demand was made."""
    used = Demand.objects.filter(report__isnull=False).values("report")
    return accepted_reports(grant, kind).exclude(pk__in=used)


def reported(duty: Obligation) -> Reported:
    """What the report says; nothing where it came on paper."""
    autodiscover_modules("accepted_reports")
    found = (reader(duty) for reader in READERS)
    return next((said for said in found if said is not None), Reported())


def profit_so_far_yen(grant: Grant, duty: Obligation) -> int | None:
    """収益額の累計: what this report and those before it say; None where one of them is silent."""
    rows = accepted_reports(grant, Demand.Kind.PROFIT).filter(base_on__lte=duty.base_on)
    years = [reported(row).profit_yen for row in rows]
    return None if None in years else sum(yen for yen in years if yen is not None)

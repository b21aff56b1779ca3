"""What of the fund's own matters waits for somebody: placements, vouchers, stray receipts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from fund.acts.settle_voucher import problems_paying
from fund.models import Placement, StrayReceipt, Voucher
from fund.vouchers import OF_EXECUTIVES
from workflow.authority import may
from workflow.models import Person, Role
from workflow.standing import fallen

Place = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True)
class Waiting:
    """One thing to do: the act, what it is done to, its sum in yen, and where it is shown."""

    act: str
    subject: UUID
    number: str
    name: str
    amount_yen: int
    place: Place


@dataclass(frozen=True)
class Asking:
    """Who looks, with which roles, on which day."""

    person: Person
    roles: frozenset[str]
    today: date


def waiting_for(asking: Asking) -> list[Waiting]:
    """Everything that waits for this person."""
    found: dict[str, Callable[[Asking], Iterator[Waiting]]] = {
        "approve_placement": _placements_put_up,
        "settle_placement": _placements_approved,
        "redeem_placement": _placements_matured,
        "approve_voucher": _vouchers_put_up,
        "settle_voucher": _vouchers_approved,
        "propose_clearing": _receipts_astray,
    }
    return [item for act, rows in found.items() if may(asking.roles, act) for item in rows(asking)]


def _placements_put_up(asking: Asking) -> Iterator[Waiting]:
    rows = Placement.objects.filter(approved_on=None, returned_on=None)
    for row in rows.exclude(proposed_by=asking.person):
        yield _of_placement("approve_placement", row)


def _placements_approved(asking: Asking) -> Iterator[Waiting]:
    rows = Placement.objects.filter(approved_on__isnull=False, returned_on=None, settled_on=None)
    for row in rows.exclude(pk__in=fallen().values("draft__subject_id")):
        yield _of_placement("settle_placement", row)


def _placements_matured(asking: Asking) -> Iterator[Waiting]:
    rows = Placement.objects.filter(settled_on__isnull=False, redeemed_on=None)
    for row in rows.filter(matures_on__lte=asking.today):
        yield _of_placement("redeem_placement", row)


def _of_placement(act: str, row: Placement) -> Waiting:
    return Waiting(act, row.pk, row.number, row.name, row.price_yen, ("placement", (row.pk,)))


def _vouchers_put_up(asking: Asking) -> Iterator[Waiting]:
    rows = Voucher.objects.filter(approved_on=None, returned_on=None)
    graver = Q(kind__in=OF_EXECUTIVES) | Q(withdraws__kind__in=OF_EXECUTIVES)
    own = rows.filter(graver) if Role.EXECUTIVE in asking.roles else rows.none()
    if Role.ACCOUNTING_APPROVER in asking.roles:
        own |= rows.exclude(graver)
    for row in own.exclude(proposed_by=asking.person):
        yield _of_voucher("approve_voucher", row)


def _vouchers_approved(asking: Asking) -> Iterator[Waiting]:
    rows = Voucher.objects.filter(
        pays=True, approved_on__isnull=False, withdrawn_on=None, settled_on=None
    )
    rows = rows.exclude(pk__in=fallen().values("draft__subject_id"))
    for row in rows.select_related("receipt"):
        if not problems_paying(row):
            yield _of_voucher("settle_voucher", row)


def _of_voucher(act: str, row: Voucher) -> Waiting:
    name = row.get_kind_display()
    return Waiting(act, row.pk, row.number, name, row.amount_yen, ("voucher", (row.pk,)))


def _receipts_astray(asking: Asking) -> Iterator[Waiting]:
    rows = StrayReceipt.objects.filter(cleared_on=None)
    alive = Voucher.objects.filter(returned_on=None, withdrawn_on=None)
    for row in rows.exclude(vouchers__in=alive):
        name = row.get_kind_display()
        place = ("stray_receipts", ())
        yield Waiting("propose_clearing", row.pk, row.bank_reference, name, row.amount_yen, place)

"""Warning before cash falls short: once for each shortage the ladder forecasts.

The same shortage (month and sum) is told once however often the job runs; one that changed, or
came again after it had gone, is another.
"""

from datetime import date, datetime

from django.db import connection, transaction

from fund.forecast import ladder_of
from fund.ladder import Rung, first_short
from fund.models import CashShortage
from fund.money import format_yen
from workflow.advance import subject_type
from workflow.calendar import jst_day, wareki
from workflow.law import number_on
from workflow.models import Notice, Role

WARNED = (Role.TREASURY_MANAGER, Role.ACCOUNTING_APPROVER)
KIND = "cash_short"


@transaction.atomic
def warn_of_shortage(segment: int, *, now: datetime) -> CashShortage | None:
    """Tell of a shortage within the warning days; what was told by this run, or None."""
    today = jst_day(now)
    _alone(segment)
    short = near_shortage(segment, today)
    standing = CashShortage.objects.filter(segment=segment, ended_on=None).first()
    if standing is not None:
        if short and (standing.falls_on, standing.short_yen) == (short.ends_on, short.short_yen):
            return None
        standing.ended_on = today
        standing.save(update_fields=["ended_on"])
    if short is None:
        return None
    told = CashShortage.objects.create(
        segment=segment, falls_on=short.ends_on, short_yen=short.short_yen, told_on=today
    )
    Notice.objects.bulk_create(_notice(told, role, now) for role in WARNED)
    return told


def near_shortage(segment: int, today: date) -> Rung | None:
    """The first month whose cash does not suffice, if it ends within the warning days."""
    short = first_short(ladder_of(segment, today))
    if short and (short.ends_on - today).days <= number_on("cash_short_warn_days", today):
        return short
    return None


def _alone(segment: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('cash_short', %s))", [segment]
        )


def _notice(told: CashShortage, role: Role, now: datetime) -> Notice:
    return Notice(
        key=f"{KIND}:{told.pk}:{role}",
        kind=KIND,
        role=role,
        subject_type=subject_type(told),
        subject_id=told.pk,
        title=f"現金の不足の見込み（{format_yen(told.short_yen)}）",
        body=f"{wareki(told.falls_on)}までの支払見込みに対し、現金が"
        f"{format_yen(told.short_yen)}不足する見込みです。満期の早い運用に替えるか、"
        "支払の時期を確かめてください。資金繰りの画面で月ごとの見込みを確認できます。",
        created_at=now,
    )

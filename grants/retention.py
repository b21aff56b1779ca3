"""文書の保存期間 of a case (公文書管理法施行令別表13の項): reckoned as its end becomes known.

The project ends with the last of 額の確定, the return of money, the restriction of its assets and
the reports on its business. Recording the period deletes nothing.
"""

from datetime import date

from grants.models import Grant, Retention
from workflow.act import running_act
from workflow.calendar import fiscal_year, fiscal_year_end, fiscal_year_start
from workflow.law import number_on, rule_on
from workflow.machines.asset import AssetState
from workflow.models import Obligation


def kept(ended_on: date, years: int) -> tuple[date, date]:
    """First and last day: whole fiscal years from the one after the end."""
    first = fiscal_year(ended_on) + 1
    return fiscal_year_start(first), fiscal_year_end(first + years - 1)


def end_of(grant: Grant) -> tuple[date, str]:
    """The day on which the project ends by what is known today, and the event it is."""
    assert grant.fixed_on is not None, "the end is reckoned from 額の確定 on"
    known = [(grant.fixed_on, "額の確定")]
    known += [(order.due_on, "返還の期限") for order in grant.refund_orders.all()]
    for order in grant.refund_orders.all():
        known += [(receipt.received_on, "返還") for receipt in order.receipts.all()]
    bound = grant.assets.exclude(state=AssetState.DISPOSED)
    known += [(asset.restricted_until, "処分制限期間の満了") for asset in bound]
    reports = Obligation.objects.filter(subject_id=grant.pk, kind="COMMERCIAL").exclude(
        status__in=[Obligation.Status.SUPERSEDED, Obligation.Status.CANCELLED]
    )
    known += [(duty.met_on or duty.due_on, "企業化状況報告") for duty in reports]
    return max(known)


def record_retention(grant: Grant) -> Retention:
    """Write the period by the rule in force for the case; inside the act that moved its end."""
    ended_on, ends = end_of(grant)
    rule = rule_on("retention_years", grant.rules_on)
    kept_from, kept_until = kept(ended_on, number_on("retention_years", grant.rules_on))
    return Retention.objects.create(
        grant=grant, ended_on=ended_on, ends=ends, kept_from=kept_from, kept_until=kept_until,
        measure=rule_on("retention_measure", grant.rules_on).value, rule=rule.title,
        article=rule.article, reckoned_at=running_act().now,
    )  # fmt: skip

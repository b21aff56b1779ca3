"""財産処分承認通知書 from the approved reckoning, or 不承認通知書 with reasons (適正化法22条)."""

from datetime import date

from grants.models import Asset, Demand
from reports.papers.catalogue import DISPOSAL_NOTICE, DISPOSAL_REFUSAL
from reports.papers.letterhead import (
    account_on,
    entry_mark,
    holder_of,
    letterhead,
    reference,
    remedy_on,
)
from reports.papers.plain import ACT_IN_FULL, reason, to_company
from reports.pdf.disposal_notice import DisposalNotice
from reports.pdf.notice import Notice
from workflow.calendar import jst_day, wareki
from workflow.models import ActRecord, Draft


def disposal_notice(record: ActRecord, number: str) -> DisposalNotice:
    """The notice of an approve_disposal record."""
    asset = Asset.objects.select_related("grant__plan").get(pk=record.subject_id)
    issued_on = jst_day(record.acted_at)
    # Asked for and reckoned once at a time: the newest of both before the approval is the one.
    request = asset.disposals.filter(requested_at__lte=record.acted_at).latest("requested_at")
    drafts = Draft.objects.filter(document="DISPOSAL", subject_id=asset.pk)
    content = drafts.filter(drafted_at__lte=record.acted_at).latest("version").content
    return DisposalNotice(
        head=letterhead(DISPOSAL_NOTICE, holder_of(record), number, issued_on),
        grant=reference(asset.grant),
        asset=_named(asset),
        acquired_on=asset.acquired_on,
        restricted_until=asset.restricted_until,
        cost_yen=content["cost_yen"],
        granted_yen=content["granted_yen"],
        method=request.method,
        partner=request.partner,
        dispose_on=request.dispose_on,
        price_yen=content["price_yen"],
        book_yen=content["book_yen"],
        return_yen=content["return_yen"],
        due_on=_due_on(record, asset) if content["return_yen"] else None,
        pay_to=account_on(issued_on),
        remedy=remedy_on(issued_on),
        entry=entry_mark(asset.grant.plan.segment, record),
    )


def disposal_refusal(record: ActRecord, number: str) -> Notice:
    """The notice of a refuse_disposal record."""
    asset = Asset.objects.select_related("grant").get(pk=record.subject_id)
    asked = asset.disposals.filter(requested_at__lte=record.acted_at).latest("requested_at")
    return to_company(
        DISPOSAL_REFUSAL, record, number,
        f"下記の財産の処分については、{ACT_IN_FULL}第22条の規定による承認をしないので、通知します。",
        [
            ("財産", _named(asset)),
            ("処分の方法", asked.method),
            ("相手方", asked.partner),
            ("処分の予定の日", wareki(asked.dispose_on)),
            ("決定", "承認しない"),
        ],
        grant=asset.grant, strong="決定", parts=(reason(record.reason, "承認しない理由"),),
        contestable=True,
    )  # fmt: skip


def _named(asset: Asset) -> str:
    return f"財産{asset.number}　{asset.name}　{asset.specification}　{asset.quantity}点"


def _due_on(record: ActRecord, asset: Asset) -> date:
    demands = Demand.objects.filter(
        grant=asset.grant, kind=Demand.Kind.DISPOSAL, reckoning__asset=asset.number
    )
    return demands.filter(demanded_on=jst_day(record.acted_at)).latest("number").due_on

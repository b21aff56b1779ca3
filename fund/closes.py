"""Putting up and making closes: what a month's and a year's have in common. Only inside an act."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from fund import ledger
from fund.browsing import first_open_month
from fund.certificates import close_id
from fund.closing import (
    DOCUMENT,
    BankCertificate,
    certificate_of,
    checklist,
    close_content,
    problems_of,
    problems_with_certificate,
    told,
)
from fund.models import PeriodClose
from fund.queries import Period, period_name, period_of
from workflow.act import lock, running_act
from workflow.advance import record_act
from workflow.approvals import approve, latest_draft, pending_draft, put_up
from workflow.models import ActRecord
from workflow.problems import Problem, refuse_if


@dataclass(frozen=True)
class CloseKind:
    """A kind of close. kind: of its periods in the ledger. other: the act for the other kind."""

    kind: str
    name: str
    other: str


MONTH = CloseKind("M", "月", "決算整理期間は、年度の締めで締めます。")
YEAR = CloseKind("A", "決算整理期間", "月は、月次の締めで締めます。")


def problems_proposing(found: Period | None, kind: CloseKind, today: date) -> list[Problem]:
    """Why this period cannot be put up for closing."""
    if found is None or found.is_closed:
        return [
            Problem("period", "この会計期間は未開設か締切済みです。", "期間を選び直してください。")
        ]
    if found.kind != kind.kind:
        return [Problem("kind", f"この会計期間は{kind.name}ではありません。", kind.other)]
    if today <= found.ends:
        return [
            Problem(
                "not_ended",
                "この期間はまだ終わっていません。",
                "期間の末日の翌日以後に締めてください。",
            )
        ]
    return []


def problems_in_order(segment: int, found: Period) -> list[Problem]:
    """An earlier month that is still open closes first."""
    before = first_open_month(segment, found.starts if found.kind == "M" else found.ends)
    if before is None:
        return []
    text = f"先に{period_name(before)}を締めてください。"
    return [Problem("close_in_order", text, "古い月から順に締めます。")]


def put_up_close(segment: int, period: int, bank: BankCertificate, kind: CloseKind) -> ActRecord:
    """Reckon the checklist and put it up; refused where an item does not pass."""
    running = running_act()
    found = period_of(segment, period)
    refuse_if(problems_proposing(found, kind, running.today) + problems_with_certificate(bank))
    assert found is not None
    items = checklist(segment, found, bank)
    refuse_if(problems_in_order(segment, found) + problems_of(items))
    close, _ = PeriodClose.objects.get_or_create(
        segment=segment,
        period=period,
        defaults={
            "id": close_id(segment, period),
            "proposed_by": running.actor,
            "proposed_on": running.today,
        },
    )
    content = close_content(segment, found, bank, items)
    earlier = latest_draft(DOCUMENT, close.pk)
    if earlier is not None and earlier.content == content:
        refuse_if(
            [Problem("proposed", "この期間の締めは起案済みです。", "承認者に依頼してください。")]
        )
    draft = put_up(DOCUMENT, close, content)
    return record_act(close, period=period, version=draft.version, certified_yen=bank.certified_yen)


def make_close(close_id: UUID, version: int, kind: CloseKind) -> ActRecord:
    """Close the period that was put up, by another person.

    The period is closed first, which takes the segment's lock, and the checklist is asked under it:
    an item that does not pass takes the close back.
    """
    running = running_act()
    close = lock(PeriodClose, close_id)
    found = period_of(close.segment, close.period)
    refuse_if(_problems_closing(close, found, kind, running.today))
    assert found is not None
    draft = pending_draft(DOCUMENT, close.pk)
    approve(draft, version)
    close.closed_by, close.closed_on = running.actor, running.today
    close.close_seq = ledger.close_period(
        close.segment, close.period, actor=draft.drafted_by_id, approver=running.actor.pk
    )
    close.save(update_fields=["closed_by", "closed_on", "close_seq"])
    items = checklist(close.segment, found, certificate_of(draft.content))
    refuse_if(problems_of(items))
    return record_act(
        close, period=close.period, close_seq=close.close_seq, version=version, checks=told(items)
    )


def _problems_closing(
    close: PeriodClose, found: Period | None, kind: CloseKind, today: date
) -> list[Problem]:
    if close.closed_by is not None:
        return [Problem("closed", "この期間は締切済みです。", "再び開くことはできません。")]
    return problems_proposing(found, kind, today)

"""The fund at a glance, month by month, and as a trial balance. Every figure leads on."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from fund import queries
from fund.as_of import learnt_between
from fund.books import FUND_SEGMENT
from fund.browsing import cash_months, journal
from fund.chart import FUND_ACCOUNTS
from fund.forms.filters import AsOfForm, DifferenceForm
from fund.models import Endowment
from fund.queries import Segment
from workflow.calendar import fiscal_year
from workflow.door import DoorRequest
from workflow.pages import page_url, year_asked

# What the position shows: heading, then accounts in order.
POSITION = (
    ("現金・預金・運用", FUND_ACCOUNTS),
    ("予算（交付決定の枠）", ("B200", "B300", "B310", "B400", "B500", "B800", "B900")),
    ("債権・前払", ("1121", "1131", "1132", "1133", "1134", "1139", "1141")),
    ("基金の財源", ("2101", "2151", "2152", "2153")),
    ("債務・仮受", ("2201", "2202", "2203", "2204", "2301", "2302", "2303")),
)
IN_EVENTS = ("ENDOWMENT", "REFUND_RECEIPT", "CHARGES_RECEIPT")
OUT_EVENTS = ("ADVANCE_PAYMENT", "FINAL_PAYMENT")
LEARNT_ROWS = 200


def segment_or_404(code: str) -> Segment:
    """The 勘定 of a code in an address."""
    found = next((s for s in queries.segments() if s.code == code), None)
    if found is None:
        raise Http404("この勘定はありません。")
    return found


def own_fund(request: DoorRequest) -> HttpResponse:
    """The fund's own 勘定."""
    return redirect(page_url(request, "position", FUND_SEGMENT))


def position(request: DoorRequest, code: str) -> HttpResponse:
    """Where the fund stands now, account by account, with the newest entries."""
    segment = segment_or_404(code)
    head = queries.head(segment.segment_id)
    rows = queries.trial_balance(segment.segment_id, known_seq=head.seq)
    groups = [
        (title, [_figure(rows, account) for account in accounts]) for title, accounts in POSITION
    ]
    context = {
        "segment": segment,
        "segments": queries.segments(),
        "head": head,
        "summary": queries.position(rows),
        "groups": groups,
        "newest": journal(segment.segment_id, before=head.seq + 1, limit=8),
    }
    return render(request, "fund/position.html", context)


def _figure(rows: list[queries.AccountRow], code: str) -> dict[str, Any]:
    names = {"B300": "交付決定残", "B310": "概算払済", "B400": "額確定未払", "B500": "支払済"}
    name = names.get(code) or next(row.name for row in rows if row.code == code)
    return {"code": code, "name": name, "yen": queries.held_in(rows, code)}


def months(request: DoorRequest, code: str, year: int | None = None) -> HttpResponse:
    """The cash account month by month: each figure leads to the lines it is the sum of."""
    segment = segment_or_404(code)
    year = year_asked(request, year)
    head = queries.head(segment.segment_id)
    rows = cash_months(segment.segment_id, year, request.today, head.seq)
    known = {*IN_EVENTS, *OUT_EVENTS}
    context = {
        "segment": segment,
        "year": year,
        "previous": year - 1,
        "next": year + 1 if year < fiscal_year(request.today) else None,
        "head": head,
        "columns": (*IN_EVENTS, *OUT_EVENTS),
        "rows": [
            {
                "month": row,
                "cells": [(event, row.moved.get(event, 0)) for event in (*IN_EVENTS, *OUT_EVENTS)],
                "other": sum(yen for event, yen in row.moved.items() if event not in known),
            }
            for row in rows
        ],
    }
    return render(request, "fund/months.html", context)


def own_trial_balance(request: DoorRequest) -> HttpResponse:
    """The trial balance of the fund's own 勘定."""
    return redirect(page_url(request, "trial_balance_of", FUND_SEGMENT))


def trial_balance(request: DoorRequest, code: str) -> HttpResponse:
    """合計残高試算表 as of a day, or of all days, as known at an entry."""
    segment = segment_or_404(code)
    form = AsOfForm(request.GET)
    clocks = form.clocks(segment.segment_id)
    known = None if clocks.is_newest else clocks.known.seq
    rows = queries.trial_balance(segment.segment_id, clocks.as_of, clocks.known.seq)
    asked = {"until_on": clocks.as_of, "known": known}
    context = {
        "segment": segment,
        "form": form,
        "clocks": clocks,
        "lines_query": "?" + urlencode({k: v for k, v in asked.items() if v is not None}),
        "books": [
            ("財産の帳簿", [r for r in rows if r.book == "P" and (r.debits_yen or r.credits_yen)]),
            ("予算の帳簿", [r for r in rows if r.book == "B" and (r.debits_yen or r.credits_yen)]),
        ],
        "totals": {book: _totals([r for r in rows if r.book == book]) for book in ("P", "B")},
    }
    return render(request, "fund/trial_balance.html", context)


def _totals(rows: list[queries.AccountRow]) -> dict[str, int]:
    return {
        "debits": sum(row.debits_yen for row in rows),
        "credits": sum(row.credits_yen for row in rows),
    }


def differences(request: DoorRequest, code: str) -> HttpResponse:
    """What was learnt of a day's books between two entries: entry by entry, account by account."""
    segment = segment_or_404(code)
    form = DifferenceForm(request.GET)
    earlier, later = form.numbers(segment.segment_id)
    as_of = form.cleaned_data.get("as_of")
    entries = learnt_between(segment.segment_id, as_of, earlier, later, limit=LEARNT_ROWS + 1)
    rows = queries.trial_balance(segment.segment_id, as_of, earlier)
    before = {row.code: row for row in rows}
    after = queries.trial_balance(segment.segment_id, as_of, later)
    context = {
        "segment": segment,
        "form": form,
        "as_of": as_of,
        "earlier": earlier,
        "later": later,
        "entries": entries[:LEARNT_ROWS],
        "is_cut": len(entries) > LEARNT_ROWS,
        "accounts": [
            {"code": old.code, "name": old.name, "before": old.balance_yen,
             "after": new.balance_yen, "by": new.balance_yen - old.balance_yen}
            for new in after
            # An account opened since the other question has not moved by these entries.
            if (old := before.get(new.code))
            and (old.debits_yen, old.credits_yen) != (new.debits_yen, new.credits_yen)
        ],
    }  # fmt: skip
    return render(request, "fund/differences.html", context)


def endowments(request: HttpRequest) -> HttpResponse:
    """The State's subsidies received, each with its notice."""
    rows = Endowment.objects.order_by("received_on")
    return render(request, "fund/endowments.html", {"endowments": rows})

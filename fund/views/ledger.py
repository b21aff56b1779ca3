"""An account's lines, an entry with its seal in the chain, and what it rests on."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render

from fund import queries
from fund.as_of import balance_as_of
from fund.browsing import (
    Account,
    Key,
    Page,
    Wanted,
    account_of,
    account_page,
    journal,
    parts_of,
    reversal_of,
)
from fund.forms.filters import LinesForm
from fund.queries import EntryRow, Head, Segment
from fund.views.figures import segment_or_404
from workflow.act import PART
from workflow.door import DoorRequest
from workflow.models import ActRecord, Draft, Person


def account(request: DoorRequest, code: str, account: str) -> HttpResponse:
    """The lines of an account, or of a group with its parts."""
    segment = segment_or_404(code)
    form = LinesForm(request.GET)
    known, is_newest = form.known_head(segment.segment_id)
    wanted = form.wanted(known)
    asks_clocks = bool(wanted.from_on or wanted.until_on or not is_newest)
    found = _account_or_404(segment, account)
    if not asks_clocks:
        found = _as_known(segment, found, known)
    after, before = _key(request, "after", 1), _key(request, "before", 0)
    page = account_page(segment.segment_id, found, wanted, after=after, before=before)
    context = {
        "segment": segment,
        "account": found,
        "parts": _parts(segment, found, wanted) if found.is_group else [],
        "form": form,
        "page": page,
        "head": known,
        **(_ends(segment, found, wanted) if asks_clocks else {}),
        **_pager(request, page),
    }
    return render(request, "fund/account.html", context)


def entries(request: DoorRequest, code: str) -> HttpResponse:
    """The journal, newest first."""
    segment = segment_or_404(code)
    head = queries.head(segment.segment_id)
    asked, end = _number(request.GET.get("before")), head.seq + 1
    rows = journal(segment.segment_id, before=end if asked is None else min(asked, end))
    older = f"?before={rows[-1].seq}" if rows and rows[-1].seq > 1 else ""
    context = {
        "segment": segment,
        "rows": rows,
        "next_url": older,
        "first_url": request.path if "before" in request.GET else "",
        "head": head,
    }
    return render(request, "fund/journal.html", context)


def entry(request: DoorRequest, code: str, seq: int) -> HttpResponse:
    """One entry: lines, who, when, hash and previous hash, and its source."""
    segment = segment_or_404(code)
    row = queries.entry(segment.segment_id, seq)
    if row is None:
        raise Http404("この仕訳番号はありません。")
    head = queries.head(segment.segment_id)
    context = {
        "segment": segment,
        "entry": row,
        "postings": queries.postings(segment.segment_id, seq),
        "people": Person.objects.in_bulk([p for p in (row.actor, row.approver) if p]),
        "record": record_of(row),
        "draft": _draft_of(row),
        "reversed_by": reversal_of(segment.segment_id, seq),
        "previous": seq - 1 if seq > 1 else None,
        "following": seq + 1 if seq < head.seq else None,
    }
    return render(request, "fund/entry.html", context)


def record_of(entry: EntryRow) -> ActRecord | None:
    """The act that posted an entry: its key, or its key with the entry's part behind it."""
    keys = [entry.key, entry.key.partition(PART)[0]]
    found = {r.key: r for r in ActRecord.objects.filter(key__in=keys).select_related("actor")}
    return found.get(keys[0]) or found.get(keys[1])


def _draft_of(entry: EntryRow) -> Draft | None:
    if entry.document is None:
        return None
    return Draft.objects.filter(pk=entry.document).select_related("drafted_by").first()


def _account_or_404(segment: Segment, code: str) -> Account:
    # No text of the database holds a NUL; an address may.
    found = account_of(segment.segment_id, code) if "\0" not in code else None
    if found is None:
        raise Http404("この科目はありません。")
    return found


def _key(request: DoorRequest, name: str, side: int) -> Key | None:
    """The key `12-3-1` (entry, line, side) in the query string; None when there is none to read.

    `12-3` is the whole line: what comes after its last side, or before its first.
    """
    parts = [_number(part) for part in request.GET.get(name, "").split("-")]
    match parts:
        case [int(seq), int(line)]:
            return seq, line, side
        case [int(seq), int(line), (0 | 1) as of_line]:
            return seq, line, of_line
    return None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 19 else None


def _as_known(segment: Segment, account: Account, known: Head) -> Account:
    """The account with what it held at the entry the page names, which was asked for before it."""
    if queries.head(segment.segment_id).seq == known.seq:
        return account
    held = balance_as_of(segment.segment_id, account.code, None, known.seq)
    return replace(account, balance_yen=held)


def _parts(segment: Segment, group: Account, wanted: Wanted) -> list[Account]:
    """The parts of a group, each with what it held at the end of the days asked for."""
    parts = parts_of(segment.segment_id, group.code)
    rows = queries.trial_balance(segment.segment_id, wanted.until_on, wanted.known)
    held = {row.code: row.balance_yen for row in rows}
    return [replace(part, balance_yen=held.get(part.code, 0)) for part in parts]


def _ends(segment: Segment, account: Account, wanted: Wanted) -> dict[str, Any]:
    """What the account held before and at the end of the days asked for, as known then."""
    ends = {"closing_yen": wanted.until_on}
    if wanted.from_on:
        ends["opening_yen"] = wanted.from_on - timedelta(days=1)
    return {
        "wanted": wanted,
        **{
            name: balance_as_of(segment.segment_id, account.code, day, wanted.known)
            for name, day in ends.items()
        },
    }


def _pager(request: DoorRequest, page: Page) -> dict[str, str]:
    kept = {k: v for k, v in request.GET.items() if k in LinesForm.field_order and v}

    def link(name: str, key: Key | None) -> str:
        return "?" + urlencode({**kept, name: "-".join(map(str, key))}) if key else ""

    return {"previous_url": link("before", page.before), "next_url": link("after", page.after)}

"""振替伝票: what is put up is the entries themselves, so that what was approved is what is posted.

A voucher's draft holds its entries line by line: `entries` are posted by the approval, `payments`
on the bank's date by the cashier. Two entries of one `link` stand in two 勘定 and are tied; so are
the mirrors (`mirrors`) of two such entries.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from fund import ledger
from fund.entries import Entry, Line
from fund.holdings import may_adjust
from fund.models import StrayReceipt, Voucher
from fund.queries import open_day
from workflow.act import PART, running_act
from workflow.approvals import latest_draft, put_up
from workflow.calendar import Due, fiscal_year, fiscal_year_end
from workflow.law import next_number
from workflow.models import ActRecord, Draft

DOCUMENT = "VOUCHER"
# What these book belongs to the fiscal year of its own day, however late it is approved.
ACCRUED_KINDS = frozenset({
    Voucher.Kind.ADMIN_COST, Voucher.Kind.ALLOCATION,
    Voucher.Kind.ALLOCATION_RAISED, Voucher.Kind.ALLOCATION_LOWERED,
    Voucher.Kind.STRAY_CORRECTED,
})  # fmt: skip
# The law's orders and the loss of a claim are not accounting's own to decide.
OF_EXECUTIVES = frozenset({Voucher.Kind.TREASURY, Voucher.Kind.ALLOWANCE})
# Stands for the bank's date in an entry that is posted when the money moves.
ON_PAYMENT = date.max


@dataclass(frozen=True)
class Planned:
    """An entry as it will be posted. link: its counterpart in another 勘定 has the same."""

    segment: int
    entry: Entry
    link: int = 0


@dataclass(frozen=True)
class Booked:
    """An entry that stands in the books. link: its counterpart in another 勘定 has the same."""

    segment: int
    seq: int
    link: int = 0


@dataclass(frozen=True)
class Slip:
    """What is put up: its facts for the reader, its entries, what it reverses and withdraws."""

    segment: int
    kind: Voucher.Kind
    amount_yen: int
    reason: str
    facts: Sequence[tuple[str, str]]
    entries: Sequence[Planned] = ()
    payments: Sequence[Planned] = ()
    reverses: int | None = None
    receipt: StrayReceipt | None = None
    pay_until: date | None = None
    withdraws: Voucher | None = None
    corrects: Voucher | None = None
    mirrors: Sequence[Booked] = ()


def draw_up(slip: Slip) -> tuple[Voucher, Draft]:
    """Number the voucher and put it up. Only inside an act."""
    running = running_act()
    year = fiscal_year(running.today)
    voucher = Voucher.objects.create(
        segment=slip.segment,
        number=f"F{year}-{next_number(f'voucher:{year}'):04}",
        kind=slip.kind,
        amount_yen=slip.amount_yen,
        reason=slip.reason,
        pays=bool(slip.payments),
        receipt=slip.receipt,
        withdraws=slip.withdraws,
        corrects=slip.corrects,
        proposed_by=running.actor,
        proposed_on=running.today,
    )
    content = {
        "amount_yen": slip.amount_yen,
        "reason": slip.reason,
        "facts": [["伝票番号", voucher.number], *([label, said] for label, said in slip.facts)],
        "entries": [_written(planned) for planned in slip.entries],
        "payments": [_written(planned) for planned in slip.payments],
        "reverses": slip.reverses,
        "mirrors": [asdict(booked) for booked in slip.mirrors],
        "pay_until": slip.pay_until.isoformat() if slip.pay_until else None,
    }
    route_name = f"{DOCUMENT}_OF_EXECUTIVES" if is_of_executives(voucher) else DOCUMENT
    return voucher, put_up(DOCUMENT, voucher, content, route_name=route_name)


def is_of_executives(voucher: Voucher) -> bool:
    """Whether an executive decides on it: on the kind of what it withdraws, if it is a 取止め."""
    return (voucher.withdraws or voucher).kind in OF_EXECUTIVES


def post_planned(
    written: Sequence[dict[str, Any]], voucher: Voucher, draft: Draft, *, on: date, key: str,
    actor: UUID, approver: UUID,
) -> None:  # fmt: skip
    """Post a draft's entries, each on its own day or `on`, and tie those of one link.

    The lower segment's lock is taken first, whoever comes: two vouchers never wait for each other.
    """
    running = running_act()
    posted: dict[int, ledger.Posted] = {}
    ordered = sorted(enumerate(map(_read, written)), key=lambda item: item[1].segment)
    for n, planned in ordered:
        entry = planned.entry.resting_on(draft.pk, bytes(draft.content_sha))
        if entry.effective_on == ON_PAYMENT:
            entry = replace(entry, effective_on=on)
        entry = where_open(voucher.kind, planned.segment, entry, running.today)
        done = ledger.post(
            planned.segment, entry, key=_part(key, n), actor=actor, approver=approver
        )
        if planned.link in posted:
            ledger.link(posted[planned.link], done, actor=actor)
        elif planned.link:
            posted[planned.link] = done


def where_open(kind: str, segment: int, entry: Entry, today: date) -> Entry:
    """An entry of a kind of voucher as it is booked today: in its year, else in an open month."""
    if kind in ACCRUED_KINDS:
        entry = _in_its_year(segment, entry, today)
    return entry if entry.is_adjusting else ledger.in_open_month(segment, entry, today)


def _in_its_year(segment: int, entry: Entry, today: date) -> Entry:
    """A cost belongs to the year it arose in: its month closed, as 決算整理 while that is open."""
    ends, day = fiscal_year_end(fiscal_year(entry.effective_on)), entry.effective_on
    if today <= ends or open_day(segment, day, today) == day or not may_adjust(segment, ends):
        return entry
    original_on = None if day == ends else day
    return replace(entry, effective_on=ends, original_on=original_on, is_adjusting=True)


def mirrored_by(voucher: Voucher, draft: Draft) -> list[Booked]:
    """What a draft's approval mirrors, the lower segment first, the newest entry first."""
    wrong = draft.content["reverses"]
    own = [] if wrong is None else [Booked(voucher.segment, wrong)]
    # Drafts put up before there were withdrawals name no mirrors.
    found = own + [Booked(**each) for each in draft.content.get("mirrors", ())]
    return sorted(found, key=lambda booked: (booked.segment, -booked.seq))


def booked_by_approval(voucher: Voucher) -> list[tuple[Booked, int | None]]:
    """The entries that a voucher's approval posted, each with the number that reversed it."""
    draft = latest_draft(DOCUMENT, voucher.pk)
    assert draft is not None, "an approved voucher was put up"
    approval = ActRecord.objects.get(act="approve_voucher", subject_id=voucher.pk)
    found = []
    with connection.cursor() as cursor:
        for n, written in enumerate(draft.content["entries"]):
            cursor.execute(
                """
                SELECT e.seq, r.seq FROM ledger.entry e LEFT JOIN ledger.entry r
                    ON (r.segment_id, r.reverses_seq) = (e.segment_id, e.seq)
                 WHERE e.segment_id = %s AND e.idem_key = %s
                """,
                [written["segment"], _part(approval.key, n)],
            )
            seq, by = cursor.fetchone()
            found.append((Booked(written["segment"], seq, written["link"]), by))
    return found


def leaving_yen(written: Sequence[dict[str, Any]], segment: int, account: str) -> int:
    """What a draft's entries take from an account of a segment."""
    lines = [line for each in written if each["segment"] == segment for line in each["lines"]]
    return sum(line["yen"] for line in lines if line["credit"] == account)


def due_of_payment(draft: Draft, today: date) -> Due:
    """The day the draft's payment falls due, as the paper behind it says."""
    return Due(date.fromisoformat(draft.content["pay_until"]), today, "大臣の文書に定める期限", "")


def _part(key: str, n: int) -> str:
    return f"{key}{PART}{n}" if n else key


def _written(planned: Planned) -> dict[str, Any]:
    entry = planned.entry
    return {
        "segment": planned.segment,
        "link": planned.link,
        "event": entry.event,
        "on": None if entry.effective_on == ON_PAYMENT else entry.effective_on.isoformat(),
        "original_on": entry.original_on.isoformat() if entry.original_on else None,
        "is_adjusting": entry.is_adjusting,
        "memo": entry.memo,
        "lines": [
            {
                "book": line.book, "debit": line.debit, "credit": line.credit, "yen": line.yen,
                "grant": str(line.grant) if line.grant else None, "budget_year": line.budget_year,
                "item": line.item, "party": str(line.party) if line.party else None,
            }
            for line in entry.lines
        ],
    }  # fmt: skip


def _read(written: dict[str, Any]) -> Planned:
    lines = tuple(
        Line(
            book=line["book"], debit=line["debit"], credit=line["credit"], yen=line["yen"],
            grant=UUID(line["grant"]) if line["grant"] else None,
            budget_year=line["budget_year"], item=line["item"],
            party=UUID(line["party"]) if line["party"] else None,
        )
        for line in written["lines"]
    )  # fmt: skip
    entry = Entry(
        written["event"],
        date.fromisoformat(written["on"]) if written["on"] else ON_PAYMENT,
        lines,
        written["memo"],
        date.fromisoformat(written["original_on"]) if written["original_on"] else None,
        written["is_adjusting"],
    )
    return Planned(written["segment"], entry, written["link"])

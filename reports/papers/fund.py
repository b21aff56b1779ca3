"""基金残高計算書 of a month: opening, increases and decreases by kind, closing, and what of it is
still free, all from the ledger's entries known at one entry."""

from collections.abc import Iterable
from datetime import date, timedelta

from fund.chart import AVAILABLE, BY_CODE, CASH, FUND_ACCOUNTS, PLACEMENTS
from fund.queries import AccountRow, Head, Movement, movements, segments, trial_balance
from fund.seal_store import newest_seal
from fund.seals import fingerprint
from reports.models import IssuedPaper
from reports.papers.catalogue import FUND_STATEMENT
from reports.papers.fund_kinds import FUND_KINDS
from reports.pdf.fund_statement import FundLine, FundStatement, PrintedSeal
from workflow.calendar import fiscal_year
from workflow.models import Organisation

COMMITTED = ("B300", "B400")


def month_statement(
    segment: int,
    until_on: date,
    known: Head,
    *,
    number: str,
    issued_on: date,
    issuer: Organisation,
) -> FundStatement:
    """The statement from a month's first day to a day, by effective date, as known at an entry.

    Balance means cash and placements, so that bank and holdings add up to the closing balance.
    """
    from_on = until_on.replace(day=1)
    opening_yen = _fund_yen(_balances(segment, from_on - timedelta(days=1), known))
    closing = _balances(segment, until_on, known)
    moved = movements(segment, FUND_ACCOUNTS, from_on, until_on, known.seq)
    seal = _printed_seal(segment)
    place = next(s for s in segments() if s.segment_id == segment)
    return FundStatement(
        issuer=issuer.name,
        segment_code=place.code,
        segment_name=place.name,
        paper_number=number,
        issued_on=issued_on,
        fiscal_year=fiscal_year(until_on),
        month=until_on.month,
        from_on=from_on,
        until_on=until_on,
        opening_yen=opening_yen,
        increases=_increases(moved),
        decreases=_decreases(moved),
        closing_yen=_fund_yen(closing),
        bank_yen=closing[CASH],
        holdings=tuple(
            FundLine(BY_CODE[code].name, closing[code], (code,))
            for code in PLACEMENTS
            if closing[code]
        ),
        committed_yen=_budget_yen(closing, COMMITTED),
        available_yen=closing[AVAILABLE],
        known_at=known.recorded_at,
        entry_number=known.seq,
        head_hash=known.hash,
        seal=seal,
        notes=_reopened(segment, from_on, opening_yen, known) + _unsealed(known, seal),
    )


def _printed_seal(segment: int) -> PrintedSeal | None:
    """The newest seal there is: it may lag behind the newest entries by some minutes."""
    signed = newest_seal()
    if signed is None:
        return None
    seal, of_segment = signed.seal, signed.seal.of_segment(segment)
    return PrintedSeal(
        number=seal.number,
        sealed_at=seal.sealed_at,
        entry_number=of_segment.entries if of_segment else 0,
        hash=seal.hash.hex(),
        key=fingerprint(seal.public_key),
    )


def _balances(segment: int, as_of: date, known: Head) -> dict[str, int]:
    rows: Iterable[AccountRow] = trial_balance(segment, as_of, known.seq)
    return {row.code: row.balance_yen for row in rows}


def _fund_yen(balances: dict[str, int]) -> int:
    return sum(balances[code] for code in FUND_ACCOUNTS)


def _budget_yen(balances: dict[str, int], groups: tuple[str, ...]) -> int:
    """The sum of the sub-accounts of budget groups, one a grant."""
    return sum(yen for code, yen in balances.items() if code.split(":")[0] in groups)


def _increases(moved: list[Movement]) -> tuple[FundLine, ...]:
    came = {m.code: m.in_yen for m in moved if m.in_yen}
    return tuple(
        FundLine(kind.increase, sum(found.values()), tuple(found))
        for kind in FUND_KINDS
        if (found := {code: came[code] for code in kind.codes if code in came})
    )


def _decreases(moved: list[Movement]) -> tuple[FundLine, ...]:
    went = {m.code: m.out_yen for m in moved if m.out_yen}
    return tuple(
        FundLine(kind.decrease, sum(found.values()), tuple(found))
        for kind in FUND_KINDS
        if (found := {code: went[code] for code in kind.codes if code in went})
    )


def _unsealed(known: Head, seal: PrintedSeal | None) -> tuple[str, ...]:
    """Say so when the printed seal does not vouch for every entry the statement rests on."""
    if seal is not None and seal.entry_number >= known.seq:
        return ()
    if seal is None or not seal.entry_number:
        return ("この計算書の基となる仕訳は、まだ封印に覆われていない。",)
    return (
        f"封印第{seal.number}号は仕訳番号{seal.entry_number}までを覆い、"
        f"{seal.entry_number + 1}番から{known.seq}番までの仕訳を覆っていない。",
    )


def _reopened(segment: int, from_on: date, opening_yen: int, known: Head) -> tuple[str, ...]:
    """Say so when entries dated back since changed what the statement before closed with."""
    before = (
        IssuedPaper.objects.filter(
            kind=FUND_STATEMENT.code,
            segment=segment,
            as_of=from_on - timedelta(days=1),
            ledger_seq__lte=known.seq,
        )
        .order_by("ledger_seq")
        .last()
    )
    if before is None or before.data["closing_yen"] == opening_yen:
        return ()
    return (
        f"前月の計算書（{before.number}）の期末残高と期首残高が異なる。その発行の後に、前月以前の日付の仕訳が"
        "記帳されたためである。",
    )

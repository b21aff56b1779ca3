"""調書 of what was booked: 受入調書, 運用益組入調書, 有価証券評価明細書, 入金調書, 出納調書."""

from collections.abc import Iterable

from fund.models import Endowment, StrayReceipt, Valuation, Voucher
from fund.queries import EntryRow, entries_of_key, postings, segments
from reports.papers.catalogue import (
    CASH_RECORD,
    ENDOWMENT_RECORD,
    INCOME_RECORD,
    STRAY_RECORD,
    VALUATION_RECORD,
    PaperKind,
)
from reports.papers.letterhead import entry_mark, key_of_act
from reports.papers.plain import inner_paper
from reports.pdf.figures import headline_yen
from reports.pdf.notice import Notice, SumRow, SumTable
from workflow.calendar import fiscal_year_name, wareki
from workflow.models import ActRecord

Pairs = list[tuple[str, str]]


def endowment_record(record: ActRecord, number: str) -> Notice:
    """受入調書 of an endow_fund record."""
    row = Endowment.objects.get(pk=record.subject_id)
    facts = [
        ("受け入れた額", headline_yen(row.amount_yen)),
        ("受入れの日", wareki(row.received_on)),
        ("通知文書番号", row.notice_number),
        ("財源の予算年度", fiscal_year_name(row.budget_year)),
    ]
    return _booked(ENDOWMENT_RECORD, record, number, [row.segment], facts,
                   "国からの基金造成費補助金を下記のとおり受け入れ、記帳したので、報告します"
                   "（機構法第16条の6第2項）。")  # fmt: skip


def income_record(record: ActRecord, number: str) -> Notice:
    """運用益組入調書 of an add_income record (推進法34条3項)."""
    row = Valuation.objects.get(pk=record.subject_id)
    facts = [
        ("基金に組み入れた額", headline_yen(record.facts["earned_yen"])),
        ("うち受け取り済みで交付に充て得る額", headline_yen(record.facts["received_yen"])),
        ("組入れの日", wareki(row.valued_on)),
    ]
    return _booked(INCOME_RECORD, record, number, [row.segment], facts,
                   "基金の運用により生じた利益を、推進法第43条第2項において準用する同法第34条第3項の規定により、"
                   "下記のとおり基金に組み入れたので、報告します。")  # fmt: skip


def valuation_record(record: ActRecord, number: str) -> Notice:
    """有価証券評価明細書 of a value_holdings record."""
    row = Valuation.objects.get(pk=record.subject_id)
    facts = [
        ("評価の基準日", wareki(row.valued_on)),
        ("評価により記帳した額の合計", headline_yen(row.amount_yen)),
        ("評価した銘柄の数", f"{record.facts['holdings']}件"),
    ]
    return _booked(
        VALUATION_RECORD,
        record,
        number,
        [row.segment],
        facts,
        "基金で保有する運用資産を下記のとおり評価し、記帳したので、報告します。",
    )


def stray_record(record: ActRecord, number: str) -> Notice:
    """入金調書 of a record_stray_receipt record."""
    row = StrayReceipt.objects.get(pk=record.subject_id)
    due = record.obligations_made.first()
    facts = [
        ("入金の額", headline_yen(row.amount_yen)),
        ("入金の日", wareki(row.received_on)),
        ("区分", row.get_kind_display()),
        ("振込人の表示", row.payer),
        ("銀行照会番号", row.bank_reference),
        ("整理の期限", wareki(due.due_on) if due else ""),
    ]
    places = [row.segment, *([row.other_segment] if row.other_segment else [])]
    return _booked(
        STRAY_RECORD,
        record,
        number,
        places,
        facts,
        "下記の入金については、払込みの相手方又は勘定が異なるので、仮に記帳したことを報告します。",
    )


def cash_record(record: ActRecord, number: str) -> Notice:
    """出納調書 of a settle_voucher record."""
    row = Voucher.objects.get(pk=record.subject_id)
    assert row.settled_on is not None, "a settled voucher says when"
    facts = [
        ("出納の額", headline_yen(row.amount_yen)),
        ("出納の日", wareki(row.settled_on)),
        ("銀行照会番号", row.bank_reference or ""),
        ("伝票", f"{row.number}　{row.get_kind_display()}"),
        ("摘要", row.reason),
    ]
    return _booked(
        CASH_RECORD,
        record,
        number,
        [s.segment_id for s in segments()],
        facts,
        "承認された伝票により、下記のとおり出納を行い、記帳したので、報告します。",
    )


def _booked(
    kind: PaperKind, record: ActRecord, number: str, places: Iterable[int], facts: Pairs,
    sentence: str,
) -> Notice:  # fmt: skip
    """The paper with every entry the act posted, 勘定 by 勘定."""
    key, names = key_of_act(record), {s.segment_id: s.code for s in segments()}
    found = [(place, entries_of_key(place, key)) for place in places]
    booked = [(place, rows) for place, rows in found if rows]
    assert booked, "what was booked has entries"
    return inner_paper(
        kind, record, number, sentence, facts, strong=facts[0][0],
        tables=(_entries(names[place], place, rows) for place, rows in booked),
        entry=entry_mark(booked[0][0], record),
    )  # fmt: skip


def _entries(code: str, place: int, rows: list[EntryRow]) -> SumTable:
    lines = [
        SumRow(
            (
                str(entry.seq),
                f"{entry.effective_on:%Y-%m-%d}",
                f"{line.debit}　{line.debit_name}",
                f"{line.credit}　{line.credit_name}",
            ),
            (line.yen,),
        )
        for entry in rows
        for line in postings(place, entry.seq)
    ]
    return SumTable(
        f"記帳した仕訳（勘定 {code}）", ("仕訳", "日付", "借方", "貸方"), (14, 22, 49, 49),
        ("金額",), tuple(lines),
    )  # fmt: skip

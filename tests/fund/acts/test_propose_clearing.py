"""誤入金・不明入金の整理: in each way the money ends where it belongs."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection

from fund.acts.approve_voucher import approve_voucher
from fund.acts.propose_clearing import Way, propose_clearing
from fund.acts.propose_correction import propose_correction
from fund.acts.record_stray_receipt import record_stray_receipt
from fund.acts.send_back_fund_draft import send_back_fund_draft
from fund.acts.settle_voucher import settle_voucher
from fund.bank_lines import places_of
from fund.browsing import journal
from fund.checks import examine
from fund.checks.registry import BOOKS
from fund.correcting import Correction, RightLine
from fund.models import StrayReceipt, Voucher
from fund.queries import balance, entries_of_key, head
from tests.deeds import Deed, deed, duty, lines_posted, perform, refusal
from tests.fund.treasury import DAY, OTHER, astray, money, passed, put_up, stray
from tests.grants.world import World, unique
from workflow.approvals import pending_draft
from workflow.models import ActRecord


def lawful(world: World) -> Deed:
    """The payer was found."""
    receipt = astray(money(world))
    return deed(propose_clearing, receipt.pk, "SEND_BACK", "払込人に照会した。", on=DAY)


def cleared(world: World, receipt: StrayReceipt, way: str) -> ActRecord:
    """Put up, approved, and paid where money moves: the last act's record."""
    record = world.do(propose_clearing, receipt.pk, way, "照会した。")
    voucher = passed(world, Voucher.objects.get(pk=record.subject_id))
    if voucher.pays:
        return world.do(settle_voucher, voucher.pk, world.today, unique("OUT"))
    return ActRecord.objects.get(act="approve_voucher", subject_id=voucher.pk)


@pytest.mark.parametrize(
    ("way", "lines"),
    [
        (Way.SEND_BACK, ["P 2301/1101 2000000"]),
        (Way.INTEREST, ["P 2301/4201 2000000"]),
        (Way.RETURNED, ["P 2301/4301 2000000", "P 5401/2153 2000000", "B B100/B200 2000000"]),
        (Way.TAKE_BACK, ["P 2301/1101 2000000"]),
    ],
)
def test_an_unknown_receipt_is_cleared(fund: World, way: str, lines: list[str]) -> None:
    receipt = astray(money(fund))
    record = cleared(fund, receipt, way)
    assert lines_posted(fund.segment, record) == lines
    assert balance(fund.segment, "2301") == 0
    assert StrayReceipt.objects.get(pk=receipt.pk).cleared_on == DAY
    assert duty(receipt.pk, "STRAY_RECEIPT").status == "met"


@pytest.mark.parametrize("kind", ["OF_OTHERS", "ELSEWHERE"])
def test_between_two_segments_both_books_move_at_once(fund: World, kind: str) -> None:
    before = balance(OTHER, "1101"), balance(OTHER, "1141")
    receipt = astray(money(fund), kind=kind, other_segment=OTHER, account="4301")
    record = cleared(fund, receipt, Way.TRANSFER)
    here, there = lines_posted(fund.segment, record), lines_posted(OTHER, record)
    pays, receives = ["P 2302/1101 2000000"], ["P 1101/1141 2000000"]
    if kind == "OF_OTHERS":
        assert (here, there) == (pays, receives)
        assert balance(OTHER, "1101") == before[0] + 2_000_000
    else:
        assert (there, here) == (pays, [*receives, "B B100/B200 2000000"])
        assert balance(fund.segment, "1101") == 10_002_000_000
    assert balance(fund.segment, "1141") == balance(fund.segment, "2302") == 0
    assert balance(OTHER, "1141") == before[1]


@pytest.mark.parametrize("kind", ["OF_OTHERS", "ELSEWHERE"])
def test_a_line_of_another_segment_put_down_wrong_is_taken_back_in_both(
    fund: World, kind: str
) -> None:
    codes = ("1101", "1141", "2302", "4301", "2153", "5401")
    before = [
        [balance(segment, code) for code in codes] for segment in (money(fund).segment, OTHER)
    ]
    wrong = {"kind": kind, "other_segment": OTHER, "account": "4301", "amount_yen": 20_000_000}
    receipt = astray(fund, **wrong, received_on=date(2025, 4, 4))
    record = cleared(fund, receipt, Way.TAKE_BACK)
    after = [[balance(segment, code) for code in codes] for segment in (fund.segment, OTHER)]
    assert after == before
    entries = [*entries_of_key(fund.segment, record.key), *entries_of_key(OTHER, record.key)]
    assert {entry.effective_on for entry in entries} == {date(2025, 4, 4)}
    assert StrayReceipt.objects.get(pk=receipt.pk).cleared_on == DAY
    again = stray(fund, **wrong, bank_reference=f"{receipt.bank_reference}-2")
    perform(fund, deed(record_stray_receipt, replace(again, amount_yen=2_000_000)))
    assert list(places_of(receipt.bank_reference)) == []
    assert broken(fund.segment) == []


def broken(segment: int) -> list[str]:
    """The invariants of the books that do not hold, asked as a close asks them."""
    with connection.cursor() as cursor:
        report = examine(cursor, f"TEST_{segment}", {BOOKS})
    return [result.name for result in report.broken]


def test_what_was_transferred_stays_booked(fund: World) -> None:
    receipt = astray(money(fund), kind="OF_OTHERS", other_segment=OTHER, account="4301")
    cleared(fund, receipt, Way.TRANSFER)
    assert len(list(places_of(receipt.bank_reference))) == 1


def test_only_the_ways_of_its_kind_with_a_reason_and_once(fund: World) -> None:
    receipt = astray(money(fund))
    assert set(refusal(fund, propose_clearing, receipt.pk, "TRANSFER", " ")) == {"way", "reason"}
    cleared(fund, receipt, Way.INTEREST)
    again = refusal(fund, propose_clearing, receipt.pk, "INTEREST", "x")
    assert set(again) == {"cleared"}


def test_one_voucher_at_a_time_until_it_is_paid_or_sent_back(fund: World) -> None:
    receipt = astray(money(fund))

    def drawn(way: str) -> Voucher:
        record = fund.do(propose_clearing, receipt.pk, way, "照会した。")
        return Voucher.objects.get(pk=record.subject_id)

    first = drawn("SEND_BACK")
    found = refusal(fund, propose_clearing, receipt.pk, "SEND_BACK", "照会した。")
    assert set(found) == {"in_hand"}
    assert found["in_hand"].cure == f"先に {first.number} を差し戻してください。"
    fund.do(send_back_fund_draft, pending_draft("VOUCHER", first.pk).pk, "経緯が不十分")
    second = passed(fund, drawn("SEND_BACK"))
    found = refusal(fund, propose_clearing, receipt.pk, "INTEREST", "照会した。")
    assert found["in_hand"].cure == f"先に {second.number} の出納を済ませるか、取り止めてください。"


def test_of_two_put_up_side_by_side_neither_is_approved(fund: World) -> None:
    receipt = astray(money(fund))
    second = put_up(fund)
    first = fund.do(propose_clearing, receipt.pk, "INTEREST", "照会した。").subject_id
    Voucher.objects.filter(pk=second.pk).update(receipt=receipt)
    for voucher in (first, second.pk):
        assert set(refusal(fund, approve_voucher, voucher, 1)) == {"in_hand"}


def test_what_was_cleared_meanwhile_is_not_paid(fund: World) -> None:
    receipt = astray(money(fund))
    record = fund.do(propose_clearing, receipt.pk, "SEND_BACK", "照会した。")
    voucher = passed(fund, Voucher.objects.get(pk=record.subject_id))
    StrayReceipt.objects.filter(pk=receipt.pk).update(cleared_on=DAY)
    found = refusal(fund, settle_voucher, voucher.pk, DAY, unique("OUT"))
    assert set(found) == {"cleared"}


@pytest.mark.parametrize("event", ["RETURN_ADDED", "RETURN_ARRIVED"])
def test_what_a_return_astray_added_is_not_corrected_alone(fund: World, event: str) -> None:
    """It would be in 4301 and in no fund, or in the fund and never decided."""
    row = astray(money(fund), kind="ELSEWHERE", other_segment=OTHER, account="4301")
    drawn = fund.do(propose_clearing, row.pk, "TRANSFER", "通知を受けた。").subject_id
    fund.do(settle_voucher, passed(fund, Voucher.objects.get(pk=drawn)).pk, DAY, unique("OUT"))
    (found,) = (e for e in journal(fund.segment) if e.event == event)
    given = Correction(fund.segment, found.seq, "誤り", ())
    assert set(refusal(fund, propose_correction, given)) == {"linked"}


def test_cleared_as_the_wrong_income_it_is_corrected(fund: World) -> None:
    """Interest it was not, but 返還金: it leaves suspense anew after it was put back there."""
    row = astray(money(fund))
    drawn = fund.do(propose_clearing, row.pk, "INTEREST", "照会した。").subject_id
    passed(fund, Voucher.objects.get(pk=drawn))
    yen, seq = row.amount_yen, head(fund.segment).seq
    gone = refusal(fund, propose_correction, Correction(fund.segment, seq, "誤り", ()))
    assert "整理の仕訳の相手科目を訂正" in gone["stray_receipt"].cure
    right = tuple(
        RightLine(*codes, yen) for codes in (("2301", "4301"), ("5401", "2153"), ("B100", "B200"))
    )
    before = balance(fund.segment, "B200")
    given = Correction(fund.segment, seq, "返還金と判明した。", right)
    passed(fund, Voucher.objects.get(pk=fund.do(propose_correction, given).subject_id))
    figures = [balance(fund.segment, code) for code in ("2301", "4201", "4301")]
    assert figures == [0, 0, yen]
    assert balance(fund.segment, "B200") == before + yen

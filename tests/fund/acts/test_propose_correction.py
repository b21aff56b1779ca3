"""訂正の起票: the wrong entry is mirrored and the right one names its date and number."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import uuid4

import pytest

from fund import ledger
from fund.acts.approve_voucher import approve_voucher
from fund.acts.propose_clearing import propose_clearing
from fund.acts.propose_correction import propose_correction
from fund.acts.redeem_placement import redeem_placement
from fund.acts.settle_voucher import settle_voucher
from fund.acts.value_holdings import entries_valuing, value_holdings
from fund.browsing import journal, reversal_of
from fund.correcting import Correction, RightLine, problems_once_corrected
from fund.models import Voucher
from fund.queries import balance, entries_of_key, postings
from tests.deeds import Deed, deed, perform, refusal
from tests.fund.treasury import (
    DAY,
    FACE,
    OTHER,
    PRICE,
    approved,
    astray,
    held,
    money,
    passed,
    put_up,
)
from tests.grants.world import World, unique
from workflow.approvals import latest_draft
from workflow.calendar import day_text
from workflow.models import ActRecord

YEAR_END = date(2026, 3, 31)
RIGHT = tuple(
    RightLine(debit, credit, 2_700_000, "委託費")
    for debit, credit in (("5201", "2202"), ("2151", "4101"), ("B200", "B800"))
)


def booked(world: World) -> int:
    """The number of an entry that books a cost of three million; it should have been 2.7."""
    passed(world, put_up(world))
    return journal(world.segment)[0].seq


def a_correction(world: World, seq: int, **changes: Any) -> Correction:
    """The right lines."""
    return replace(Correction(world.segment, seq, "金額の誤り", RIGHT), **changes)


def lawful(world: World) -> Deed:
    """The cost was booked too high."""
    return deed(propose_correction, a_correction(world, booked(money(world))), on=DAY)


def test_the_mirror_and_the_right_entry_name_the_wrong_one(fund: World) -> None:
    doing = lawful(fund)
    wrong = doing.args[0].seq
    voucher = passed(fund, Voucher.objects.get(pk=perform(fund, doing).subject_id))
    record = ActRecord.objects.get(act="approve_voucher", subject_id=voucher.pk)
    right, mirror = entries_of_key(fund.segment, record.key)
    assert (mirror.event, mirror.reverses, mirror.original_on) == ("REVERSAL", wrong, DAY)
    assert reversal_of(fund.segment, wrong) == mirror.seq
    assert (right.event, right.effective_on) == ("ADMIN_COST", DAY)
    for entry in (mirror, right):
        assert f"第{wrong}号（{day_text(DAY)}）" in entry.memo
    assert balance(fund.segment, "2202") == balance(fund.segment, "B800") == 2_700_000


def test_of_a_closed_month_it_stands_today_with_its_day(fund: World) -> None:
    fund.today = date(2025, 3, 28)
    fund.endow()
    seq = booked(fund)
    fund.close_until(date(2025, 3, 31))
    fund.today = date(2025, 4, 14)
    voucher = Voucher.objects.get(
        pk=fund.do(propose_correction, a_correction(fund, seq)).subject_id
    )
    passed(fund, voucher)
    record = ActRecord.objects.get(act="approve_voucher", subject_id=voucher.pk)
    for entry in entries_of_key(fund.segment, record.key):
        assert (entry.effective_on, entry.original_on) == (date(2025, 4, 14), date(2025, 3, 28))


def test_approved_after_another_close_it_still_names_the_true_day(fund: World) -> None:
    seq = booked(money(fund))
    fund.close_until(date(2025, 4, 30))
    fund.today = date(2025, 5, 28)
    given = a_correction(fund, seq)
    voucher = Voucher.objects.get(pk=fund.do(propose_correction, given).subject_id)
    fund.close_until(date(2025, 5, 31))
    fund.today = date(2025, 6, 10)
    passed(fund, voucher)
    record = ActRecord.objects.get(act="approve_voucher", subject_id=voucher.pk)
    for entry in entries_of_key(fund.segment, record.key):
        assert (entry.effective_on, entry.original_on) == (date(2025, 6, 10), DAY)


def test_a_cost_already_paid_is_corrected_too(fund: World) -> None:
    voucher = passed(fund, put_up(money(fund)))
    wrong = journal(fund.segment)[0].seq
    fund.do(settle_voucher, voucher.pk, DAY, unique("OUT"))
    lines = tuple(replace(line, yen=3_000_000, item="事務費") for line in RIGHT)
    given = a_correction(fund, wrong, lines=lines)
    passed(fund, Voucher.objects.get(pk=fund.do(propose_correction, given).subject_id))
    assert balance(fund.segment, "2202") == 0
    assert balance(fund.segment, "B800") == 3_000_000


def test_an_entry_that_should_never_have_been_is_only_mirrored(fund: World) -> None:
    given = a_correction(fund, booked(money(fund)), lines=())
    voucher = Voucher.objects.get(pk=fund.do(propose_correction, given).subject_id)
    passed(fund, voucher)
    assert balance(fund.segment, "2202") == 0


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (RightLine("9999", "1101", 1), "account"),
        (RightLine("B300", "B200", 1), "account"),
        (RightLine("1101", "1101", 1), "account"),
        (RightLine("1101", "B200", 1), "book"),
        (RightLine("1101", "2302", 1), "linked_account"),
        (RightLine("1101", "2151", 0), "amount"),
    ],
)
def test_lines_that_cannot_be_booked_are_refused(fund: World, line: RightLine, code: str) -> None:
    given = a_correction(fund, booked(money(fund)), lines=(line,))
    assert set(refusal(fund, propose_correction, given)) == {code}


def test_what_others_correct_is_left_to_them(fund: World) -> None:
    money(fund)
    assert set(refusal(fund, propose_correction, a_correction(fund, 10**9))) == {"seq"}
    astray(fund, kind="OF_OTHERS", other_segment=OTHER, account="4301")
    linked = journal(fund.segment)[0].seq
    assert set(refusal(fund, propose_correction, a_correction(fund, linked))) == {"linked"}
    given = a_correction(fund, booked(fund), reason=" ")
    assert set(refusal(fund, propose_correction, given)) == {"reason"}
    passed(fund, Voucher.objects.get(
        pk=fund.do(propose_correction, a_correction(fund, given.seq)).subject_id
    ))  # fmt: skip
    mirror = reversal_of(fund.segment, given.seq)
    assert mirror is not None
    for seq in (given.seq, mirror):
        assert set(refusal(fund, propose_correction, a_correction(fund, seq))) == {"reversed"}


@pytest.mark.parametrize(
    ("is_closed", "stands"), [(False, (YEAR_END, 202513)), (True, (date(2026, 4, 10), 202601))]
)
def test_in_the_13th_period_it_stands_while_that_is_open(
    fund: World, is_closed: bool, stands: tuple[date, int]
) -> None:
    item = held(money(fund)).number
    fund.today = date(2026, 4, 10)
    fund.do(value_holdings, fund.segment, YEAR_END)
    fund.close_until(YEAR_END)
    if is_closed:
        ledger.close_period(fund.segment, 202513, actor=uuid4(), approver=uuid4())
    given = as_it_was(fund, "1161", "4202", 9_000, item)
    voucher = Voucher.objects.get(pk=fund.do(propose_correction, given).subject_id)
    passed(fund, voucher)
    record = ActRecord.objects.get(act="approve_voucher", subject_id=voucher.pk)
    right, mirror = entries_of_key(fund.segment, record.key)
    for entry in (right, mirror):
        assert (entry.effective_on, entry.period) == stands


def as_it_was(world: World, debit: str, credit: str, yen: int, item: str = "") -> Correction:
    """The newest entry should have been this one line."""
    line = RightLine(debit, credit, yen, item)
    return a_correction(world, journal(world.segment)[0].seq, lines=(line,))


def test_what_a_record_mirrors_stays_as_the_record_says(fund: World) -> None:
    money(fund)
    given = as_it_was(fund, "1101", "2151", 1)
    assert set(refusal(fund, propose_correction, given)) == {"endowment"}
    perform(fund, deed(propose_correction, replace(given, lines=())))
    astray(fund)
    given = as_it_was(fund, "1101", "2301", 200_000)
    assert set(refusal(fund, propose_correction, given)) == {"stray_receipt"}
    assert set(refusal(fund, propose_correction, replace(given, lines=()))) == {"stray_receipt"}
    item = held(fund).number
    for lines in ((), (RightLine("1161", "1101", PRICE + 1, item),)):
        given = a_correction(fund, journal(fund.segment)[0].seq, lines=lines)
        assert set(refusal(fund, propose_correction, given)) == {"placement"}
    perform(fund, deed(propose_correction, as_it_was(fund, "1111", "1101", PRICE, item)))


def test_a_redemption_is_corrected_in_its_interest_alone(fund: World) -> None:
    end = date(2026, 3, 30)
    placement = held(money(fund), matures_on=end, price_yen=FACE)
    given = (placement.pk, end, 350_000, unique("R"))
    perform(fund, deed(redeem_placement, *given, on=end))
    wrong = a_correction(fund, journal(fund.segment)[0].seq, lines=())
    assert set(refusal(fund, propose_correction, wrong)) == {"placement"}
    lines = (
        RightLine("1101", "1111", FACE, placement.number),
        RightLine("1101", "4202", 360_000, placement.number),
    )
    perform(fund, deed(propose_correction, replace(wrong, lines=lines)))


def test_a_valuation_is_corrected_between_price_and_face(fund: World) -> None:
    item = held(money(fund)).number
    april = date(2025, 4, 30)
    perform(fund, deed(value_holdings, fund.segment, april, on=april))
    given = as_it_was(fund, "1161", "4202", FACE - PRICE + 1, item)
    assert set(refusal(fund, propose_correction, given)) == {"placement"}
    perform(fund, deed(propose_correction, as_it_was(fund, "1161", "4202", 9_000, item)))


def waiting(world: World, given: Correction) -> Voucher:
    """A correction put up; what it was held against may still move."""
    return Voucher.objects.get(pk=world.do(propose_correction, given).subject_id)


def entry_of(world: World, item: str) -> int:
    """The number of the newest entry with a line of this holding."""
    rows = journal(world.segment)
    return next(r.seq for r in rows if postings(world.segment, r.seq)[0].item == item)


def test_of_a_cost_that_was_paid_the_debt_stays_what_was_paid(fund: World) -> None:
    passed(fund, put_up(money(fund)))
    voucher, seq = passed(fund, put_up(fund)), journal(fund.segment)[0].seq
    early = waiting(fund, a_correction(fund, seq))
    fund.do(settle_voucher, voucher.pk, DAY, unique("OUT"))
    assert set(refusal(fund, approve_voucher, early.pk, 1)) == {"paid"}
    for wrong in (seq, journal(fund.segment)[0].seq):
        for lines in (RIGHT, ()):
            given = a_correction(fund, wrong, lines=lines)
            assert set(refusal(fund, propose_correction, given)) == {"paid"}
    # What was paid too much came back: the debt stays at the three million paid.
    given = a_correction(fund, seq, lines=(*RIGHT, RightLine("1101", "2202", 300_000)))
    passed(fund, waiting(fund, given))
    right = reversal_of(fund.segment, seq)
    assert right is not None
    assert (balance(fund.segment, "2202"), balance(fund.segment, "B800")) == (3_000_000, 5_700_000)
    again = a_correction(fund, right - 1)
    assert set(refusal(fund, propose_correction, again)) == {"paid"}


def test_the_holdings_are_asked_again_when_it_is_approved(fund: World) -> None:
    april, end = date(2025, 4, 30), date(2026, 3, 30)
    held(money(fund), name="第146回利付国債", price_yen=FACE)
    placement = held(fund, matures_on=end, rate=Fraction(0))
    perform(fund, deed(value_holdings, fund.segment, april, on=april))
    seq = entry_of(fund, placement.number)
    lines = (
        RightLine("1161", "4202", 30_000, placement.number),
        RightLine("1111", "1161", PRICE + 30_000, placement.number),
    )
    value = waiting(fund, a_correction(fund, seq, lines=lines))
    perform(fund, deed(redeem_placement, placement.pk, end, 350_000, unique("R"), on=end))
    assert set(refusal(fund, approve_voucher, value.pk, 1)) == {"placement"}


def test_what_accrued_on_a_holding_ends_with_it(fund: World) -> None:
    april, end = date(2025, 4, 30), date(2026, 3, 30)
    held(money(fund), name="第146回利付国債")
    placement = held(fund, matures_on=end, price_yen=FACE)
    perform(fund, deed(value_holdings, fund.segment, april, on=april))
    lines = (RightLine("1134", "4202", 40_000, placement.number),)
    accrued = a_correction(fund, entry_of(fund, placement.number), lines=lines)
    early = waiting(fund, accrued)
    perform(fund, deed(redeem_placement, placement.pk, end, 350_000, unique("R"), on=end))
    assert set(refusal(fund, approve_voucher, early.pk, 1)) == {"accrued"}
    assert set(refusal(fund, propose_correction, accrued)) == {"accrued"}


def test_of_two_corrections_of_an_entry_one_is_approved(fund: World) -> None:
    given = a_correction(fund, booked(money(fund)))
    first, second = waiting(fund, given), waiting(fund, given)
    passed(fund, first)
    assert set(refusal(fund, approve_voucher, second.pk, 1)) == {"already_reversed"}


def test_interest_names_its_holding_or_it_would_be_booked_again(fund: World) -> None:
    april = date(2025, 4, 30)
    item = held(money(fund), price_yen=FACE).number
    waits = approved(fund).number
    perform(fund, deed(value_holdings, fund.segment, april, on=april))
    for name in ("", "委託費", waits):
        given = as_it_was(fund, "1134", "4202", 40_000, name)
        assert set(refusal(fund, propose_correction, given)) == {"holding"}
    mended = waiting(fund, as_it_was(fund, "1134", "4202", 40_000, item))
    draft = latest_draft("VOUCHER", mended.pk)
    assert draft is not None
    # A draft from before this was asked.
    draft.content["entries"][0]["lines"][0]["item"] = None
    assert [problem.code for problem in problems_once_corrected(mended, draft)] == ["holding"]
    passed(fund, mended)
    assert entries_valuing(fund.segment, date(2025, 5, 31))


def test_interest_of_the_account_itself_names_none(fund: World) -> None:
    receipt = astray(money(fund))
    fund.do(propose_clearing, receipt.pk, "INTEREST", "預金利息")
    passed(fund, Voucher.objects.latest("number"))
    given = as_it_was(fund, "2301", "4201", 2_000_000)
    fund.do(propose_correction, given)
    wrong = held(fund).number
    given = as_it_was(fund, "1161", "1101", PRICE, wrong)
    with_interest = (*given.lines, RightLine("1101", "4201", 5))
    codes = refusal(fund, propose_correction, replace(given, lines=with_interest))
    assert set(codes) == {"holding"}

"""What each notice says, and what it refuses to say."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from reports.pdf.amount_fixed_notice import draw_amount_fixed_notice
from reports.pdf.cancellation_notice import draw_cancellation_notice
from reports.pdf.charges_notice import draw_charges_notice
from reports.pdf.content import PaperInconsistent
from reports.pdf.decision_notice import DecisionLine, draw_decision_notice
from reports.pdf.payment_notice import draw_payment_notice
from reports.pdf.refund_order import draw_refund_order
from reports.pdf.worksheet import ChargeWorksheet, WorksheetRow
from tests.reports.pdf import samples
from tests.reports.pdf.reading import page_texts, text_of


def test_a_decision_names_its_articles_its_withdrawal_date_and_every_condition() -> None:
    notice = samples.decision_notice()
    text = text_of(draw_decision_notice(notice))
    assert "第18条において準用する補助金等に係る予算の執行の適正化に関する法律" in text
    assert "第6条第1項の規定により" in text
    assert "適正化法第8条の規定により通知します" in text
    assert "令和8年7月6日までに申請を取り下げることができます" in text
    assert all(condition in text for condition in notice.conditions)
    assert "1/3" in text
    assert "1/2" in text


def test_a_decision_tells_how_it_can_be_contested() -> None:
    text = text_of(draw_decision_notice(samples.decision_notice()))
    assert "3か月以内に" in text
    assert "6か月以内に" in text
    assert "理事長に対して審査請求をすることができます" in text


def test_a_decision_with_300_cost_lines_is_printed_whole_with_its_total_once() -> None:
    lines = tuple(
        DecisionLine(
            f"設備費{number:03d}（第{number}工程の装置一式）", 3_000_000, Fraction(1, 3), 1_000_000
        )
        for number in range(300)
    )
    notice = replace(
        samples.decision_notice(),
        lines=lines,
        requested_yen=300_000_000,
        decided_yen=300_000_000,
        yearly=(),
    )
    pages = page_texts(draw_decision_notice(notice))
    text = "".join(pages)
    assert len(pages) > 8
    assert all(text.count(f"設備費{number:03d}") == 1 for number in range(300))
    assert all("助成対象費用の額（円）" in page for page in pages[1:7])
    assert "900,000,000" in text


def test_a_decision_above_the_request_or_its_lines_cannot_be_built() -> None:
    notice = samples.decision_notice()
    with pytest.raises(PaperInconsistent, match="申請額"):
        replace(notice, requested_yen=1_000)
    with pytest.raises(PaperInconsistent, match="申請額"):
        replace(notice, decided_yen=23_533_334_000, requested_yen=23_533_334_000)


def test_a_line_above_its_rate_cannot_be_granted() -> None:
    notice = samples.decision_notice()
    line = replace(notice.lines[1], grant_yen=1_333_333_334)
    with pytest.raises(PaperInconsistent, match="システム購入費"):
        replace(notice, lines=(notice.lines[0], line, notice.lines[2]))


def test_yearly_limits_that_do_not_add_up_cannot_be_printed() -> None:
    notice = samples.decision_notice()
    with pytest.raises(PaperInconsistent, match="年度別"):
        replace(notice, yearly=notice.yearly[:2])


def test_a_changed_request_is_told_with_its_reasons() -> None:
    notice = replace(
        samples.decision_notice(),
        requested_yen=24_000_000_000,
        changes=("建物のうち稼働に必要でない部分を除いたこと。",),
    )
    text = text_of(draw_decision_notice(notice))
    assert "金24,000,000,000円" in text
    assert "適正化法第6条第3項" in text
    assert "稼働に必要でない部分を除いた" in text


def test_a_refund_order_prints_its_lots_the_days_and_the_yen_days() -> None:
    text = text_of(draw_refund_order(samples.refund_order()))
    assert "2023-10-312024-03-28150150,000,00022,500,000,000" in text
    assert "2024-03-292024-09-29185450,000,00083,250,000,000" in text
    assert "2024-09-302025-10-10376650,000,000244,400,000,000" in text
    assert "350,150,000,000円日×3/10000=105,045,000円" in text
    assert "1日当たり195,000円" in text


def test_a_refund_without_surcharge_says_so_and_prints_no_worksheet() -> None:
    order = replace(samples.refund_order(), ordered_under="第18条第2項", surcharge=None)
    text = text_of(draw_refund_order(order))
    assert "課されません" in text
    assert "円日" not in text
    assert "延滞金" in text


def test_lots_that_do_not_make_up_the_refund_cannot_be_printed() -> None:
    order = samples.refund_order()
    with pytest.raises(PaperInconsistent, match="返還額"):
        replace(order, lots=order.lots[:2])


def test_a_charge_is_floored_once_for_its_total() -> None:
    days = (7, 11, 13)
    first = date(2026, 1, 1)
    rows = tuple(WorksheetRow(first, date(2026, 1, count), 1_234_567) for count in days)
    worksheet = ChargeWorksheet("加算金", "第19条", "年", Fraction(3, 10_000), rows, 11_481)
    assert worksheet.yen_days == 1_234_567 * 31
    with pytest.raises(PaperInconsistent, match="加算金"):
        replace(worksheet, amount_yen=11_480)


def test_a_period_counts_both_its_ends_and_cannot_run_backwards() -> None:
    assert WorksheetRow(date(2028, 2, 1), date(2028, 3, 31), 1_000_000).days == 60
    with pytest.raises(PaperInconsistent, match="始めより前"):
        WorksheetRow(date(2028, 2, 2), date(2028, 2, 1), 1)


def test_an_advance_above_the_fixed_amount_is_to_be_returned() -> None:
    notice = samples.amount_fixed_notice()
    text = text_of(draw_amount_fixed_notice(notice))
    assert notice.to_return_yen == 12_345_678
    assert "返還を要する額金12,345,678円" in text
    assert "適正化法第18条第2項" in text


def test_an_advance_below_the_fixed_amount_leaves_a_settlement() -> None:
    notice = replace(samples.amount_fixed_notice(), paid_yen=2_000_000_000)
    text = text_of(draw_amount_fixed_notice(notice))
    assert "精算払の額金387,654,322円" in text
    assert "請求書を提出してください" in text


def test_an_advance_equal_to_the_fixed_amount_leaves_nothing() -> None:
    notice = replace(samples.amount_fixed_notice(), paid_yen=2_387_654_322)
    assert "精算払及び返還はありません" in text_of(draw_amount_fixed_notice(notice))


def test_more_than_was_decided_cannot_be_fixed() -> None:
    with pytest.raises(PaperInconsistent, match="確定額"):
        replace(samples.amount_fixed_notice(), decided_yen=2_000_000_000)


def test_a_cost_allowed_beyond_what_was_spent_is_refused() -> None:
    notice = samples.amount_fixed_notice()
    line = replace(notice.lines[0], actual_yen=1)
    with pytest.raises(PaperInconsistent, match="設備費"):
        replace(notice, lines=(line, notice.lines[1]))


def test_a_payment_notice_is_one_page_and_shows_what_is_left() -> None:
    pdf = draw_payment_notice(samples.payment_notice())
    assert len(page_texts(pdf)) == 1
    assert "支払額の累計5,000,000,000" in text_of(pdf)
    assert "残額18,533,333,000" in text_of(pdf)


def test_a_payment_notice_never_shows_a_whole_account_number() -> None:
    account = replace(samples.FUND_ACCOUNT, number="9000123")
    with pytest.raises(PaperInconsistent, match="下3桁"):
        replace(samples.payment_notice(), account=account)


def test_what_was_ordered_back_may_be_paid_again() -> None:
    pdf = draw_payment_notice(
        replace(samples.payment_notice(), entitled_yen=4_900_000_000, returned_yen=200_000_000)
    )
    assert "うち返還を命じた額200,000,000" in text_of(pdf)
    assert "残額100,000,000" in text_of(pdf)


def test_payments_beyond_the_decision_cannot_be_notified() -> None:
    with pytest.raises(PaperInconsistent, match="累計"):
        replace(samples.payment_notice(), entitled_yen=4_999_999_999)


def test_a_cancellation_gives_its_reasons_and_announces_the_refund_with_surcharge() -> None:
    text = text_of(draw_cancellation_notice(samples.cancellation_notice()))
    assert "その一部を" in text
    assert "取消しの理由（適正化法第21条の2）" in text
    assert "受領の日から納付の日までの加算金が加わります" in text


def test_a_cancellation_for_changed_circumstances_carries_no_surcharge() -> None:
    notice = replace(
        samples.cancellation_notice(),
        ground="第10条第1項",
        carries_surcharge=False,
        cancelled_yen=2_700_000_000,
        after_yen=0,
    )
    text = text_of(draw_cancellation_notice(notice))
    assert "その全部を" in text
    assert "加算金は課されません" in text


def test_a_cancellation_before_any_payment_needs_no_refund() -> None:
    notice = replace(samples.cancellation_notice(), refund_yen=0)
    assert "返還を要しません" in text_of(draw_cancellation_notice(notice))


def test_a_cancellation_without_reasons_cannot_be_issued() -> None:
    with pytest.raises(PaperInconsistent, match="理由"):
        replace(samples.cancellation_notice(), reasons=())


def test_charges_are_shown_less_what_was_waived_and_credited() -> None:
    notice = replace(samples.charges_notice(), credited_yen=96_000, payable_yen=7_000_000)
    text = text_of(draw_charges_notice(notice))
    assert "免除した額" in text
    assert "△2,000,000" in text
    assert "△96,000" in text
    assert "納付すべき額7,000,000" in text
    with pytest.raises(PaperInconsistent, match="納付すべき額"):
        replace(notice, payable_yen=7_000_001)

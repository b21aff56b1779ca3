"""総勘定元帳."""

from dataclasses import replace
from itertools import pairwise

import pytest

from reports.pdf.account_statement import draw_account_statement
from reports.pdf.content import PaperInconsistent
from tests.reports.pdf.reading import page_texts, text_of
from tests.reports.pdf.samples import account_statement


def test_the_balance_carried_out_of_a_page_is_the_one_brought_into_the_next() -> None:
    pages = page_texts(draw_account_statement(account_statement()))
    assert len(pages) > 3
    for page, following in pairwise(pages):
        carried = _figure_after(page, "次頁繰越")
        assert carried == _figure_after(following, "前頁繰越")


def test_the_printed_debits_and_credits_add_up_to_the_printed_totals() -> None:
    statement = account_statement(300)
    text = text_of(draw_account_statement(statement))
    debit_yen = sum(line.debit_yen for line in statement.lines)
    credit_yen = sum(line.credit_yen for line in statement.lines)
    assert f"合計{debit_yen:,}{credit_yen:,}" in text
    assert f"次期繰越{statement.closing_yen:,}" in text


def test_every_month_has_its_totals() -> None:
    text = text_of(draw_account_statement(account_statement(300)))
    assert all(f"{month}月計" in text for month in range(1, 13))


def test_every_line_is_printed_once_on_many_pages() -> None:
    statement = account_statement(300)
    pages = page_texts(draw_account_statement(statement))
    assert all("相手科目" in page and "普通預金（基金専用口座）" in page for page in pages)
    words = "\n".join(pages).split()
    memos = [f"PY26-{number:04d}" for number in range(300) if number % 3]
    assert all(sum(memo in word for word in words) == 1 for memo in memos)
    assert all(words.count(f"{line.balance_yen:,}") >= 1 for line in statement.lines)


def test_an_account_without_entries_carries_its_balance_through() -> None:
    still = replace(account_statement(), lines=(), closing_yen=597_400_000_000)
    assert text_of(draw_account_statement(still)).count("597,400,000,000") == 2


def test_a_balance_that_does_not_follow_from_the_one_before_cannot_be_printed() -> None:
    statement = account_statement(10)
    wrong = replace(statement.lines[4], balance_yen=1)
    with pytest.raises(PaperInconsistent, match="仕訳1004の後の残高"):
        replace(statement, lines=(*statement.lines[:4], wrong, *statement.lines[5:]))


def test_an_account_on_the_credit_side_grows_by_credits() -> None:
    statement = account_statement(2)
    mirrored = tuple(
        replace(line, debit_yen=line.credit_yen, credit_yen=line.debit_yen)
        for line in statement.lines
    )
    assert replace(statement, debit_side=False, lines=mirrored).closing_yen


def test_hostile_texts_and_fifteen_digits_keep_apart() -> None:
    statement = account_statement(3)
    lines = []
    for line in statement.lines:
        lines.append(
            replace(
                line,
                memo="摘要" * 400,
                opposite="X" * 300,
                debit_yen=999_999_999_999_999,
                credit_yen=999_999_999_999_999,
                balance_yen=-999_999_999_999_999,
            )
        )
    hostile = replace(
        statement,
        opening_yen=-999_999_999_999_999,
        closing_yen=-999_999_999_999_999,
        lines=tuple(lines),
        account_name="長い科目名" * 30,
        segment_name="長い勘定名" * 30,
        issuer="長い法人名" * 30,
    )
    text = text_of(draw_account_statement(hostile))
    assert text.count("△999,999,999,999,999") >= 5
    assert text.count("摘要") >= 1200


def _figure_after(page: str, label: str) -> str:
    words = page.split()
    return words[words.index(label) + 1]

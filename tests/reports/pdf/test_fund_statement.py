"""基金残高計算書."""

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from reports.pdf.content import PaperInconsistent
from reports.pdf.fund_statement import FundLine, draw_fund_statement
from reports.pdf.marks import TextTooWide
from tests.reports.pdf.reading import figures_of, page_texts, text_of
from tests.reports.pdf.samples import HASH, fund_statement

ROOT = Path(__file__).resolve().parents[3]
FIFTEEN_DIGITS = 999_999_999_999_999


def test_the_usual_statement_is_one_page() -> None:
    assert len(page_texts(draw_fund_statement(fund_statement()))) == 1


def test_the_printed_lines_add_up_to_the_printed_closing_balance() -> None:
    statement = fund_statement()
    printed = figures_of(draw_fund_statement(statement))
    assert printed.count(f"{statement.closing_yen:,}") == 4
    assert printed.count(f"{statement.increase_yen:,}") == 1
    assert printed.count(f"{statement.decrease_yen:,}") == 1


def test_a_statement_that_does_not_add_up_cannot_be_built() -> None:
    with pytest.raises(PaperInconsistent, match="期末残高"):
        replace(fund_statement(), opening_yen=1)


def test_what_is_neither_held_nor_committed_is_shown_as_the_difference() -> None:
    statement = replace(fund_statement(), bank_yen=79_961_743_845 - 123_456, available_yen=0)
    text = text_of(draw_fund_statement(statement))
    assert "その他の資産・負債（純額）123,456" in text
    assert f"管理費・国庫納付等の留保額{statement.reserved_yen:,}" in text


def test_the_ledger_head_and_the_period_are_printed() -> None:
    text = text_of(draw_fund_statement(fund_statement()))
    assert "令和8年度10月分" in text
    assert "自令和8年10月1日至令和8年10月31日" in text
    assert "勘定ESF-B仕訳番号1999先頭ハッシュ" in text
    assert HASH in text
    assert "2026-11-02 00:00:00 JST".replace(" ", "") in text


def test_the_code_to_scan_holds_the_head_and_the_newest_seal() -> None:
    head = f"FUND-STATEMENT;SEG=ESF-B;UNTIL=2026-10-31;CLOSING=579961743845;ENTRY=1999;HEAD={HASH}"
    statement = fund_statement()
    assert statement.qr_content == f"{head};SEAL=105120:{HASH[::-1]};KEY=07ed-5d6b-be6c-5f0b"
    text = text_of(draw_fund_statement(statement))
    assert "封印第105120号仕訳番号1999まで" in text
    assert HASH[::-1] in text
    assert replace(statement, seal=None).qr_content == head


def test_a_year_has_no_month_and_opens_with_the_year_before() -> None:
    year = replace(
        fund_statement(), month=None, from_on=date(2026, 4, 1), until_on=date(2027, 3, 31)
    )
    text = text_of(draw_fund_statement(year))
    assert "期首残高（前事業年度末）" in text
    assert "10月分" not in text


def test_a_fund_that_never_moved_says_so() -> None:
    still = replace(
        fund_statement(), increases=(), decreases=(), opening_yen=579_961_743_845, notes=()
    )
    assert text_of(draw_fund_statement(still)).count("該当なし") == 2


def test_fifteen_digits_fit_everywhere_and_more_are_refused() -> None:
    wide = replace(
        fund_statement(),
        opening_yen=FIFTEEN_DIGITS,
        increases=(FundLine("受入れ" * 40, FIFTEEN_DIGITS, ("2151",) * 9),),
        decreases=(FundLine("支払" * 40, FIFTEEN_DIGITS, ("1121",) * 9),),
        closing_yen=FIFTEEN_DIGITS,
        bank_yen=-FIFTEEN_DIGITS,
        committed_yen=FIFTEEN_DIGITS,
        available_yen=-FIFTEEN_DIGITS,
        holdings=(),
        segment_name="勘定" * 60,
        issuer="機構" * 60,
    )
    assert f"△{FIFTEEN_DIGITS:,}" in text_of(draw_fund_statement(wide))
    beyond = replace(wide, committed_yen=FIFTEEN_DIGITS * 1_000)
    with pytest.raises(TextTooWide):
        draw_fund_statement(beyond)


def test_forty_kinds_of_increase_go_on_to_a_second_page() -> None:
    kinds = tuple(FundLine(f"種類{number}", 1_000, ("4201",)) for number in range(40))
    statement = replace(
        fund_statement(), opening_yen=0, increases=kinds, decreases=(), closing_yen=40_000
    )
    pages = page_texts(draw_fund_statement(statement))
    assert len(pages) == 2
    assert all(f"種類{number}" in "".join(pages) for number in range(40))


def test_the_bytes_do_not_depend_on_the_process_the_clock_or_the_environment() -> None:
    script = (
        "import hashlib, sys; from tests.reports.pdf import samples;"
        "from reports.pdf.fund_statement import draw_fund_statement as draw;"
        "sys.stdout.write(hashlib.sha256(draw(samples.fund_statement())).hexdigest())"
    )
    environments = (
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo"},
        {"PYTHONHASHSEED": "2", "TZ": "UTC", "SOURCE_DATE_EPOCH": "1"},
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env={**os.environ, **environment},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for environment in environments
    }
    assert len(digests) == 1
    assert len(digests.pop()) == hashlib.sha256().digest_size * 2

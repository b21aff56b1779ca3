"""The worksheet for people."""

import unicodedata
from datetime import date

from grants.refund_terms import DatedYen, Ground, RefundTerms
from grants.surcharge import STATUTORY_DAILY_RATE, assess
from grants.worksheet import worksheet_lines

RECEIVED = (DatedYen(date(2025, 4, 25), 90_000_000),)


def lines_of(ground: Ground, *payments: tuple[date, int]) -> list[str]:
    """The worksheet of an order of 90 million yen due on 2026-01-30, seen from 2026-03-31."""
    terms = RefundTerms(ground, 90_000_000, date(2026, 1, 30), RECEIVED)
    paid = [DatedYen(*payment) for payment in payments]
    as_of = date(2026, 3, 31)
    found = assess(terms, paid, as_of, STATUTORY_DAILY_RATE)
    return worksheet_lines(terms, found, as_of, STATUTORY_DAILY_RATE)


def test_it_states_the_order_the_totals_and_what_is_open() -> None:
    text = "\n".join(
        lines_of(Ground.ART17_1, (date(2026, 1, 15), 30_000_000), (date(2026, 2, 16), 20_000_000))
    )
    for said in (
        "90,000,000円",
        "適正化法17条1項",
        "納付期限   2026-01-30",
        "元本の完納 未了(2026-03-31 現在)",
        "2025-04-25  90,000,000円",
        "加算金 27,580,000,000円日 × 3/10000 = 8,274,000円",
        "延滞金 2,740,000,000円日 × 3/10000 = 822,000円",
        "40,000,000円",
    ):
        assert said in text


def test_its_columns_are_aligned_for_full_width_letters() -> None:
    table = [
        line
        for line in lines_of(Ground.ART17_1, (date(2026, 1, 15), 30_000_000))
        if line.startswith(("区分", "加算金  ", "延滞金  "))
    ]
    assert len(table) == 4
    widths = {
        sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line) for line in table
    }
    assert len(widths) == 1


def test_it_says_so_when_no_charge_runs() -> None:
    text = "\n".join(lines_of(Ground.ART10, (date(2026, 1, 30), 90_000_000)))
    assert "対象となる期間はありません" in text
    assert "元本の完納 2026-01-30" in text

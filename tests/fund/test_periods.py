"""Periods: opened forward, closed in order, never opened again; corrections name their day."""

from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from fund import ledger, queries
from fund.entries import decision_entry
from tests.fund.conftest import Connection, Login
from tests.fund.ground import (
    CHIEF,
    CLERK,
    budget,
    endow,
    open_grant,
    refused,
    state_of,
    verified,
)
from workflow.calendar import day_text
from workflow.problems import Refused

APRIL, MAY, MARCH_END = date(2024, 4, 10), date(2024, 5, 10), date(2025, 3, 31)


def close(segment: int, *periods: int) -> list[int]:
    """Close periods one after the other; what number each knew last."""
    return [ledger.close_period(segment, p, actor=CLERK, approver=CHIEF) for p in periods]


def close_year(segment: int) -> None:
    """Close all twelve months of 2024."""
    close(segment, *range(202401, 202413))


def post(segment: int, yen: int, on: date, **more: Any) -> ledger.Posted:
    """Post a budget line."""
    return ledger.post(segment, budget(yen, on=on, **more), key=f"{yen} {on} {more}", actor=CLERK)


def snapshot(segment: int, period: int) -> dict[str, tuple[int, int]]:
    """The balances kept at a close."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT code, debits, credits FROM ledger.period_balance "
            "WHERE segment_id = %s AND period_id = %s",
            [segment, period],
        )
        return {code: (debits, credits) for code, debits, credits in cursor.fetchall()}


@pytest.mark.parametrize("day", [date(2024, 3, 31), date(2027, 4, 1), date(1999, 1, 1)])
def test_a_day_without_a_period_is_refused(segment: int, day: date) -> None:
    with pytest.raises(Refused) as caught:
        post(segment, 1, day)
    assert caught.value.problems[0].code == "period_closed"
    assert day_text(day) in caught.value.problems[0].text


@pytest.mark.parametrize(
    ("day", "period"),
    [
        (date(2024, 4, 1), 202401),
        (date(2024, 12, 31), 202409),
        (date(2025, 1, 1), 202410),
        (date(2025, 2, 28), 202411),
        (date(2025, 3, 31), 202412),
        (date(2025, 4, 1), 202501),
    ],
)
def test_the_first_month_of_a_year_is_april(segment: int, day: date, period: int) -> None:
    post(segment, 1, day)
    entry = queries.entry(segment, 1)
    assert entry is not None
    assert entry.period == period


def test_months_close_oldest_first(segment: int) -> None:
    with pytest.raises(Refused) as caught:
        close(segment, 202402)
    assert caught.value.problems[0].code == "close_in_order"
    assert "先に2024年4月を" in caught.value.problems[0].text
    assert close(segment, 202401, 202402) == [0, 0]
    assert verified(segment)


def test_closing_again_answers_as_before(segment: int) -> None:
    post(segment, 1, APRIL)
    assert close(segment, 202401) == [1]
    post(segment, 2, MAY)
    before = state_of(segment)
    assert close(segment, 202401) == [1]
    assert state_of(segment) == before


@pytest.mark.parametrize(("actor", "approver"), [(CLERK, CLERK), (CLERK, None), (None, CHIEF)])
def test_a_close_takes_two_people(segment: int, actor: Any, approver: Any) -> None:
    with refused("23514"):
        ledger.close_period(segment, 202401, actor=actor, approver=approver)


def test_a_period_that_was_never_opened_cannot_be_closed(segment: int) -> None:
    with refused("23503"):
        close(segment, 202301)


def test_nothing_is_dated_in_a_closed_month(segment: int) -> None:
    post(segment, 1, APRIL)
    close(segment, 202401)
    before = state_of(segment)
    with pytest.raises(Refused) as caught:
        post(segment, 2, APRIL)
    assert caught.value.problems[0].code == "period_closed"
    with pytest.raises(Refused):
        ledger.reverse(segment, 1, key="r", on=APRIL, reason="誤記", actor=CLERK)
    assert state_of(segment) == before


def test_a_retry_after_the_close_still_finds_its_entry(segment: int) -> None:
    post(segment, 1, APRIL)
    close(segment, 202401)
    assert post(segment, 1, APRIL).replay
    (again,) = ledger.post_batch(segment, [(f"1 {APRIL} {{}}", budget(1, on=APRIL))], actor=CLERK)
    assert again.replay


def test_a_correction_stands_in_the_open_month_and_names_its_day(segment: int) -> None:
    endow(segment, 1000, on=APRIL)
    close(segment, 202401)
    back = ledger.reverse(segment, 1, key="r", on=MAY, reason="誤記", actor=CLERK)
    post(segment, 900, MAY, original_on=APRIL)
    days = [queries.entry(segment, seq) for seq in (back.seq, back.seq + 1)]
    assert [(row.effective_on, row.original_on) for row in days if row] == [(MAY, APRIL)] * 2
    assert queries.trial_balance(segment, as_of=date(2024, 4, 30)) == queries.trial_balance(
        segment, known_seq=1
    )
    assert verified(segment)


def test_a_close_keeps_the_balances_of_its_last_day(segment: int) -> None:
    endow(segment, 1000, on=APRIL)
    endow(segment, 500, key="may", on=MAY)
    books = open_grant(segment)
    deciding = decision_entry(books, 300, MAY, "交付決定")
    ledger.post(segment, deciding, key="decision", actor=CLERK)
    close(segment, 202401)
    assert snapshot(segment, 202401) == {
        "1101": (1000, 0), "2151": (0, 1000), "B100": (1000, 0), "B200": (0, 1000),
    }  # fmt: skip
    close(segment, 202402)
    assert snapshot(segment, 202402)["B200"] == (300, 1500)
    assert snapshot(segment, 202402)["B300:G1"] == (0, 300)
    assert verified(segment)


def test_the_13th_period_is_the_last_day_of_the_year_and_takes_adjustments_only(
    segment: int,
) -> None:
    assert post(segment, 1, MARCH_END, is_adjusting=True).seq == 1
    entry = queries.entry(segment, 1)
    assert entry is not None
    assert entry.period == 202413
    with pytest.raises(Refused):
        post(segment, 2, date(2025, 3, 30), is_adjusting=True)
    post(segment, 3, MARCH_END)
    assert verified(segment)


def test_the_13th_period_closes_after_its_march_and_stays_open_until_then(segment: int) -> None:
    with pytest.raises(Refused) as caught:
        close(segment, 202413)
    assert "先に2024年4月を" in caught.value.problems[0].text
    post(segment, 5, MARCH_END)
    close_year(segment)
    with pytest.raises(Refused):
        post(segment, 6, MARCH_END)
    assert post(segment, 7, MARCH_END, is_adjusting=True).seq == 2
    close(segment, 202501)
    assert post(segment, 8, MARCH_END, is_adjusting=True).seq == 3
    assert verified(segment)
    close(segment, 202413)
    with pytest.raises(Refused):
        post(segment, 9, MARCH_END, is_adjusting=True)
    assert snapshot(segment, 202412)["B200"] == (0, 5)
    assert snapshot(segment, 202501)["B200"] == (0, 12)
    assert snapshot(segment, 202413)["B200"] == (0, 20)
    assert verified(segment)


def test_a_year_is_opened_once_and_not_before_a_closed_month(segment: int) -> None:
    before = state_of(segment)
    ledger.open_fiscal_year(segment, 2025)
    assert state_of(segment) == before
    ledger.open_fiscal_year(segment, 2023)
    close(segment, 202301)
    ledger.open_fiscal_year(segment, 2023)
    with refused("23514"):
        ledger.open_fiscal_year(segment, 2022)
    ledger.open_fiscal_year(segment, 2027)
    assert verified(segment)


@pytest.mark.parametrize("year", [1999, 2200])
def test_a_year_of_another_age_is_refused(segment: int, year: int) -> None:
    with refused("23514"):
        ledger.open_fiscal_year(segment, year)


def lines_read(cursor: CursorWrapper) -> int:
    """How many lines this transaction has read, in the table and in its indexes."""
    cursor.execute(
        "SELECT sum(pg_stat_get_xact_tuples_returned(oid) + pg_stat_get_xact_tuples_fetched(oid)) "
        "FROM pg_class WHERE oid = 'ledger.posting'::regclass OR oid IN "
        "(SELECT indexrelid FROM pg_index WHERE indrelid = 'ledger.posting'::regclass)"
    )
    return int(cursor.fetchone()[0])


def lines_read_by_a_close(known: int, unknown: int, admin: Connection, statistics: str) -> int:
    """Of a segment with 400 lines that was opened after the tables were last looked at."""
    for table in ("entry", "posting"):
        admin.execute(f"ALTER TABLE ledger.{table} SET (autovacuum_enabled = off)".encode())
        if statistics:
            admin.execute(f"ALTER TABLE ledger.{table} ALTER segment_id {statistics}".encode())
    april = [(f"{n}", budget(1, on=APRIL)) for n in range(400)]
    ledger.post_batch(known, april, actor=CLERK)
    admin.execute("ANALYZE ledger.entry, ledger.posting")
    ledger.post_batch(unknown, april, actor=CLERK)
    with transaction.atomic(), connection.cursor() as cursor:
        close(unknown, 202401)
        return lines_read(cursor)


def test_closing_a_new_segment_reads_its_lines_once(
    segment: int, other_segment: int, login: Login
) -> None:
    assert 400 <= lines_read_by_a_close(segment, other_segment, login("postgres"), "") < 4_000


def test_with_statistics_of_the_segment_a_new_one_is_taken_for_empty(
    segment: int, other_segment: int, login: Login
) -> None:
    posted = segment, other_segment, login("postgres")
    assert lines_read_by_a_close(*posted, "SET STATISTICS 100") > 100_000

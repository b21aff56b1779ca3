"""基金の造成: the State's subsidy is booked on the bank's date, and its reports become due."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from fund.acts.endow_fund import EndowmentNotice, endow_fund
from fund.models import Endowment
from fund.queries import entries_of_key
from tests.deeds import Deed, deed, duty, lines_posted, perform, posted, refusal, told
from tests.fund.acts.test_treasury_checks import broken
from tests.fund.treasury import astray, money
from tests.grants.world import World, unique
from workflow.models import Obligation

DAY = date(2025, 4, 7)


def a_notice(world: World, **changes: Any) -> EndowmentNotice:
    """A subsidy of five hundred million received today."""
    given = EndowmentNotice(
        world.segment, unique("基金補助金"), DAY, DAY, 2024, 500_000_000, unique("国庫")
    )
    return replace(given, **changes)


def lawful(world: World) -> Deed:
    """The subsidy arrives on the day of its notice."""
    return deed(endow_fund, a_notice(world), on=DAY)


def test_cash_and_budget_rise_on_the_banks_date(fund: World) -> None:
    record = perform(fund, lawful(fund))
    assert posted(fund.segment, record) == [
        ("ENDOWMENT", DAY, ["P 1101/2151 500000000", "B B100/B200 500000000"])
    ]
    assert Endowment.objects.get(pk=record.subject_id).amount_yen == 500_000_000
    assert told(record) == {}


def test_two_reports_of_that_fiscal_year_are_due_once(fund: World) -> None:
    record = perform(fund, lawful(fund))
    report, condition = (duty(record.subject_id, kind) for kind in ("N_FUND", "N_COND"))
    assert (report.base_on, report.due_on) == (date(2026, 3, 31), date(2026, 9, 30))
    assert report.article == "推進法34条8項（43条2項準用）"
    assert (condition.due_on, condition.article) == (
        date(2026, 6, 30), "適正化法施行令4条2項2号",
    )  # fmt: skip
    again = perform(fund, deed(endow_fund, a_notice(fund)))
    assert not Obligation.objects.filter(made_by=again).exists()


def test_money_received_in_a_closed_month_is_booked_today(fund: World) -> None:
    fund.close_until(date(2025, 3, 31))
    given = a_notice(fund, notice_on=date(2025, 3, 28), received_on=date(2025, 3, 31))
    record = perform(fund, deed(endow_fund, given, on=date(2025, 4, 14)))
    entry = entries_of_key(fund.segment, record.key)[0]
    assert (entry.effective_on, entry.original_on) == (date(2025, 4, 14), date(2025, 3, 31))


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"amount_yen": 0}, {"amount"}),
        ({"received_on": date(2025, 4, 8)}, {"dates"}),
        ({"notice_on": date(2025, 4, 8), "received_on": DAY}, {"dates"}),
        ({"notice_number": " "}, {"missing"}),
        ({"bank_reference": "", "amount_yen": -1}, {"bank_reference", "amount"}),
    ],
)
def test_what_cannot_be_an_endowment_is_refused(
    fund: World, change: dict[str, Any], codes: set[str]
) -> None:
    assert set(refusal(fund, endow_fund, a_notice(fund, **change))) == codes


def test_a_notice_may_be_paid_in_parts_each_a_line_of_the_bank(fund: World) -> None:
    first = a_notice(fund)
    perform(fund, deed(endow_fund, first, on=DAY))
    found = refusal(fund, endow_fund, replace(first, amount_yen=1))
    assert set(found) == {"bank_reference"}
    assert f"基金の造成（{first.notice_number} {DAY}）" in found["bank_reference"].text
    rest = replace(first, amount_yen=200_000_000, bank_reference=unique("国庫"))
    record = perform(fund, deed(endow_fund, rest))
    assert lines_posted(fund.segment, record) == [
        "P 1101/2151 200000000", "B B100/B200 200000000",
    ]  # fmt: skip
    paid = Endowment.objects.filter(notice_number=first.notice_number)
    assert sorted(row.amount_yen for row in paid) == [200_000_000, 500_000_000]
    assert broken(fund) == set()


def test_a_line_that_is_booked_as_money_from_nobody_known_is_no_endowment(fund: World) -> None:
    line = astray(money(fund))
    again = a_notice(fund, bank_reference=line.bank_reference)
    assert set(refusal(fund, endow_fund, again)) == {"bank_reference"}


def test_a_year_without_open_books_takes_nothing(fund: World) -> None:
    for day, code in ((date(2023, 4, 3), "period_closed"), (date(2019, 4, 1), "no_rule")):
        old = a_notice(fund, notice_on=day, received_on=day)
        assert set(refusal(fund, endow_fund, old)) == {code}

"""誤入金・不明入金: booked where the money is and where it belongs, two entries tied."""

from typing import Any

import pytest

from fund.acts.record_stray_receipt import record_stray_receipt
from tests.deeds import Deed, deed, duty, lines_posted, perform, refusal
from tests.fund.treasury import DAY, OTHER, money, stray
from tests.grants.world import World


def lawful(world: World) -> Deed:
    """Another 勘定's money came here."""
    given = stray(money(world), kind="OF_OTHERS", other_segment=OTHER, account="4301")
    return deed(record_stray_receipt, given, on=DAY)


def test_the_others_money_is_owed_here_and_claimed_there(fund: World) -> None:
    record = perform(fund, lawful(fund))
    assert lines_posted(fund.segment, record) == ["P 1101/2302 2000000"]
    assert lines_posted(OTHER, record) == ["P 1141/4301 2000000"]
    found = duty(record.subject_id, "STRAY_RECEIPT")
    assert found.due_on.isoformat() == "2025-04-14"


def test_the_funds_own_money_elsewhere_joins_the_fund_at_once(fund: World) -> None:
    given = stray(money(fund), kind="ELSEWHERE", other_segment=OTHER, account="4301")
    record = perform(fund, deed(record_stray_receipt, given))
    assert lines_posted(fund.segment, record) == ["P 1141/4301 2000000", "P 5401/2153 2000000"]
    assert lines_posted(OTHER, record) == ["P 1101/2302 2000000"]


def test_the_funds_own_money_elsewhere_waits_in_suspense_for_a_case(fund: World) -> None:
    given = stray(money(fund), kind="ELSEWHERE", other_segment=OTHER, account="2301")
    record = perform(fund, deed(record_stray_receipt, given))
    assert lines_posted(fund.segment, record) == ["P 1141/2301 2000000"]
    assert lines_posted(OTHER, record) == ["P 1101/2302 2000000"]
    assert duty(record.subject_id, "STRAY_RECEIPT").status == "open"


def test_money_of_nobody_known_stands_in_suspense(fund: World) -> None:
    record = perform(fund, deed(record_stray_receipt, stray(money(fund))))
    assert lines_posted(fund.segment, record) == ["P 1101/2301 2000000"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kind": "GIFT"}, "kind"),
        ({"other_segment": OTHER}, "other_segment"),
        ({"kind": "OF_OTHERS"}, "other_segment"),
        ({"account": "5101"}, "account"),
        ({"amount_yen": 0}, "amount"),
        ({"bank_reference": ""}, "bank_reference"),
    ],
)
def test_what_cannot_be_is_refused(fund: World, change: dict[str, Any], code: str) -> None:
    assert set(refusal(fund, record_stray_receipt, stray(fund, **change))) == {code}


def test_a_bank_line_is_booked_once(fund: World) -> None:
    given = stray(money(fund))
    perform(fund, deed(record_stray_receipt, given))
    assert set(refusal(fund, record_stray_receipt, given)) == {"bank_reference"}

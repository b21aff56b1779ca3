"""運用の起案: only what the law allows, within the limits, and with enough cash left to pay."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from fund import forecast
from fund.acts.propose_correction import propose_correction
from fund.acts.propose_placement import propose_placement
from fund.acts.propose_treasury_return import propose_treasury_return
from fund.acts.redeem_placement import redeem_placement
from fund.acts.settle_voucher import settle_voucher
from fund.acts.value_holdings import value_holdings
from fund.correcting import Correction
from fund.forecast import expected_payments
from fund.forms.placements import ProposePlacement
from fund.income import income_of
from fund.ladder import Flow
from fund.maturing import movements_of
from fund.models import Instrument, Placement, Voucher
from fund.queries import head
from tests.deeds import Deed, deed, perform, posted, refusal
from tests.fund.acts.test_propose_treasury_return import an_order
from tests.fund.treasury import (
    DAY,
    FACE,
    OTHER,
    PRICE,
    a_proposal,
    approved,
    held,
    money,
    passed,
    put_up,
)
from tests.grants.world import World, unique
from workflow.approvals import latest_draft
from workflow.models import Role

BILLION = 1_000_000_000


def lawful(world: World) -> Deed:
    """A bond of the State."""
    return deed(propose_placement, a_proposal(money(world)), on=DAY)


def test_it_waits_for_another_person_and_books_nothing(fund: World) -> None:
    record = perform(fund, lawful(fund))
    placement = Placement.objects.get(pk=record.subject_id)
    assert (placement.stage, placement.rate_numerator, placement.rate_denominator) == (
        "決裁待ち", 7, 1000,
    )  # fmt: skip
    assert posted(fund.segment, record) == []
    draft = latest_draft("PLACEMENT", placement.pk)
    assert draft is not None
    assert ["種類", "国債（通則法47条1号）"] in draft.content["facts"]


def test_a_discount_bill_bears_no_interest_and_earns_its_discount(fund: World) -> None:
    zero = ProposePlacement.base_fields["rate"].clean("0")
    end = date(2025, 10, 6)
    bill = held(money(fund), name="国庫短期証券", rate=zero, coupon_months=0, matures_on=end)
    (maturity,) = movements_of(fund.segment, DAY)
    assert (maturity.cash_yen, maturity.income_yen) == (FACE, FACE - PRICE)
    perform(fund, deed(value_holdings, fund.segment, date(2025, 9, 30), on=date(2025, 10, 1)))
    perform(fund, deed(redeem_placement, bill.pk, end, 0, unique("REDEEM"), on=end))
    assert income_of(fund.segment, end).to_release_yen == FACE - PRICE


@pytest.mark.parametrize("instrument", ["STOCK", "FUND", "", "jgb"])
def test_what_the_law_does_not_name_is_refused_with_its_article(
    fund: World, instrument: str
) -> None:
    found = refusal(fund, propose_placement, a_proposal(money(fund), instrument=instrument))
    assert set(found) == {"instrument"}
    assert "通則法47条" in found["instrument"].text


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"instrument": "MONEY_TRUST", "issuer": "甲信託", "price_yen": FACE}, {"proof"}),
        ({"instrument": "DESIGNATED", "issuer": "甲公社"}, {"proof"}),
        ({"instrument": "DEPOSIT", "price_yen": FACE}, {"issuer"}),
        ({"issuer": "甲銀行"}, {"issuer"}),
        ({"instrument": "DEPOSIT", "issuer": "甲銀行"}, {"price"}),
        ({"name": " "}, {"missing"}),
        ({"face_yen": 0}, {"amount"}),
        ({"settles_on": date(2025, 4, 4)}, {"dates"}),
        ({"matures_on": DAY}, {"dates"}),
        ({"matures_on": date(2030, 4, 8)}, {"term"}),
        ({"price_yen": 20 * BILLION}, {"limit", "cash"}),
        ({"instrument": "LOCAL_BOND", "issuer": "甲県", "price_yen": 2_500_000_001}, {"limit"}),
    ],
)
def test_what_cannot_be_placed_is_refused(
    fund: World, change: dict[str, Any], codes: set[str]
) -> None:
    assert set(refusal(fund, propose_placement, a_proposal(money(fund), **change))) == codes


def test_at_the_limit_it_passes_and_what_is_approved_counts(fund: World) -> None:
    money(fund)
    local = {"instrument": "LOCAL_BOND", "issuer": "甲県"}
    approved(fund, **local, face_yen=2_500_000_000, price_yen=2_500_000_000)
    found = refusal(fund, propose_placement, a_proposal(fund, **local, price_yen=1, face_yen=1))
    assert found["limit"].short_yen == 1


@pytest.mark.parametrize("spelling", ["甲 ABC 銀行", "甲ＡＢＣ銀行", "甲　abc銀行"])
def test_another_spelling_of_an_issuer_is_no_other_issuer(fund: World, spelling: str) -> None:
    money(fund)
    deposit: dict[str, Any] = {"instrument": "DEPOSIT", "coupon_months": 0}
    quarter = {"face_yen": 2_500_000_000, "price_yen": 2_500_000_000}
    approved(fund, **deposit, **quarter, issuer="甲ABC銀行")
    more = a_proposal(fund, **deposit, issuer=spelling, face_yen=1, price_yen=1)
    assert refusal(fund, propose_placement, more)["limit"].short_yen == 1


def test_a_month_in_which_cash_would_fall_short_is_named(
    fund: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    money(fund)
    due = [Flow(date(2026, 1, 31), 9_950_000_000, "甲")]
    monkeypatch.setattr(forecast, "SOURCES", [lambda segment, today: due])
    found = refusal(fund, propose_placement, a_proposal(fund))
    assert found["ladder"].short_yen == 49_700_000
    assert "2026年1月" in found["ladder"].text
    perform(fund, deed(propose_placement, a_proposal(fund, matures_on=date(2025, 12, 20))))


def test_what_is_approved_brings_its_face_value_back_in_the_ladder(
    fund: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    money(fund)
    due = [Flow(date(2025, 12, 10), 6 * BILLION)]
    monkeypatch.setattr(forecast, "SOURCES", [lambda segment, today: due])
    half = {"face_yen": 5 * BILLION, "price_yen": 5 * BILLION}
    approved(fund, **half, matures_on=date(2025, 10, 6))
    more = a_proposal(fund, face_yen=4 * BILLION, price_yen=4 * BILLION)
    perform(fund, deed(propose_placement, more))
    one_too_many = replace(more, price_yen=4 * BILLION + 1)
    assert refusal(fund, propose_placement, one_too_many)["ladder"].short_yen == 1


def test_what_is_to_be_paid_by_an_approved_voucher_is_not_placed(fund: World) -> None:
    order = money(fund).do(propose_treasury_return, an_order(fund, body_yen=9_900_000_000))
    voucher = passed(fund, Voucher.objects.get(pk=order.subject_id), Role.EXECUTIVE)
    due = Flow(date(2025, 5, 30), 9_900_000_000, voucher.number, voucher.pk)
    assert expected_payments(fund.segment, fund.today) == [due]
    perform(fund, deed(propose_placement, a_proposal(fund, face_yen=10**8, price_yen=10**8)))
    one_too_many = a_proposal(fund, face_yen=10**8, price_yen=10**8 + 1)
    found = refusal(fund, propose_placement, one_too_many)
    assert found["ladder"].short_yen == 1
    assert "2025年5月" in found["ladder"].text
    fund.do(settle_voucher, voucher.pk, fund.today, unique("OUT"))
    assert expected_payments(fund.segment, fund.today) == []


def test_a_cost_that_was_corrected_away_is_expected_no_more(fund: World) -> None:
    cost = passed(money(fund), put_up(fund))
    assert expected_payments(fund.segment, DAY) == [Flow(DAY, 3_000_000, cost.number, cost.pk)]
    assert expected_payments(OTHER, DAY) == []
    wrong = Correction(fund.segment, head(fund.segment).seq, "誤記", ())
    record = fund.do(propose_correction, wrong)
    passed(fund, Voucher.objects.get(pk=record.subject_id))
    assert expected_payments(fund.segment, DAY) == []


def written(row: dict[str, Any]) -> None:
    """The row, past the act, with every constraint asked at once."""
    Placement.objects.create(**row)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_database_knows_the_kinds_and_asks_for_the_proof(fund: World) -> None:
    row = {
        "segment": fund.segment, "name": "x", "issuer": "y", "face_yen": 1, "price_yen": 1,
        "rate_numerator": 0, "rate_denominator": 1, "coupon_months": 0, "settles_on": DAY,
        "matures_on": date(2026, 4, 7), "proposed_by": next(iter(fund.people.values())),
    }  # fmt: skip
    with pytest.raises(IntegrityError, match="foreign key"), transaction.atomic():
        written(row | {"number": "U-1", "instrument_id": "STOCK"})
    with pytest.raises(IntegrityError, match="shows_its_proof"), transaction.atomic():
        Placement.objects.create(**row, number="U-2", instrument_id="MONEY_TRUST")


def test_the_application_cannot_add_a_kind(fund: World) -> None:
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        Instrument.objects.create(
            code="STOCK", name="株式", account="1161", income="4202", article="", valid_from=DAY
        )

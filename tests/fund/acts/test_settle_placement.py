"""運用の受渡し: price and interest bought are booked on the day, the maturity noted."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from fund.acts.propose_placement import DOCUMENT
from fund.acts.send_back_fund_draft import send_back_fund_draft
from fund.acts.settle_placement import first_account, settle_placement
from fund.models import Instrument, Placement
from fund.queries import entries_of_key
from fund.waiting import Asking, waiting_for
from grants.acts.approve_stage import approve_stage
from grants.acts.end_authority import end_authority
from tests.deeds import Deed, deed, duty, perform, posted, refusal
from tests.fund.treasury import DAY, FACE, PRICE, approved, held, money, proposed
from tests.grants.world import World, unique
from tests.people import hire
from workflow.approvals import latest_draft
from workflow.models import Membership, Role


def lawful(world: World) -> Deed:
    """The bond is delivered."""
    return deed(settle_placement, approved(money(world)).pk, DAY, unique("SETTLE"), on=DAY)


def test_price_and_interest_bought_are_booked_apart(fund: World) -> None:
    placement = approved(money(fund), accrued_yen=123_456)
    record = perform(fund, deed(settle_placement, placement.pk, DAY, unique("SETTLE")))
    assert posted(fund.segment, record) == [
        ("PLACEMENT", DAY, [f"P 1161/1101 {PRICE}", "P 1134/1101 123456"])
    ]
    assert duty(placement.pk, "MATURITY").due_on == date(2027, 4, 6)


def test_what_matures_within_a_year_is_a_current_asset_from_the_start(fund: World) -> None:
    placement = approved(money(fund), matures_on=date(2026, 4, 7))
    record = perform(fund, deed(settle_placement, placement.pk, DAY, unique("SETTLE")))
    assert posted(fund.segment, record)[0][2] == [f"P 1111/1101 {PRICE}"]


def test_within_a_year_of_29_february_is_until_28_february(fund: World) -> None:
    leap = date(2028, 2, 29)
    for matures_on, account in ((date(2028, 5, 20), "1111"), (date(2029, 2, 28), "1111"),
                                (date(2029, 3, 1), "1161")):  # fmt: skip
        kind = Instrument.objects.get(pk="JGB")
        assert first_account(Placement(instrument=kind, matures_on=matures_on), leap) == account


def test_deposits_and_trusts_have_accounts_of_their_own(fund: World) -> None:
    money(fund)
    for kind, account in (("DEPOSIT", "1102"), ("MONEY_TRUST", "1103")):
        placement = approved(
            fund, instrument=kind, issuer=kind, price_yen=FACE, proof="契約第1号", coupon_months=0
        )
        record = perform(fund, deed(settle_placement, placement.pk, DAY, unique("SETTLE")))
        assert posted(fund.segment, record)[0][2] == [f"P {account}/1101 {FACE}"]


def test_only_what_is_approved_and_only_once(fund: World) -> None:
    money(fund)
    for placement in (proposed(fund), held(fund)):
        again = refusal(fund, settle_placement, placement.pk, DAY, unique("SETTLE"))
        assert set(again) == {"stage"}


def test_the_day_and_the_banks_line(fund: World) -> None:
    first, second = held(money(fund)), approved(fund)
    used = Placement.objects.get(pk=first.pk).settlement_reference
    found = refusal(fund, settle_placement, second.pk, date(2025, 4, 4), used)
    assert set(found) == {"settled_on", "bank_reference"}


def test_the_approver_is_not_the_cashier(fund: World) -> None:
    placement = approved(money(fund))
    nedo = fund.people[Role.CASE_OFFICER].memberships.get().organisation
    approver = fund.people[Role.ACCOUNTING_APPROVER]
    Membership.objects.create(
        person=approver, organisation=nedo, role=Role.CASHIER, valid_from=date(2023, 4, 1)
    )
    found = refusal(fund, settle_placement, placement.pk, DAY, unique("S"), by=approver)
    assert set(found) == {"same_person"}
    other = hire(nedo, Role.CASHIER)
    perform(fund, deed(settle_placement, placement.pk, DAY, unique("S")), by=other)


def test_a_placement_whose_approval_fell_is_not_bought_until_it_is_approved_again(
    fund: World,
) -> None:
    """職務停止 that reaches back; what nobody approves again is withdrawn."""
    placement, other = approved(money(fund)), approved(fund)
    draft, refused = (latest_draft(DOCUMENT, each.pk) for each in (placement, other))
    assert draft is not None
    assert refused is not None
    given = draft.approvals.get()
    held = given.approver.memberships.get()
    chief = hire(held.organisation, Role(given.role))
    before = fund.now - timedelta(hours=1)
    fund.do(end_authority, held.pk, before, True, "非違行為の疑い", by=Role.EXECUTIVE)
    late = refusal(fund, settle_placement, placement.pk, DAY, unique("S"))
    assert set(late) == {"fallen_approval"}
    with pytest.raises(IntegrityError, match="counts no more"), transaction.atomic():
        Placement.objects.filter(pk=placement.pk).update(settled_on=DAY)
    cashier = Asking(fund.people[Role.CASHIER], frozenset({Role.CASHIER}), DAY)
    assert waiting_for(cashier) == []
    fund.do(approve_stage, draft.pk, 1, by=chief)
    assert [item.subject for item in waiting_for(cashier)] == [placement.pk]
    Membership.objects.create(
        person=given.approver, organisation=held.organisation, role=Role.CASHIER,
        valid_from=date(2023, 4, 1),
    )  # fmt: skip
    fell = refusal(fund, settle_placement, placement.pk, DAY, unique("S"), by=given.approver)
    assert set(fell) == {"same_person"}
    record = fund.do(settle_placement, placement.pk, DAY, unique("S"))
    (row,) = entries_of_key(fund.segment, record.key)
    assert row.approver == chief.pk
    fund.do(send_back_fund_draft, refused.pk, "承認の権限がなかった。", True, by=chief)
    other.refresh_from_db()
    assert other.stage == "差戻し"

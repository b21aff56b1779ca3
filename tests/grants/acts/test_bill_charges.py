"""加算金・延滞金の納付通知: what is still open of the charges, and by when."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from grants.acts.bill_charges import bill_charges
from grants.models import RefundOrder
from tests.deeds import Deed, deed, duty, perform, posted, refusal, told
from tests.grants.stage import StagedWorld
from tests.grants.world import MILLION
from workflow.models import Notice

DAY = date(2025, 11, 10)


def lawful(world: StagedWorld) -> Deed:
    """The principal came back ten days late."""
    return deed(bill_charges, world.case("principal paid").order.pk, on=DAY)


def test_the_company_is_told_the_sums_and_the_date(world: StagedWorld) -> None:
    case = world.case("principal paid")
    record = perform(world, lawful(world))
    assert (case.order.state, case.order.billed_on) == ("CHARGES_BILLED", DAY)
    assert (record.facts["surcharge_yen"], record.facts["late_yen"]) == (372_000, 60_000)
    assert record.facts["open_yen"] == 432_000
    owed = duty(case.order.pk, "CHARGES")
    assert (owed.base_on, owed.due_on, owed.article) == (DAY, date(2025, 11, 30), "適正化法19条")
    assert (told(record), posted(world.segment, record)) == ({"charges_billed": 2}, [])


def test_what_a_surplus_has_paid_is_not_asked_again(world: StagedWorld) -> None:
    case = world.case("ordered").receive(20 * MILLION + 400_000, on=date(2025, 11, 8))
    record = perform(world, deed(bill_charges, case.order.pk, on=DAY))
    assert record.facts["open_yen"] == 32_000
    body = Notice.objects.filter(subject_id=case.order.pk, kind="charges_billed")[0].body
    assert "加算金 0円、延滞金 32,000円" in body


@pytest.mark.parametrize("situation", ["ordered", "billed", "cleared"])
def test_charges_are_billed_once_and_only_when_final(world: StagedWorld, situation: str) -> None:
    order = world.case(situation).order
    assert set(refusal(world, bill_charges, order.pk)) == {"wrong_state"}


def test_the_database_allows_a_surcharge_under_17_1_only(world: StagedWorld) -> None:
    orders = RefundOrder.objects.filter(pk=world.case("excess").order.pk)
    with (
        pytest.raises(IntegrityError, match="surcharge_only_on_article_17_1"),
        transaction.atomic(),
    ):
        orders.update(surcharge_yen=1)

"""免除: JE18 is taken back by what is waived; what is left stays due."""

from dataclasses import replace
from datetime import timedelta

from grants.acts.approve_waiver import approve_waiver
from grants.acts.propose_waiver import propose_waiver
from grants.models import Waiver
from grants.refund_case import open_charges
from grants.refund_sheet import sheet_of_order
from tests.deeds import Deed, deed, lines_posted, perform, refusal
from tests.grants.acts.test_propose_waiver import DAY, proposal
from tests.grants.stage import StagedWorld
from workflow.models import Obligation


def lawful(world: StagedWorld) -> Deed:
    """The first version, as put up by the case officer."""
    order = world.case("billed").order
    perform(world, deed(propose_waiver, order.pk, proposal(world), on=DAY))
    return deed(approve_waiver, order.pk, 1, on=DAY)


def test_part_is_waived_and_the_rest_stays_due(world: StagedWorld) -> None:
    given = proposal(world)
    surcharge, _ = open_charges(world.case("billed").order)
    record = perform(world, lawful(world))
    assert lines_posted(world.segment, record) == [
        f"P 4302/1132 {given.surcharge_yen}", f"P 4302/1133 {given.late_yen}",
        f"P 2153/5401 {given.surcharge_yen + given.late_yen}",
    ]  # fmt: skip
    order = world.case("billed").order
    assert order.state == "CHARGES_BILLED"
    assert open_charges(order) == (surcharge - given.surcharge_yen, 0)
    assert Waiver.objects.get(order=order).meti_approval == given.meti_approval
    sheet = sheet_of_order(order, DAY)
    assert [total.open_yen for total in sheet.totals] == [surcharge - given.surcharge_yen, 0]
    assert [total.waived_yen for total in sheet.totals] == [given.surcharge_yen, given.late_yen]
    assert sheet.total_open_yen == sum(open_charges(order))
    before = sheet_of_order(order, DAY - timedelta(days=1))
    assert before.total_open_yen == surcharge + given.late_yen


def test_when_nothing_is_left_the_order_ends_as_waived(world: StagedWorld) -> None:
    order = world.case("billed").order
    surcharge, _ = open_charges(order)
    whole = replace(proposal(world), surcharge_yen=surcharge)
    perform(world, deed(propose_waiver, order.pk, whole, on=DAY))
    perform(world, deed(approve_waiver, order.pk, 1, on=DAY))
    assert world.case("billed").order.state == "WAIVED"
    charges = Obligation.objects.get(subject_id=order.pk, kind="CHARGES")
    assert charges.status == Obligation.Status.CANCELLED


def test_a_version_that_was_not_read_is_refused(world: StagedWorld) -> None:
    doing = lawful(world)
    assert set(refusal(world, approve_waiver, doing.args[0], 2, on=DAY)) == {"stale_version"}

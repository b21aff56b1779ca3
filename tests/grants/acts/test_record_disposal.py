"""財産処分の完了: where nothing was to be paid, and only once what was to be paid is."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from grants.acts.approve_disposal import approve_disposal
from grants.acts.propose_disposal import propose_disposal
from grants.acts.record_disposal import record_disposal
from grants.acts.register_asset import register_asset
from grants.acts.request_disposal import request_disposal
from grants.models import Asset
from tests.deeds import Deed, deed, perform, refusal
from tests.grants.acts.test_register_asset import GIVEN as MACHINE
from tests.grants.acts.test_request_disposal import DAY, GIVEN
from tests.grants.stage import StagedWorld

DONE = date(2026, 3, 2)


def approved(world: StagedWorld, granted_yen: int = 0) -> UUID:
    """A machine that the grant paid this much of; its disposal is approved."""
    case = world.case("SETTLED")
    machine = replace(MACHINE, granted_yen=granted_yen)
    pk = perform(world, deed(register_asset, case.pk, machine, on=DAY)).subject_id
    perform(world, deed(request_disposal, pk, GIVEN, on=DAY))
    perform(world, deed(propose_disposal, pk, on=DAY))
    perform(world, deed(approve_disposal, pk, 1, on=DAY))
    return pk


def lawful(world: StagedWorld) -> Deed:
    """It was sold on the day it was to be."""
    return deed(record_disposal, approved(world), DONE, "売買契約書 3頁", on=DONE)


def test_what_nothing_was_due_for_is_disposed_of(world: StagedWorld) -> None:
    doing = lawful(world)
    record = perform(world, doing)
    assert Asset.objects.get(pk=doing.args[0]).state == "DISPOSED"
    assert record.facts["disposed_on"] == "2026-03-02"


def test_what_is_to_be_paid_for_it_comes_first(world: StagedWorld) -> None:
    pk = approved(world, granted_yen=1_000_000)
    assert set(refusal(world, record_disposal, pk, DONE, "契約書", on=DONE)) == {"unpaid"}


@pytest.mark.parametrize("day", [date(2026, 3, 1), date(2026, 3, 3)])
def test_not_before_the_day_approved_nor_in_the_future(world: StagedWorld, day: date) -> None:
    found = refusal(world, record_disposal, approved(world), day, " ", on=DONE)
    assert set(found) == {"disposed_on", "evidence"}

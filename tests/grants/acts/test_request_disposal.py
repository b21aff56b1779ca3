"""財産処分の承認申請."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from grants.acts.register_asset import register_asset
from grants.acts.request_disposal import DisposalRequest, request_disposal
from grants.models import Asset
from tests.deeds import Deed, deed, perform, refusal
from tests.grants.acts.test_register_asset import DAY as REGISTERED
from tests.grants.acts.test_register_asset import GIVEN as MACHINE
from tests.grants.stage import StagedWorld

DAY = date(2026, 2, 9)
GIVEN = DisposalRequest("譲渡", "株式会社架空商事", "設備の集約", 0, date(2026, 3, 2))


def registered(world: StagedWorld) -> UUID:
    """The settled case's machine, acquired on 1 August 2025."""
    case = world.case("SETTLED")
    record = perform(world, deed(register_asset, case.pk, MACHINE, on=date(2026, 2, 9)))
    return record.subject_id


def lawful(world: StagedWorld) -> Deed:
    """The machine is to be sold."""
    return deed(request_disposal, registered(world), GIVEN, on=DAY)


def test_the_request_waits(world: StagedWorld) -> None:
    doing = lawful(world)
    perform(world, doing)
    assert Asset.objects.get(pk=doing.args[0]).state == "DISPOSAL_REQUESTED"
    assert REGISTERED < DAY


def test_every_reason_is_told_at_once(world: StagedWorld) -> None:
    bad = replace(GIVEN, method="贈与", reason="", price_yen=-1)
    found = refusal(world, request_disposal, registered(world), bad, on=DAY)
    assert set(found) == {"method", "reason", "price"}

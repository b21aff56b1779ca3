"""取得財産の登録: bound by the table of the money's budget year."""

from dataclasses import replace
from datetime import date

from grants.acts.register_asset import AssetEntry, register_asset
from grants.models import Asset
from tests.deeds import Deed, deed, perform, refusal
from tests.grants.stage import StagedWorld
from tests.grants.world import MILLION

DAY = date(2025, 8, 4)
GIVEN = AssetEntry(
    "machinery", "塗工機", "TX-1", 1, 90 * MILLION, 30 * MILLION, date(2025, 8, 1), "第一工場"
)


def lawful(world: StagedWorld) -> Deed:
    """A machine of 90 million, 30 of them granted."""
    return deed(register_asset, world.case("RUNNING").pk, GIVEN, on=DAY)


def test_the_restriction_runs_for_the_useful_life(world: StagedWorld) -> None:
    perform(world, lawful(world))
    asset = Asset.objects.get(grant=world.case("RUNNING").pk)
    assert (asset.number, asset.life_years, asset.state) == (1, 7, "RESTRICTED")
    assert asset.restricted_until.year == 2032


def test_every_reason_is_told_at_once(world: StagedWorld) -> None:
    bad = replace(
        GIVEN, kind="ship", name=" ", unit_yen=499_999, granted_yen=500_000,
        acquired_on=date(2024, 1, 1),
    )  # fmt: skip
    found = refusal(world, register_asset, world.case("DECIDED").pk, bad, on=DAY)
    assert set(found) == {"wrong_state", "kind", "unit", "granted", "acquired", "name"}

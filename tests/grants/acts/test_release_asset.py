"""処分制限の満了: the day after the period, not before."""

from datetime import date, timedelta
from uuid import UUID

from grants.acts.release_asset import release_asset
from grants.models import Asset
from tests.deeds import Deed, deed, perform, refusal
from tests.grants.acts.test_request_disposal import registered
from tests.grants.stage import StagedWorld


def last_day(pk: UUID) -> date:
    """The last day of the restriction."""
    return Asset.objects.get(pk=pk).restricted_until


def lawful(world: StagedWorld) -> Deed:
    """The day after the last."""
    pk = registered(world)
    return deed(release_asset, pk, on=last_day(pk) + timedelta(days=1))


def test_the_asset_is_free(world: StagedWorld) -> None:
    doing = lawful(world)
    perform(world, doing)
    assert Asset.objects.get(pk=doing.args[0]).state == "RELEASED"


def test_on_the_last_day_it_is_still_bound(world: StagedWorld) -> None:
    pk = registered(world)
    assert set(refusal(world, release_asset, pk, on=last_day(pk))) == {"restricted"}

"""財産処分の不承認: the asset stays bound, and the company is told why."""

from grants.acts.refuse_disposal import refuse_disposal
from grants.acts.request_disposal import request_disposal
from grants.models import Asset
from tests.deeds import Deed, deed, perform, refusal, told
from tests.grants.acts.test_request_disposal import DAY, GIVEN, registered
from tests.grants.acts.test_request_disposal import lawful as requested
from tests.grants.stage import StagedWorld


def lawful(world: StagedWorld) -> Deed:
    """The sale that was asked for is refused."""
    doing = requested(world)
    perform(world, doing)
    return deed(refuse_disposal, doing.args[0], "生産の継続に必要なため。", on=DAY)


def test_the_asset_is_bound_again_and_may_be_asked_for_anew(world: StagedWorld) -> None:
    doing = lawful(world)
    record = perform(world, doing)
    assert Asset.objects.get(pk=doing.args[0]).state == "RESTRICTED"
    assert set(told(record)) == {"disposal_refused"}
    perform(world, deed(request_disposal, doing.args[0], GIVEN, on=DAY))
    assert Asset.objects.get(pk=doing.args[0]).state == "DISPOSAL_REQUESTED"


def test_a_refusal_has_reasons_and_a_request(world: StagedWorld) -> None:
    doing = lawful(world)
    assert "no_reason" in refusal(world, refuse_disposal, doing.args[0], " ", on=DAY)
    bound = registered(world)
    assert set(refusal(world, refuse_disposal, bound, "理由", on=DAY)) == {"wrong_state"}

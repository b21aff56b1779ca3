"""補正の依頼: the application goes back with a reason, and the clock stops."""

import pytest

from grants.acts.return_application import return_application
from tests.deeds import Deed, deed, duty, perform, refusal, told
from tests.grants.stage import StagedWorld


def lawful(world: StagedWorld) -> Deed:
    """A submitted application lacks something."""
    return deed(return_application, world.case("SUBMITTED").pk, "見積書を添付してください。")


@pytest.mark.parametrize("situation", ["SUBMITTED", "UNDER_REVIEW"])
def test_the_company_is_told_what_to_mend(world: StagedWorld, situation: str) -> None:
    case = world.case(situation)
    record = perform(world, deed(return_application, case.pk, "見積書を添付してください。"))
    assert (case.grant.state, record.reason) == ("RETURNED", "見積書を添付してください。")
    assert duty(case.pk, "PROCESSING").status == "cancelled"
    assert told(record) == {"application_returned": 2}


def test_a_return_needs_a_reason(world: StagedWorld) -> None:
    case = world.case("SUBMITTED")
    assert set(refusal(world, return_application, case.pk, " \n")) == {"no_reason"}


def test_a_decided_case_is_not_returned(world: StagedWorld) -> None:
    case = world.case("DECIDED")
    assert set(refusal(world, return_application, case.pk, "理由")) == {"wrong_state"}

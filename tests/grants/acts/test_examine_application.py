"""審査の終了と起案: the sums are run again and the decision is put up, version and hash."""

from typing import Any

import pytest

from grants.acts.examine_application import DOCUMENT, examine_application
from tests.deeds import Deed, deed, perform, refusal, told
from tests.grants.stage import StagedWorld
from tests.grants.world import GRANT_YEN, MILLION, an_application, an_examination
from tests.people import hire
from workflow.approvals import pending_draft, sha_of
from workflow.models import Role


def lawful(world: StagedWorld) -> Deed:
    """Everything asked for is eligible."""
    return deed(examine_application, world.case("UNDER_REVIEW").pk, an_examination())


def test_the_decision_is_put_up_with_its_reckoning(world: StagedWorld) -> None:
    case = world.case("UNDER_REVIEW")
    record = perform(world, lawful(world))
    draft = pending_draft(DOCUMENT, case.pk)
    assert (case.grant.state, draft.version, told(record)) == ("APPROVAL", 1, {})
    assert draft.content["decided_yen"] == GRANT_YEN
    assert draft.content["lines"] == [
        ["設備費", 300 * MILLION, "1/3", 100 * MILLION],
        ["技術開発費", 40 * MILLION, "1/2", 20 * MILLION],
    ]
    assert bytes(draft.content_sha) == sha_of(draft.content)
    assert case.grant.decided_yen is None


def test_the_sum_is_cut_once_to_a_thousand_yen(world: StagedWorld) -> None:
    case = world.case("UNDER_REVIEW")
    perform(world, deed(examine_application, case.pk, an_examination((100_000_001, 1_999_999))))
    # ⌊100,000,001 / 3⌋ = 33,333,333 and ⌊1,999,999 / 2⌋ = 999,999: 34,333,332 in all.
    assert pending_draft(DOCUMENT, case.pk).content["decided_yen"] == 34_333_000


def test_nobody_is_given_more_than_they_ask(world: StagedWorld) -> None:
    case = world.draft(application=an_application(requested_yen=90_000_500)).apply().review()
    case.examine()
    assert pending_draft(DOCUMENT, case.pk).content["decided_yen"] == 90_000_000


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"eligible_yen": (300 * MILLION,)}, {"lines"}),
        ({"eligible_yen": (300 * MILLION + 1, 0)}, {"above_request"}),
        ({"eligible_yen": (-1, 40 * MILLION)}, {"above_request"}),
        ({"eligible_yen": (2_999, 0)}, {"decided"}),
        ({"conditions": ()}, {"conditions"}),
        ({"reasons": " "}, {"reasons"}),
        ({"budget_year": 2019}, {"budget_year"}),
        ({"conditions": (), "reasons": ""}, {"conditions", "reasons"}),
    ],
)  # fmt: skip
def test_what_cannot_be_decided_is_not_put_up(
    world: StagedWorld, change: dict[str, Any], codes: set[str]
) -> None:
    case = world.case("UNDER_REVIEW")
    given = an_examination(**change)
    assert set(refusal(world, examine_application, case.pk, given)) == codes


def test_only_the_cases_officer_ends_the_review(world: StagedWorld) -> None:
    case = world.case("UNDER_REVIEW")
    home = world.people[Role.CASE_OFFICER].memberships.get().organisation
    colleague = hire(home, Role.CASE_OFFICER)
    problems = refusal(world, examine_application, case.pk, an_examination(), by=colleague)
    assert set(problems) == {"not_officer"}


def test_a_case_not_under_review_is_not_put_up(world: StagedWorld) -> None:
    case = world.case("DECIDED")
    assert set(refusal(world, examine_application, case.pk, an_examination())) == {"wrong_state"}

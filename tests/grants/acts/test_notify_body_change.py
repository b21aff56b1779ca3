"""変更届: the company's own name, address or representative; in force when NEDO accepts it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from grants.acts.notify_body_change import BodyNotice, notify_body_change
from grants.models import BodyChange
from tests.deeds import Deed, deed, perform, refusal, told
from tests.grants.stage import StagedWorld

DAY = date(2025, 9, 16)
GIVEN = BodyNotice(
    "甲蓄電池株式会社", "東京都架空区2-2", "代表取締役 架空 花子", date(2025, 9, 1), "登記 1通"
)


def lawful(world: StagedWorld) -> Deed:
    """The company has a new name."""
    return deed(notify_body_change, world.case("advanced").pk, GIVEN, on=DAY)


def test_before_and_after_are_kept_and_nothing_changes_yet(world: StagedWorld) -> None:
    old = world.case("advanced").company.organisation.name
    record = perform(world, lawful(world))
    change = BodyChange.objects.get(grant=record.subject_id)
    assert (change.before["name"], change.after["name"]) == (old, GIVEN.name)
    assert change.sides[0] == ("名称", old, GIVEN.name, True)
    assert world.case("advanced").grant.organisation.name == old
    assert told(record) == {"body_changed": 1}


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"name": " "}, {"name"}),
        ({"changed_on": date(2025, 9, 17)}, {"changed_on"}),
        ({"evidence": ""}, {"evidence"}),
    ],
)
def test_a_notice_that_says_too_little_is_refused(
    world: StagedWorld, change: dict[str, Any], codes: set[str]
) -> None:
    given = replace(GIVEN, **change)
    pk = world.case("advanced").pk
    assert set(refusal(world, notify_body_change, pk, given, on=DAY)) == codes


def test_no_change_and_a_second_notice_beside_the_first_are_refused(world: StagedWorld) -> None:
    case = world.case("advanced")
    same = BodyNotice(case.company.organisation.name, "", "", DAY, "登記 1通")
    assert set(refusal(world, notify_body_change, case.pk, same, on=DAY)) == {"same"}
    perform(world, lawful(world))
    assert set(refusal(world, notify_body_change, case.pk, GIVEN, on=DAY)) == {"waiting"}

"""是正の確認: the finding's duty is met on the day it was put right."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from grants.acts.confirm_remedy import confirm_remedy
from grants.acts.inspect_interim import inspect_interim
from grants.inspecting import Remedy
from grants.models import Finding
from tests.deeds import Deed, deed, duty, perform, refusal, told
from tests.grants.acts.test_inspect_interim import lawful as inspected
from tests.grants.stage import StagedWorld

DAY, DONE = date(2025, 9, 16), date(2025, 9, 12)


def found(world: StagedWorld) -> UUID:
    """A finding of the inspection of 1 September."""
    doing = inspected(world)
    remedy = Remedy("支払台帳の記載漏れ", "記載して写しを提出", date(2025, 9, 30))
    given = replace(doing.args[1], remedies=(remedy,))
    perform(world, deed(inspect_interim, doing.args[0], given, on=doing.on))
    return Finding.objects.get(grant=doing.args[0]).pk


def lawful(world: StagedWorld) -> Deed:
    """It was put right on the twelfth."""
    return deed(confirm_remedy, found(world), DONE, "支払台帳 12頁", on=DAY)


def test_the_duty_is_met_on_the_day_it_was_put_right(world: StagedWorld) -> None:
    doing = lawful(world)
    record = perform(world, doing)
    met = duty(doing.args[0], "FINDING")
    assert (met.status, met.met_on) == ("met", DONE)
    assert told(record) == {"remedy_confirmed": 2}
    again = refusal(world, confirm_remedy, doing.args[0], DONE, "支払台帳 12頁", on=DAY)
    assert set(again) == {"no_duty"}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ((date(2025, 8, 31), "台帳"), "remedied_on"),
        ((date(2025, 9, 17), "台帳"), "remedied_on"),
        ((DONE, " "), "evidence"),
    ],
)
def test_a_remedy_without_its_day_or_proof_is_refused(
    world: StagedWorld, given: tuple[Any, ...], code: str
) -> None:
    assert set(refusal(world, confirm_remedy, found(world), *given, on=DAY)) == {code}

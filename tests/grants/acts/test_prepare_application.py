"""交付申請書の作成: the company's draft with its cost lines; it binds nobody."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from grants.acts.prepare_application import prepare_application
from grants.applications import ApplicationLine
from grants.models import Grant
from tests.deeds import Deed, deed, perform, refusal, told
from tests.grants.stage import StagedWorld
from tests.grants.world import GRANT_YEN, MILLION, an_application

DAY = date(2025, 4, 8)


def lawful(world: StagedWorld) -> Deed:
    """The usual application under a new plan."""
    world.today = DAY
    plan = world.certify()
    return deed(prepare_application, plan, world.company.organisation, an_application(), on=DAY)


def test_the_draft_keeps_lines_and_rates_and_tells_nobody(world: StagedWorld) -> None:
    record = perform(world, lawful(world))
    grant = Grant.objects.get(pk=record.subject_id)
    assert (grant.state, grant.requested_yen, grant.rules_on) == ("DRAFT", GRANT_YEN, DAY)
    assert grant.number.startswith("P25-")
    lines = [(x.eligible_yen, x.rate_numerator, x.rate_denominator) for x in grant.lines.all()]
    assert lines == [(300 * MILLION, 1, 3), (40 * MILLION, 1, 2)]
    assert told(record) == {}


def test_numbers_of_cases_leave_no_gap_when_an_act_is_refused(world: StagedWorld) -> None:
    doing = lawful(world)
    first = Grant.objects.get(pk=perform(world, doing).subject_id).number
    bad = replace(an_application(), title=" ")
    refusal(world, prepare_application, doing.args[0], doing.args[1], bad, by=world.company.writer)
    second = Grant.objects.get(pk=perform(world, doing).subject_id).number
    assert int(second[-4:]) == int(first[-4:]) + 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": " "}, "missing"),
        ({"purpose": ""}, "missing"),
        ({"own_funds": "\u3000"}, "missing"),
        ({"ends_on": date(2025, 5, 31)}, "period"),
        ({"lines": ()}, "lines"),
        ({"requested_yen": 0}, "requested"),
        ({"requested_yen": GRANT_YEN + 1}, "requested"),
        ({"lines": (ApplicationLine("設備費", 0, Fraction(1, 3)),)}, "line_sum"),
        ({"lines": (ApplicationLine("設備費", 3, Fraction(4, 3)),)}, "line_sum"),
        ({"lines": (ApplicationLine("設備費", 360 * MILLION, Fraction(1, 3)),) * 2}, "lines"),
    ],
)
def test_a_draft_that_cannot_be_an_application_is_refused(
    world: StagedWorld, change: dict[str, Any], code: str
) -> None:
    plan, organisation, given = lawful(world).args
    problems = refusal(
        world, prepare_application, plan, organisation, replace(given, **change),
        by=world.company.writer,
    )  # fmt: skip
    assert code in problems


def test_every_reason_is_told_at_once(world: StagedWorld) -> None:
    plan, organisation, given = lawful(world).args
    bad = replace(given, title="", ends_on=date(2025, 1, 1), requested_yen=0)
    problems = refusal(world, prepare_application, plan, organisation, bad, by=world.company.writer)
    assert set(problems) == {"missing", "period", "requested"}


def test_a_company_outside_the_plan_is_refused(world: StagedWorld) -> None:
    plan, _, given = lawful(world).args
    problems = refusal(
        world, prepare_application, plan, world.other.organisation, given, by=world.other.writer
    )
    assert set(problems) == {"not_party"}


def test_an_unknown_plan_is_refused(world: StagedWorld) -> None:
    organisation = world.company.organisation
    problems = refusal(
        world, prepare_application, organisation.pk, organisation, an_application(), on=DAY
    )
    assert set(problems) == {"not_found"}

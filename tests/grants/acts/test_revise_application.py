"""交付申請書の修正: before filing or while returned, in versions; the sums are reckoned again."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from grants.acts.revise_application import revise_application
from grants.models import ApplicationVersion, BudgetYear
from tests.deeds import Deed, deed, perform, refusal
from tests.grants.stage import StagedWorld
from tests.grants.world import COSTS_YEN, MILLION, an_application

LESS = an_application(118 * MILLION, (294 * MILLION, 40 * MILLION))


def lawful(world: StagedWorld) -> Deed:
    """The company repairs what was returned."""
    return deed(revise_application, world.case("RETURNED").pk, 1, LESS)


def test_the_application_is_written_anew_and_the_older_version_kept(world: StagedWorld) -> None:
    case = world.case("RETURNED")
    perform(world, lawful(world))
    grant = case.grant
    assert (grant.state, grant.requested_yen) == ("RETURNED", 118 * MILLION)
    assert [line.eligible_yen for line in grant.lines.all()] == [294 * MILLION, 40 * MILLION]
    versions = [v.content["requested_yen"] for v in grant.application_versions.all()]
    assert versions == [120 * MILLION, 118 * MILLION]
    case.apply(on=world.today)
    assert case.grant.state == "SUBMITTED"


def test_the_split_by_year_is_the_line_s_cost(world: StagedWorld) -> None:
    case = world.case("DRAFT")
    years = BudgetYear.objects.filter(line__grant=case.pk)
    assert [(y.fiscal_year, y.eligible_yen) for y in years.order_by("line__position")] == [
        (2025, COSTS_YEN[0]), (2025, COSTS_YEN[1]),
    ]  # fmt: skip
    given = an_application()
    first, second = given.lines
    for split in (((2025, 1), (2024, first.eligible_yen - 1)), ((2025, 5),), ((2026, 1),)):
        bad = replace(given, lines=(replace(first, years=split), second))
        assert set(refusal(world, revise_application, case.pk, 1, bad)) == {"years"}
    # Filed, the split stands, whoever writes.
    filed = BudgetYear.objects.filter(line__grant=world.case("SUBMITTED").pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        filed.delete()


def test_what_the_law_asks_for_has_to_be_written(world: StagedWorld) -> None:
    case = world.case("DRAFT")
    given = replace(an_application(), particulars=(("unheard_of", "?"),))
    problems = refusal(world, revise_application, case.pk, 1, given)
    assert {"missing", "unknown"} == set(problems)
    without_reason = replace(an_application(), confidential=("purpose",))
    assert set(refusal(world, revise_application, case.pk, 1, without_reason)) == {
        "confidential_reason"
    }
    withheld = replace(without_reason, confidential_reason="製造方法が知られるため。")
    world.do(revise_application, case.pk, 1, withheld)
    assert case.grant.confidential == ["purpose"]


def test_two_writers_do_not_overwrite_each_other(world: StagedWorld) -> None:
    case = world.case("DRAFT")
    world.do(revise_application, case.pk, 1, LESS, by=world.company.releaser)
    assert set(refusal(world, revise_application, case.pk, 1, LESS)) == {"stale_version"}
    with pytest.raises(IntegrityError), transaction.atomic():
        ApplicationVersion.objects.filter(grant=case.pk).update(saved_by_name="別人")


def test_what_is_filed_is_not_changed(world: StagedWorld) -> None:
    case = world.case("SUBMITTED")
    assert set(refusal(world, revise_application, case.pk, 1, LESS)) == {"wrong_state"}

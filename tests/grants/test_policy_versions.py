"""Which text binds a plan: the supplementary provisions of 2024-03-26."""

from datetime import date

import pytest

from grants.policy_versions import PolicyText, binding_version, possible_versions

OLD = PolicyText(date(2023, 1, 19), date(2023, 1, 19))
NEW = PolicyText(date(2024, 3, 26), date(2024, 3, 26))
TEXTS = [NEW, OLD]


@pytest.mark.parametrize(
    ("applied_on", "version"),
    [
        (date(2023, 1, 18), None),
        (date(2023, 1, 19), OLD.version),
        (date(2024, 3, 25), OLD.version),
        (date(2024, 3, 26), NEW.version),
        (date(2026, 11, 23), NEW.version),
    ],
)
def test_the_day_of_application_decides_the_text(applied_on: date, version: date | None) -> None:
    assert binding_version(TEXTS, applied_on) == version


def test_a_pending_application_is_certified_under_the_older_text_however_late() -> None:
    assert possible_versions(TEXTS, date(2024, 9, 6), date(2024, 3, 25)) == {OLD.version}


def test_a_plan_certified_before_the_new_text_has_the_older_one() -> None:
    assert possible_versions(TEXTS, date(2024, 3, 25), None) == {OLD.version}


def test_a_later_certification_without_its_application_may_be_under_either() -> None:
    assert possible_versions(TEXTS, date(2024, 9, 6), None) == {OLD.version, NEW.version}


def test_before_the_first_text_there_is_none() -> None:
    assert possible_versions(TEXTS, date(2022, 12, 1), date(2022, 12, 1)) == set()

"""Documents that are made from the code say what the code says."""

import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.module_loading import autodiscover_modules

from config.management.commands.acts import all_sheets
from fund.checks.registry import INVARIANTS
from workflow.act import ACTS
from workflow.act_sheet import table
from workflow.authority import AUTHORITY

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("app", ["grants", "fund", "reports"])
def test_the_readme_shows_the_acts_as_they_are(app: str) -> None:
    """The table between the marks equals the one made from the docstrings."""
    text = (ROOT / app / "README.md").read_text("utf-8")
    shown = re.search(r"<!-- acts -->\n(.*?)\n?<!-- /acts -->", text, re.DOTALL)
    assert shown, "the README has no place for its acts"
    assert shown[1] == table(all_sheets(f"{app}.acts"))


def test_who_in_the_docstring_is_who_in_the_table_of_authority() -> None:
    """One truth, told twice."""
    for sheet in all_sheets():
        assert sheet.who == tuple(AUTHORITY[sheet.act]), sheet.act


def test_every_entitlement_has_its_act() -> None:
    """The table of authority names no act that does not exist."""
    all_sheets()
    assert set(AUTHORITY) == set(ACTS)


def test_every_invariant_stands_in_the_readme_under_its_number() -> None:
    """Each name of `verify` stands there, none that is not asked, and every number 1 to 31."""
    autodiscover_modules("checks")
    text = (ROOT / "fund" / "README.md").read_text("utf-8")
    shown = re.search(r"<!-- invariants -->\n(.*?)<!-- /invariants -->", text, re.DOTALL)
    assert shown, "the README has no place for its invariants"
    rows = [row.split("|")[1:4] for row in shown[1].splitlines()[2:]]
    named = {name for *_, names in rows for name in re.findall(r"`(\w+)`", names)}
    assert named == set(INVARIANTS)
    numbers = [n for first, *_ in rows for n in _numbers(first)]
    assert numbers == list(range(1, 32))


def _numbers(text: str) -> list[int]:
    """1–3 is 1, 2, 3; 12, 13 is both."""
    ends = [int(n) for n in re.findall(r"\d+", text)]
    return list(range(ends[0], ends[-1] + 1))


def test_acts_of_a_package_that_is_none_are_not_an_empty_table() -> None:
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("acts", "--package", "grants.nothing")

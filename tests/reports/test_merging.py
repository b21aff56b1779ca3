"""Joining two people's texts: nothing either wrote is ever lost."""

from hypothesis import given
from hypothesis import strategies as st

from reports.merging import merge

CODES = ("a", "b", "c")
ANSWERS = st.fixed_dictionaries({code: st.sampled_from(["", "x", "y", "z"]) for code in CODES})


@given(ANSWERS, ANSWERS, ANSWERS)
def test_every_text_that_somebody_changed_stands_or_is_a_conflict(
    base: dict[str, str], theirs: dict[str, str], mine: dict[str, str]
) -> None:
    merged = merge(base, theirs, mine)
    for code in CODES:
        if code in merged.conflicts:
            assert len({base[code], theirs[code], mine[code]}) == 3
            assert merged.answers[code] == theirs[code]
        elif mine[code] != base[code]:
            assert merged.answers[code] == mine[code]
        else:
            assert merged.answers[code] == theirs[code]


@given(ANSWERS, ANSWERS, ANSWERS)
def test_who_saves_first_changes_only_what_is_in_conflict(
    base: dict[str, str], one: dict[str, str], other: dict[str, str]
) -> None:
    first, second = merge(base, one, other), merge(base, other, one)
    assert first.conflicts == second.conflicts
    for code in set(CODES) - set(first.conflicts):
        assert first.answers[code] == second.answers[code]


def test_what_one_types_on_in_a_field_is_no_conflict_with_oneself() -> None:
    merged = merge({"a": ""}, {"a": "設備を"}, {"a": "設備を発注"}, own={"a"})
    assert (merged.answers, merged.conflicts) == ({"a": "設備を発注"}, ())

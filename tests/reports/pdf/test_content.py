"""What a paper holds survives JSON exactly, whatever it is."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.pdf.content import paper_data, paper_from_data


@dataclass(frozen=True)
class Part:
    """A nested part with every plain kind of value."""

    label: str
    yen: int
    rate: Fraction
    on: date
    at: datetime
    names: tuple[str, ...]
    maybe_on: date | None
    is_whole: bool


@dataclass(frozen=True)
class Whole:
    """A paper of parts."""

    parts: tuple[Part, ...]
    first: Part | None
    last: Part
    days: tuple[date, ...] = ()


parts = st.builds(Part, at=st.datetimes(timezones=st.just(UTC)), yen=st.integers())
wholes = st.builds(
    Whole,
    parts=st.lists(parts, max_size=3).map(tuple),
    first=st.none() | parts,
    last=parts,
    days=st.lists(st.dates(), max_size=3).map(tuple),
)


@given(wholes)
def test_kept_as_json_and_read_back_it_is_the_same_to_the_last_field(whole: Whole) -> None:
    kept = json.loads(json.dumps(paper_data(whole)))
    again = paper_from_data(Whole, kept)
    assert again == whole
    assert paper_data(again) == kept
    assert type(again.last.rate) is Fraction
    assert type(again.last.at) is datetime
    assert type(again.last.on) is date


@pytest.mark.parametrize(
    "value",
    [1.0, float("nan"), datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None), [1], {1}, b"x"],
    ids=repr,
)
def test_what_no_paper_may_hold_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="a paper holds no"):
        paper_data((value,))

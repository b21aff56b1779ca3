"""The JSON file of the surcharge command: what is read, and that every fault is named."""

import json
from datetime import date
from typing import Any

import pytest

from grants.refund_terms import DatedYen, Ground
from grants.surcharge import STATUTORY_DAILY_RATE, assess
from grants.surcharge_file import assessment_values, read_surcharge_file
from workflow.problems import Refused

RIGHT: dict[str, Any] = {
    "ground": "ART17_1",
    "refund_yen": 90_000_000,
    "due_on": "2026-01-30",
    "receipts": [["2025-04-25", 90_000_000]],
    "payments": [["2026-02-16", 20_000_000], ["2026-01-15", 30_000_000]],
    "as_of": "2026-03-31",
}


def faults_of(content: bytes) -> list[str]:
    """The fields named in the refusal of a file."""
    with pytest.raises(Refused) as refused:
        read_surcharge_file(content)
    assert all(problem.text for problem in refused.value.problems)
    return [problem.field for problem in refused.value.problems]


def faults_with(**changes: object) -> list[str]:
    """The fields named when some values of a right file are replaced."""
    return faults_of(json.dumps(RIGHT | changes).encode())


def test_a_right_file_is_read() -> None:
    asked = read_surcharge_file(json.dumps(RIGHT).encode())
    assert asked.terms.ground is Ground.ART17_1
    assert asked.terms.receipts == (DatedYen(date(2025, 4, 25), 90_000_000),)
    assert asked.payments[1] == DatedYen(date(2026, 1, 15), 30_000_000)
    assert asked.as_of == date(2026, 3, 31)
    assert read_surcharge_file(json.dumps(RIGHT | {"as_of": None}).encode()).as_of is None


@pytest.mark.parametrize(
    "day",
    [
        "2026-02-30",
        "2026-1-5",
        "20260105",
        "2026-W01-1",
        "2026-01-05T00:00:00",
        "2026-01-05 ",
        "２０２６-01-05",
        "0000-01-01",
        "",
        20260105,
        None,
        True,
        ["2026-01-05"],
    ],
)
def test_a_day_is_text_of_one_form_and_in_the_calendar(day: object) -> None:
    assert faults_with(due_on=day) == ["due_on"]
    assert faults_with(payments=[["2026-02-16", 1], [day, 5]]) == ["payments[1][0]"]
    assert faults_with(receipts=[[day, 5]]) == ["receipts[0][0]"]
    if day is not None:
        assert faults_with(as_of=day) == ["as_of"]


@pytest.mark.parametrize("yen", [1.0, 1e3, True, "1000", None, [1], 2**63])
def test_a_sum_is_a_json_integer(yen: object) -> None:
    assert faults_with(refund_yen=yen) == ["refund_yen"]
    assert faults_with(receipts=[["2025-04-25", yen]]) == ["receipts[0][1]"]
    assert faults_with(payments=[["2026-02-16", 1], ["2026-02-16", yen]]) == ["payments[1][1]"]


@pytest.mark.parametrize("ground", ["ART17", "art17_1", "", None, 17, ["ART17_1"], {}])
def test_an_unknown_ground_is_named(ground: object) -> None:
    assert faults_with(ground=ground) == ["ground"]


@pytest.mark.parametrize("rows", [None, {}, "x", 5])
def test_receipts_and_payments_are_lists(rows: object) -> None:
    assert faults_with(receipts=rows) == ["receipts"]
    assert faults_with(payments=rows) == ["payments"]


@pytest.mark.parametrize("row", [[], ["2026-02-16"], ["2026-02-16", 1, 2], {}, "2026-02-16", None])
def test_a_row_is_a_pair(row: object) -> None:
    assert faults_with(payments=[["2026-02-16", 1], row]) == ["payments[1]"]


def test_all_faults_are_reported_together() -> None:
    found = faults_with(ground="X", refund_yen=1.5, as_of="later", payments=[["x", "y"]])
    assert found == ["ground", "refund_yen", "payments[0][0]", "payments[0][1]", "as_of"]


@pytest.mark.parametrize("name", sorted(RIGHT))
def test_a_missing_field_is_named(name: str) -> None:
    rest = {key: value for key, value in RIGHT.items() if key != name}
    assert faults_of(json.dumps(rest).encode()) == [name]


def test_an_unknown_field_is_named() -> None:
    assert faults_with(note="x") == ["note"]
    assert faults_of(b'{"refund": 1}')[-1] == "refund"


def test_a_repeated_field_is_named_instead_of_the_last_one_winning() -> None:
    twice = json.dumps(RIGHT)[:-1] + ', "refund_yen": 1}'
    assert faults_of(twice.encode()) == ["refund_yen"]


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe\xfd", b"[" * 100_000, b'{"a": ' + b"9" * 5_000],
    ids=["empty", "cut", "list", "null", "text", "bytes", "deep", "digits"],
)
def test_what_is_not_one_json_object_is_refused(content: bytes) -> None:
    assert faults_of(content) == [""]


def test_the_result_is_json_of_integers_and_days() -> None:
    asked = read_surcharge_file(json.dumps(RIGHT).encode())
    found = assess(asked.terms, asked.payments, asked.as_of, STATUTORY_DAILY_RATE)
    values = json.loads(json.dumps(assessment_values(found)))
    assert list(values) == [
        "surcharge_yen",
        "late_charge_yen",
        "principal_open_yen",
        "surcharge_open_yen",
        "late_charge_open_yen",
        "overpaid_yen",
        "lots",
        "worksheet",
    ]
    assert (values["surcharge_yen"], values["late_charge_yen"]) == (8_274_000, 822_000)
    assert values["principal_open_yen"] == 40_000_000
    assert values["lots"] == [["2025-04-25", 90_000_000]]
    assert values["worksheet"][-1] == {
        "kind": "late",
        "from": "2026-02-17",
        "to": "2026-03-31",
        "days": 43,
        "base_yen": 40_000_000,
        "yen_days": 1_720_000_000,
    }

"""六点照合: each document there, in its order, over one sum; every disagreement is named."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.evidence_match import SIX, Document, Fault, faults

DECIDED, UNTIL = date(2025, 5, 12), date(2025, 9, 1)
AGREEING = [
    Document(kind, date(2025, 6, 1) + timedelta(days=10 * n), 1_000_000)
    for n, kind in enumerate(SIX)
]


def found(*documents: Document, claimed_yen: int = 1_000_000) -> list[Fault]:
    return faults(documents, claimed_yen, DECIDED, UNTIL)


def changed(kind: str, **changes: object) -> list[Document]:
    return [replace(x, **changes) if x.kind == kind else x for x in AGREEING]  # type: ignore[arg-type]


def test_six_that_agree_have_no_fault() -> None:
    assert found(*AGREEING) == []
    assert found(*changed("QUOTE", yen=1_200_000)) == [], "negotiated down"
    assert found(*AGREEING, claimed_yen=900_000) == [], "less may be claimed than was paid"


@pytest.mark.parametrize("kind", SIX)
def test_each_missing_document_is_missed(kind: str) -> None:
    assert Fault.MISSING in found(*(x for x in AGREEING if x.kind != kind))


@pytest.mark.parametrize("kind", SIX[1:])
def test_a_document_before_the_one_it_answers_is_out_of_order(kind: str) -> None:
    assert Fault.OUT_OF_ORDER in found(*changed(kind, on=date(2025, 5, 31)))


@pytest.mark.parametrize("kind", SIX[1:])
def test_every_sum_from_the_order_on_is_the_same(kind: str) -> None:
    assert Fault.AMOUNTS_DIFFER in found(*changed(kind, yen=1_000_001))
    assert Fault.AMOUNTS_DIFFER in found(*changed("QUOTE", yen=999_999))


def test_what_was_ordered_before_the_decision_or_paid_too_late_is_no_cost() -> None:
    assert found(*(replace(x, on=DECIDED) for x in AGREEING)) == [], "on the day itself it is"
    early = [replace(x, on=DECIDED - timedelta(days=1)) for x in AGREEING]
    assert found(*early) == [Fault.BEFORE_DECISION]
    assert found(*changed("PAYMENT", on=UNTIL)) == []
    assert found(*changed("PAYMENT", on=UNTIL + timedelta(days=1))) == [Fault.AFTER_END]


def test_no_more_is_claimed_than_was_paid() -> None:
    assert found(*AGREEING, claimed_yen=1_000_001) == [Fault.ABOVE_PAID]


@given(st.permutations(AGREEING))
def test_the_order_of_filing_does_not_matter(documents: list[Document]) -> None:
    assert found(*documents) == []

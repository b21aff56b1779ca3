"""貸倒引当・貸倒れ: of what a case owes, made doubtful first, lost then; never more."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from fund import ledger
from fund.acts.approve_voucher import approve_voucher
from fund.acts.propose_allowance import Allowance, propose_allowance
from fund.entries import (
    GrantBooks,
    advance_entry,
    decision_entry,
    refund_order_entry,
    refund_receipt_entry,
)
from fund.models import Voucher
from fund.queries import balance
from fund.receivables import receivables_of
from tests.deeds import Deed, deed, lines_posted, perform, refusal
from tests.fund.treasury import DAY, money, passed
from tests.grants.world import World
from workflow.models import ActRecord, Role

OWED = 20_000_000


def owing(world: World) -> str:
    """A case whose advance was ordered back."""
    world.today = DAY
    money(world)
    books = GrantBooks(f"B{uuid4().hex[:8]}", uuid4(), uuid4(), 2024)
    ledger.open_grant_accounts(
        world.segment, ("B300", "B310"), books.number, "案件", books.grant, books.party
    )
    order = refund_order_entry(
        books, from_advance=OWED, from_expense=0, same_year=True, on=DAY, memo="返還命令"
    )
    steps = (decision_entry(books, OWED, DAY, "決定"), advance_entry(books, OWED, DAY, "概算払"),
             order)  # fmt: skip
    for entry in steps:
        ledger.post(world.segment, entry, key=str(uuid4()), actor=uuid4())
    return books.number


def doubtful(world: World, number: str, **changes: Any) -> Allowance:
    """All of it is in doubt."""
    given = Allowance(
        world.segment, "ALLOW", number, OWED, "財産調査報告第3号", "破産手続開始の決定"
    )
    return replace(given, **changes)


def approval(world: World, given: Allowance) -> ActRecord:
    """Put up and approved by an executive."""
    voucher = Voucher.objects.get(pk=world.do(propose_allowance, given).subject_id)
    passed(world, voucher, by=Role.EXECUTIVE)
    return ActRecord.objects.get(act="approve_voucher", subject_id=voucher.pk)


def lawful(world: World) -> Deed:
    """A bankrupt company's refund."""
    return deed(propose_allowance, doubtful(world, owing(world)), on=DAY)


def test_the_expense_is_released_from_the_fund(fund: World) -> None:
    number = owing(fund)
    record = approval(fund, doubtful(fund, number))
    assert lines_posted(fund.segment, record) == [f"P 5301/1139 {OWED}", f"P 2151/4101 {OWED}"]
    assert receivables_of(fund.segment)[number].doubtless_yen == 0


def test_the_loss_goes_against_the_allowance(fund: World) -> None:
    number = owing(fund)
    early = doubtful(fund, number, deed="WRITE_OFF")
    assert set(refusal(fund, propose_allowance, early)) == {"amount"}
    approval(fund, doubtful(fund, number))
    record = approval(fund, doubtful(fund, number, deed="WRITE_OFF", amount_yen=5_000_000))
    assert lines_posted(fund.segment, record) == ["P 1139/1131 5000000"]
    assert balance(fund.segment, "1131") == balance(fund.segment, "1139") == 15_000_000


def test_it_is_an_executives_decision(fund: World) -> None:
    record = perform(fund, lawful(fund))
    assert set(refusal(fund, approve_voucher, record.subject_id, 1)) == {"executive"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"number": "none"}, "number"),
        ({"amount_yen": OWED + 1}, "amount"),
        ({"evidence": " "}, "missing"),
    ],
)
def test_what_cannot_be_in_doubt_is_refused(fund: World, change: dict[str, Any], code: str) -> None:
    given = replace(doubtful(fund, owing(fund)), **change)
    assert set(refusal(fund, propose_allowance, given, on=date(2025, 4, 7))) == {code}


def twice(world: World, given: Allowance) -> None:
    """Put up twice, only the first is approved."""
    first, second = (world.do(propose_allowance, given).subject_id for _ in range(2))
    passed(world, Voucher.objects.get(pk=first), by=Role.EXECUTIVE)
    found = refusal(world, approve_voucher, second, 1, by=Role.EXECUTIVE)
    assert found["amount"].short_yen == OWED


def test_the_limits_are_asked_again_when_it_is_approved(fund: World) -> None:
    number, other = owing(fund), owing(fund)
    approval(fund, doubtful(fund, other))
    twice(fund, doubtful(fund, number))
    twice(fund, doubtful(fund, number, deed="WRITE_OFF"))
    assert number not in receivables_of(fund.segment)


def test_no_loss_of_what_was_paid(fund: World) -> None:
    number, _ = owing(fund), owing(fund)
    approval(fund, doubtful(fund, number))
    lost = doubtful(fund, number, deed="WRITE_OFF")
    early = fund.do(propose_allowance, lost).subject_id
    owed = receivables_of(fund.segment)[number]
    paid = refund_receipt_entry(
        GrantBooks(number, owed.grant, owed.party, 2024),
        from_advance=OWED - 1, from_settled=0, on=DAY, memo="返還金",
    )  # fmt: skip
    ledger.post(fund.segment, paid, key=str(uuid4()), actor=uuid4())
    assert set(refusal(fund, propose_allowance, lost)) == {"amount"}
    assert set(refusal(fund, approve_voucher, early, 1, by=Role.EXECUTIVE)) == {"amount"}
    approval(fund, replace(lost, amount_yen=1))

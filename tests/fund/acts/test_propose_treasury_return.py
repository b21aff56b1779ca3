"""国庫納付の起票: by the minister's paper, from each part of the fund."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connections, transaction

import fund as fund_app
from fund.acts.propose_treasury_return import TreasuryReturn, propose_treasury_return
from fund.models import Voucher
from tests.deeds import Deed, deed, perform, refusal
from tests.fund.treasury import DAY, money
from tests.grants.world import World, unique
from workflow.models import ApprovalMatrix


def an_order(world: World, **changes: Any) -> TreasuryReturn:
    """A billion goes back by order."""
    given = TreasuryReturn(
        world.segment, "ORDER", unique("製局"), DAY, date(2025, 5, 30), 1_000_000_000, 0, 0,
        "認定の取消しに伴う納付命令",
    )  # fmt: skip
    return replace(given, **changes)


def lawful(world: World) -> Deed:
    """The order is put up."""
    return deed(propose_treasury_return, an_order(money(world)), on=DAY)


def test_it_waits_for_an_executive(fund: World) -> None:
    record = perform(fund, lawful(fund))
    voucher = Voucher.objects.get(pk=record.subject_id)
    assert (voucher.kind, voucher.stage, voucher.pays) == ("TREASURY", "決裁待ち", True)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"ground": "WISH"}, "ground"),
        ({"body_yen": 0}, "amount"),
        ({"income_yen": -1}, "amount"),
        ({"notice_on": date(2025, 4, 8)}, "dates"),
        ({"pay_until": date(2025, 4, 4)}, "dates"),
        ({"notice_number": " "}, "missing"),
    ],
)
def test_without_the_ministers_paper_nothing_goes_back(
    fund: World, change: dict[str, Any], code: str
) -> None:
    assert set(refusal(fund, propose_treasury_return, an_order(fund, **change))) == {code}


def test_books_whose_routes_were_loaded_before_get_the_executives_one(superuser: str) -> None:
    """The migration writes what `open_books` would, once, and nothing where there are no routes."""
    sql = (Path(fund_app.__file__).parent / "sql" / "230_executives_route.sql").read_text("utf-8")
    rows = ApprovalMatrix.objects.using(superuser)
    route = rows.filter(document="VOUCHER_OF_EXECUTIVES")
    with transaction.atomic(superuser), connections[superuser].cursor() as cursor:
        (loaded,) = route.values()
        cursor.execute("ALTER TABLE workflow_approvalmatrix DISABLE TRIGGER USER")
        route.delete()
        for _ in range(2):
            cursor.execute(sql)
            (written,) = route.values()
            assert written | {"id": loaded["id"]} == loaded
        rows.all().delete()
        cursor.execute(sql)
        assert not rows.exists()
        transaction.set_rollback(True, superuser)

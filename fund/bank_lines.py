"""A line of the bank's statement, by its reference: each is booked once, by whichever act.

A layer further right names its own tables in its module `bank_lines`, as invariants in `checks`.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet
from django.utils.module_loading import autodiscover_modules

from fund.browsing import reversal_of
from fund.models import Endowment, InterestReceipt, Placement, StrayReceipt, Voucher
from fund.queries import entries_of_key
from workflow.models import ActRecord
from workflow.problems import Problem

# Where the reference of money that moved is kept, and what that is called.
LINES: list[tuple[type[Model], str, str]] = [
    (Endowment, "bank_reference", "基金の造成"),
    (StrayReceipt, "bank_reference", "誤入金・不明入金"),
    (InterestReceipt, "bank_reference", "利息の受領"),
    (Placement, "settlement_reference", "運用の受渡し"),
    (Placement, "redemption_reference", "運用の満期償還"),
    (Voucher, "bank_reference", "振替伝票の出納"),
]


def keep_lines(model: type[Model], column: str, name: str) -> None:
    """Let every act ask this table too."""
    LINES.append((model, column, name))


def problems_with_reference(
    reference: str, booked: "QuerySet[Any]", taking: StrayReceipt | None = None
) -> list[Problem]:
    """Why this is no line to book. booked: what the act's own table has under the reference.

    taking: the receipt in suspense that is this line, and that the act takes out of it.
    """
    cure = "銀行の明細を確認してください。"
    again = "取り消して記帳し直すときは、照会番号に枝番を付けてください。"
    if not reference.strip():
        text = "銀行の照会番号がありません。"
    elif places := "、".join(places_of(reference, taking)):
        text = f"この照会番号は記帳済みです: {places}。"
        cure += f"不明入金は、整理の起票で記帳を取り消せば本来の手続で記帳できます。{again}"
    elif booked.exists():
        text, cure = "この照会番号は使用済みです。", cure + again
    else:
        return []
    return [Problem("bank_reference", text, cure, "bank_reference")]


def places_of(reference: str, taking: StrayReceipt | None = None) -> Iterator[str]:
    """What was booked under this reference besides; a stray receipt taken back no longer stands.

    One question for all tables, written out: every act on money asks it.
    """
    autodiscover_modules("bank_lines")
    parts = (
        f"SELECT {n}, id FROM {model._meta.db_table} WHERE {column} = %s"  # noqa: S608
        for n, (model, column, _) in enumerate(LINES)
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), [reference] * len(LINES))
        found = cursor.fetchall()
    for n, pk in found:
        model, _, name = LINES[n]
        row = model._default_manager.get(pk=pk)
        if row != taking and not (isinstance(row, StrayReceipt) and was_taken_back(row)):
            yield f"{name}（{row}）"


def was_taken_back(receipt: StrayReceipt) -> bool:
    """Whether its entry was mirrored, so that its line can be booked as what it is."""
    records = ActRecord.objects.filter(act="record_stray_receipt", subject_id=receipt.pk)
    entries = [e for record in records for e in entries_of_key(receipt.segment, record.key)]
    return any(reversal_of(e.segment, e.seq) is not None for e in entries)

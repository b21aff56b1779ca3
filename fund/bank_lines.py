"""A line of the bank's statement, by its reference: each is booked once."""

from typing import Any

from django.db.models import QuerySet

from workflow.problems import Problem


def problems_with_reference(reference: str, booked: "QuerySet[Any]") -> list[Problem]:
    """Why this is no line to book. booked: what is there already under the same reference."""
    if reference.strip() and not booked.exists():
        return []
    return [
        Problem(
            "bank_reference", "銀行の照会番号がないか、使用済みです。",
            "銀行の明細を確認してください。", "bank_reference",
        )
    ]  # fmt: skip

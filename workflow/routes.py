"""Approval routes (決裁区分) as data: the stages a document of an amount passes, in order."""

import csv
from datetime import date
from pathlib import Path

from workflow.calendar import day_text
from workflow.models import ApprovalMatrix, Role
from workflow.problems import Problem, Refused

# How a route is written in a file: stages in order, the roles that may stand at one of them.
NEXT_STAGE, OR_ROLE = ">", "/"


def route_of(document: str, amount_yen: int, day: date) -> ApprovalMatrix:
    """The route in force on a day for a document of an amount in whole yen.

    The rows of one day are a document's whole matrix; the newest such day not after `day` counts.
    """
    rows = ApprovalMatrix.objects.filter(document=document)
    row = (
        rows.filter(valid_from__lte=day, amount_from__lte=amount_yen)
        .order_by("-valid_from", "-amount_from")
        .first()
    )
    if row is None:
        assert rows.exists(), f"there is no approval route for {document}"
        raise Refused(
            Problem(
                "no_route",
                f"{day_text(day)} に適用される決裁区分がありません。",
                "日付を確認してください。",
            )
        )
    return row


def load_routes(path: Path) -> int:
    """Write the rows of a CSV file, whose columns are those of the table.

    Owner only; loading twice is one effect, and a row already there is never rewritten: a change of
    the matrix is new rows with their own day. Returns the number of new rows.
    """
    new = 0
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            stages = [stage.split(OR_ROLE) for stage in row["stages"].split(NEXT_STAGE)]
            assert {role for stage in stages for role in stage} <= set(Role.values), row
            _, created = ApprovalMatrix.objects.using("owner").get_or_create(
                document=row["document"],
                amount_from=int(row["amount_from"]),
                valid_from=date.fromisoformat(row["valid_from"]),
                defaults={"stages": stages, **{k: row[k] for k in ("article", "confidence")}},
            )
            new += created
    return new

"""`manage.py surcharge FILE`: 加算金 and 延滞金 of one refund order, without a database."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fund.money import MoneyTextError, format_rate, parse_rate
from grants.surcharge import STATUTORY_DAILY_RATE, assess
from grants.surcharge_file import assessment_values, read_surcharge_file
from grants.worksheet import worksheet_lines
from workflow.problems import Refused

# What a file or an option that cannot be used ends with, as for a wrong command line.
EXIT_REFUSED = 2


class Command(BaseCommand):
    """Print the charges of the refund order in FILE, as a worksheet or as JSON."""

    help = "加算金・延滞金を1円単位で計算します(適正化法19条)。データベースは使いません。"
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE, --json, --rate."""
        parser.add_argument(
            "file",
            metavar="FILE.json",
            type=Path,
            help="ground, refund_yen, due_on, receipts, payments, as_of を持つJSON",
        )
        parser.add_argument("--json", action="store_true", help="結果をJSONで出力します")
        parser.add_argument(
            "--rate",
            default=format_rate(STATUTORY_DAILY_RATE),
            help="1日当たりの率(既定 %(default)s: 年10.95%%、適正化法19条)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit status 2, with a line for every fault, when FILE cannot be used."""
        path: Path = options["file"]
        try:
            rate = parse_rate(options["rate"])
            asked = read_surcharge_file(path.read_bytes())
            assessment = assess(asked.terms, asked.payments, asked.as_of, rate)
        except OSError as error:
            raise _unusable(f"{path}: 読めません({error.strerror})。") from error
        except MoneyTextError as error:
            raise _unusable(f"--rate: {error}") from error
        except Refused as refused:
            faults = [f"{p.field or path}: {p.text}" for p in refused.problems]
            raise _unusable("\n".join(faults)) from refused
        if options["json"]:
            self.stdout.write(json.dumps(assessment_values(assessment), indent=2))
        else:
            lines = worksheet_lines(asked.terms, assessment, asked.as_of, rate)
            self.stdout.write("\n".join(lines))


def _unusable(text: str) -> CommandError:
    return CommandError(text, returncode=EXIT_REFUSED)

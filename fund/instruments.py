"""Loading the kinds of placement that the law allows. Owner only, like the law's rows."""

import csv
from pathlib import Path

from fund.models import Instrument

FILE = Path(__file__).with_name("law") / "instruments.csv"


def load_instruments(path: Path = FILE) -> int:
    """Write the kinds not yet known; a known one is never rewritten. Returns the new ones."""
    new = 0
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            defaults = {name: value for name, value in row.items() if name != "code"}
            _, created = Instrument.objects.using("owner").get_or_create(
                code=row["code"], defaults=defaults
            )
            new += created
    return new

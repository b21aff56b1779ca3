"""The numbers of some days' entries are found by month."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


def text(name: str) -> str:
    """One SQL file."""
    return (SQL / name).read_text(encoding="utf-8")


class Migration(migrations.Migration):
    """Another index, and the close that asks it."""

    dependencies = [('fund', '0009_types_instead_of_checks')]
    operations = [
        migrations.RunSQL(
            [
                "SET LOCAL ROLE ledger_owner",
                (text("160_numbers_of_periods.sql"), None),
                (text("050_periods_and_accounts.sql"), None),
                "RESET ROLE",
            ],
            [
                "SET LOCAL ROLE ledger_owner",
                "CREATE INDEX entry_by_effective_date ON ledger.entry"
                " (segment_id, effective_date, seq) WHERE effective_date IS NOT NULL",
                "DROP INDEX ledger.entry_by_period",
                "RESET ROLE",
            ],
        )
    ]

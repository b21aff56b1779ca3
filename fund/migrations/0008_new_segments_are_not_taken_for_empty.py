"""The planner no longer takes a 勘定 for empty that it has not seen yet."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """No statistics of the segment in the tables of entries and lines."""

    dependencies = [('fund', '0007_one_statement_a_line')]
    operations = [
        migrations.RunSQL(
            [
                "SET LOCAL ROLE ledger_owner",
                ((SQL / "140_new_segments.sql").read_text(encoding="utf-8"), None),
                "RESET ROLE",
            ],
            migrations.RunSQL.noop,
        )
    ]

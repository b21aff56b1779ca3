"""An account's lines by day are read by one function whose plan is kept."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Only reads."""

    dependencies = [("fund", "0021_corrected_allocations")]
    operations = [
        migrations.RunSQL(
            [
                "SET LOCAL ROLE ledger_owner",
                ((SQL / "200_statements.sql").read_text(encoding="utf-8"), None),
                "RESET ROLE",
            ],
            [
                "SET LOCAL ROLE ledger_owner",
                "DROP FUNCTION ledger.dated_lines",
                "RESET ROLE",
            ],
        )
    ]

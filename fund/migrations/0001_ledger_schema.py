"""Create the schema ledger, owned by a role nobody logs in as; the SQL stands in fund/sql."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"
PARTS = (
    "010_tables.sql",
    "020_guards.sql",
    "025_late_lines.sql",
    "030_post.sql",
    "040_post_batch.sql",
    "050_periods_and_accounts.sql",
    "060_privileges.sql",
)


def text(name: str) -> str:
    """One SQL file; % is doubled because the statements carry no parameters."""
    return (SQL / name).read_text(encoding="utf-8")


class Migration(migrations.Migration):
    """The ledger, whole."""

    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        migrations.RunSQL(
            [
                "CREATE SCHEMA ledger AUTHORIZATION ledger_owner",
                "SET LOCAL ROLE ledger_owner",
                *((text(part), None) for part in PARTS),
                "RESET ROLE",
            ],
            "DROP SCHEMA ledger CASCADE",
        )
    ]

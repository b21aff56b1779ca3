"""Posting an entry in fewer statements; a guard against late lines that costs one look at the entry."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


def text(name: str) -> str:
    """One SQL file."""
    return (SQL / name).read_text(encoding="utf-8")


class Migration(migrations.Migration):
    """Books made before get the functions and guards that new ones are made with."""

    dependencies = [('fund', '0006_costs_to_the_end_of_the_fund')]
    operations = [
        migrations.RunSQL(
            [
                "SET LOCAL ROLE ledger_owner",
                "DROP TRIGGER IF EXISTS no_late_rows ON ledger.entry",
                "DROP TRIGGER IF EXISTS no_late_rows ON ledger.posting",
                "DROP FUNCTION IF EXISTS ledger.refuse_late_rows()",
                "DROP TRIGGER IF EXISTS no_late_lines ON ledger.posting",
                (text("025_late_lines.sql"), None),
                (text("030_post.sql"), None),
                (text("130_lookups_by_key.sql"), None),
                "REVOKE ALL ON FUNCTION ledger.known_or_refused FROM PUBLIC",
                "RESET ROLE",
            ],
            migrations.RunSQL.noop,
        )
    ]

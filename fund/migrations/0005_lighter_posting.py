"""The posting functions as they are now, and without what each posting paid for in vain."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


def text(name: str) -> str:
    """One SQL file."""
    return (SQL / name).read_text(encoding="utf-8")


class Migration(migrations.Migration):
    """The functions replace themselves, so that books made before have them too."""

    dependencies = [('fund', '0004_cash_shortages')]
    operations = [
        migrations.RunSQL(
            [
                "SET LOCAL ROLE ledger_owner",
                (text("030_post.sql"), None),
                (text("040_post_batch.sql"), None),
                (text("120_lighter_posting.sql"), None),
                "RESET ROLE",
            ],
            [
                "SET LOCAL ROLE ledger_owner",
                "CREATE INDEX entry_by_xact ON ledger.entry (xact)",
                "ALTER TABLE ledger.entry ADD CONSTRAINT entry_segment_id_fkey"
                " FOREIGN KEY (segment_id) REFERENCES ledger.segment",
                "RESET ROLE",
            ],
        )
    ]

"""An entry written with fewer statements and fewer expressions."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"
POSTING, LIGHTER = (
    (SQL / name).read_text(encoding="utf-8") for name in ("030_post.sql", "170_lighter_entries.sql")
)


class Migration(migrations.Migration):
    """What is hashed stays the same to the octet; `verify` says so of books made before."""

    dependencies = [("fund", "0010_numbers_of_periods")]
    operations = [
        migrations.RunSQL(
            [
                "SET LOCAL ROLE ledger_owner",
                "DROP FUNCTION ledger.lock_segment(int)",
                (POSTING, None),
                "REVOKE ALL ON FUNCTION ledger.lock_segment FROM PUBLIC",
                (LIGHTER, None),
                "RESET ROLE",
            ],
            [
                "SET LOCAL ROLE ledger_owner",
                "ALTER DOMAIN ledger.event_type DROP CONSTRAINT event_type_check",
                "ALTER DOMAIN ledger.event_type ADD CONSTRAINT event_type_check"
                " CHECK (VALUE ~ '^[A-Z][A-Z0-9_]{1,39}$')",
                "DROP INDEX ledger.entry_is_reversed_once",
                "ALTER TABLE ledger.entry ADD CONSTRAINT entry_is_reversed_once"
                " UNIQUE (reverses_seq, segment_id)",
                "RESET ROLE",
            ],
        )
    ]

"""Conditions on single columns as types; entries with ids that follow each other."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"
DIGEST = "octet_length({}) = 32"
# (table, column, type before, condition before)
CHECKS = (
    ("segment_head", "head_hash", "bytea", DIGEST),
    ("account_balance", "debits", "bigint", "{} >= 0"),
    ("account_balance", "credits", "bigint", "{} >= 0"),
    ("entry", "idem_key", 'text COLLATE "C"', "{0} <> '' AND octet_length({0}) <= 200"),
    ("entry", "payload_sha", "bytea", DIGEST),
    ("entry", "event_type", 'text COLLATE "C"', "{} ~ '^[A-Z][A-Z0-9_]{{1,39}}$'"),
    ("entry", "doc_sha", "bytea", DIGEST),
    ("entry", "memo", "text", "octet_length({}) <= 4000"),
    ("entry", "n_posts", "int", "{} BETWEEN 1 AND 1000"),
    ("entry", "total", "bigint", "{} > 0"),
    ("entry", "prev_hash", "bytea", DIGEST),
    ("entry", "hash", "bytea", DIGEST),
    ("posting", "line", "int", "{} > 0"),
    ("posting", "amount", "bigint", "{0} > 0 AND {0} <= 9007199254740992"),
    ("posting", "budget_year", "int", "{} BETWEEN 2000 AND 2200"),
    ("posting", "cost_item", 'text COLLATE "C"', "octet_length({}) <= 100"),
)
TYPES = (
    "digest idem_key event_type memo cost_item line_number line_count budget_year line_yen entry_yen"
    " side_yen"
)


def text(name: str) -> str:
    """One SQL file."""
    return (SQL / name).read_text(encoding="utf-8")


class Migration(migrations.Migration):
    """Books made before are rewritten once, row by row as they stand."""

    dependencies = [('fund', '0008_new_segments_are_not_taken_for_empty')]
    operations = [
        migrations.RunSQL(
            [
                "SET LOCAL ROLE ledger_owner",
                (text("150_types.sql"), None),
                (text("030_post.sql"), None),
                (text("040_post_batch.sql"), None),
                "RESET ROLE",
            ],
            [
                "SET LOCAL ROLE ledger_owner",
                *(
                    f"ALTER TABLE ledger.{table} ALTER {column} TYPE {before},"
                    f" ADD CONSTRAINT {table}_{column}_check CHECK ({condition.format(column)})"
                    for table, column, before, condition in CHECKS
                ),
                *(f"DROP DOMAIN ledger.{name}" for name in TYPES.split()),
                "RESET ROLE",
            ],
        )
    ]

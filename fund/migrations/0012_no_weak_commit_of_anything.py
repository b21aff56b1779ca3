"""No commit that wrote the ledger is weakened, also where no head moved."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"
GUARDS = (SQL / "180_weak_commits.sql").read_text(encoding="utf-8")
TABLES = ("fiscal_period", "account", "intersegment_link", "seal")


class Migration(migrations.Migration):
    """Closes, years, accounts, links and seals get the guard postings have."""

    dependencies = [("fund", "0011_lighter_entries")]
    operations = [
        migrations.RunSQL(
            [
                "SET LOCAL ROLE ledger_owner",
                (GUARDS, None),
                "RESET ROLE",
            ],
            [
                "SET LOCAL ROLE ledger_owner",
                *(f"DROP TRIGGER no_weak_commit ON ledger.{table}" for table in TABLES),
                "RESET ROLE",
            ],
        )
    ]

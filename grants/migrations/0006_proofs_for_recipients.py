"""A company reads the hashed text of an entry of its own, to prove it."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """One function of the ledger's owner, which knows who holds a case."""

    dependencies = [
        ('grants', '0005_instructions_on_trouble'),
        ('fund', '0003_proofs_for_recipients'),
    ]
    operations = [
        migrations.RunSQL(
            [
                "GRANT EXECUTE ON FUNCTION own_organisation TO ledger_owner",
                "SET LOCAL ROLE ledger_owner",
                ((SQL / "proofs_of_the_ledger.sql").read_text(encoding="utf-8"), None),
                "RESET ROLE",
            ],
            [
                "SET LOCAL ROLE ledger_owner",
                "DROP FUNCTION ledger.own_text",
                "RESET ROLE",
                "REVOKE EXECUTE ON FUNCTION own_organisation FROM ledger_owner",
            ],
        )
    ]

"""What the outside door reads to prove an entry of its own: seals, nodes and leaf hashes."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """One function and two rights to read."""

    dependencies = [('fund', '0002_endowments_placements_and_plans')]
    operations = [
        migrations.RunSQL(
            [
                "SET LOCAL ROLE ledger_owner",
                ((SQL / "100_proofs.sql").read_text(encoding="utf-8"), None),
                "RESET ROLE",
            ],
            [
                "SET LOCAL ROLE ledger_owner",
                "DROP FUNCTION ledger.leaf_hashes",
                "REVOKE SELECT (number, sealed_at, body, signature) ON ledger.seal "
                "FROM fund_recipient",
                "REVOKE SELECT ON ledger.tree_node FROM fund_recipient",
                "RESET ROLE",
            ],
        )
    ]

"""Lapses of approvals are sealed: the evidence says how far an approval got."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Seals made before have three trees of records and stay valid; the next one has four."""

    dependencies = [
        ("fund", "0022_statements"),
        ("workflow", "0007_approvals_say_their_stages"),
    ]
    operations = [
        migrations.RunSQL(
            [
                "SET LOCAL ROLE ledger_owner",
                ((SQL / "210_sealed_lapses.sql").read_text(encoding="utf-8"), None),
                "RESET ROLE",
                "GRANT SELECT ON workflow_approvallapse TO fund_sealer",
            ],
            [
                "REVOKE SELECT ON workflow_approvallapse FROM fund_sealer",
                "SET LOCAL ROLE ledger_owner",
                "ALTER TABLE ledger.seal_leaf DROP CONSTRAINT seal_leaf_tree_check,"
                " ADD CHECK (tree IN ('act', 'approval', 'evidence'))",
                "ALTER TABLE ledger.tree_node DROP CONSTRAINT tree_node_tree_check,"
                " ADD CHECK (tree ~ '^(act|approval|evidence|entry:[1-9][0-9]*)$')",
                "RESET ROLE",
            ],
        )
    ]

"""While the approval of a placement or a voucher counts no more, no money moves on it."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """What is settled stands; what waits is asked from now on."""

    dependencies = [("fund", "0024_receipts_taken_by_cases")]
    operations = [
        migrations.RunSQL(
            [((SQL / "220_fallen_approvals.sql").read_text(encoding="utf-8"), None)],
            [
                "DROP TRIGGER fallen_stands_still ON fund_placement",
                "DROP TRIGGER fallen_stands_still ON fund_voucher",
                "DROP FUNCTION refuse_fallen_settlement",
            ],
        )
    ]

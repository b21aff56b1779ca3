"""An approved placement that was never settled can be withdrawn."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """What was returned is neither approved nor settled; the one move that empties a column."""

    dependencies = [("fund", "0011_lighter_entries")]
    operations = [
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=models.Q(("returned_on__isnull", True))
                | models.Q(
                    ("approved_by__isnull", True),
                    ("approved_on__isnull", True),
                    ("settled_on__isnull", True),
                ),
                name="placement_returned_is_not_approved",
            ),
        ),
        migrations.RunSQL(
            (SQL / "180_withdrawn_placements.sql").read_text(encoding="utf-8"),
            [
                "DROP FUNCTION refuse_rewritten_placement CASCADE",
                "CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON fund_placement"
                " FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()",
                "ALTER TABLE fund_placement ENABLE ALWAYS TRIGGER written_once",
            ],
        ),
    ]

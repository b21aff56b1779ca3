"""Open threads go along with a case that moves; the SQL is in grants/sql."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """What a successor and a predecessor see of threads and applications."""

    dependencies = [("grants", "0003_charges_freed_on_appeal")]
    operations = [
        migrations.RunSQL(
            [((SQL / "threads_of_successors.sql").read_text(encoding="utf-8"), None)],
            "DROP POLICY succeeded ON workflow_evidence; "
            "DROP FUNCTION succeeded_threads, handed_over_threads CASCADE",
        )
    ]

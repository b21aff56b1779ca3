"""A wish for a later date goes along with the duty that moves; the SQL is in workflow/sql."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """What waits for an answer is the successor's."""

    dependencies = [("workflow", "0004_who_owes_a_kind_of_duty")]
    operations = [
        migrations.RunSQL(
            [((SQL / "wishes_of_successors.sql").read_text(encoding="utf-8"), None)],
            migrations.RunSQL.noop,
        )
    ]

"""A hold on one case is hidden from the other companies of its plan."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Row security of the holds."""

    dependencies = [('grants', '0013_what_companies_file')]
    operations = [
        migrations.RunSQL(
            [((SQL / "holds_of_own_cases.sql").read_text(encoding="utf-8"), None)],
            migrations.RunSQL.noop,
        )
    ]

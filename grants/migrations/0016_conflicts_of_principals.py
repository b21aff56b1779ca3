"""No approval in the stead of somebody with a conflict of interest, of parts of a case neither."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """What the trigger on approvals asks."""

    dependencies = [('grants', '0015_companies_that_joined')]
    operations = [
        migrations.RunSQL(
            [((SQL / "stand_ins.sql").read_text(encoding="utf-8"), None)],
            migrations.RunSQL.noop,
        )
    ]

"""A company reads its own files, and it is noted; the SQL is in workflow/sql."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """What the outside door may write about readings."""

    dependencies = [
        ('workflow', '0002_reading_of_evidence'),
    ]
    operations = [
        migrations.RunSQL(
            [((SQL / "own_reading.sql").read_text(encoding="utf-8"), None)],
            "REVOKE INSERT ON workflow_evidenceread FROM fund_recipient; "
            "DROP POLICY inside ON workflow_evidenceread; "
            "DROP POLICY audit ON workflow_evidenceread; "
            "DROP POLICY note_own ON workflow_evidenceread; "
            "ALTER TABLE workflow_evidenceread NO FORCE ROW LEVEL SECURITY; "
            "ALTER TABLE workflow_evidenceread DISABLE ROW LEVEL SECURITY",
        ),
    ]

"""A successor answers a duty with a report of its own; the SQL is in reports/sql."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Reports of cases that moved."""

    dependencies = [
        ('grants', '0004_threads_go_along'),
        ('reports', '0001_papers_reports_and_reminders'),
        ('workflow', '0002_reading_of_evidence'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='report',
            name='report_once_a_period',
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.UniqueConstraint(fields=('subject_id', 'kind', 'period_key', 'organisation'), name='report_once_a_period'),
        ),
        migrations.RunSQL(
            [((SQL / "reports_of_successors.sql").read_text(encoding="utf-8"), None)],
            "DROP POLICY succeeded_reports ON workflow_evidence",
        ),
    ]

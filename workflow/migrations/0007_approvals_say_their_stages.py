"""An approval says how many stages its route has, a lapse its transaction: both are sealed."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """What was approved before says nothing of it and stays as it was sealed."""

    dependencies = [("workflow", "0006_who_answers_a_request")]
    operations = [
        migrations.AddField(
            model_name="approval",
            name="stage_count",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.RunSQL(
            [((SQL / "said_stages.sql").read_text(encoding="utf-8"), None)],
            [
                "DROP FUNCTION refuse_unsaid_stages CASCADE",
                "ALTER TABLE workflow_approvallapse DROP COLUMN xact",
            ],
        ),
    ]

"""How long the papers of a case are kept; the SQL is in grants/sql."""

import django.db.models.deletion
import uuid
from pathlib import Path
from django.db import migrations, models


SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Retentions."""

    dependencies = [
        ('grants', '0010_demands_rest_on_reports'),
    ]

    operations = [
        migrations.CreateModel(
            name='Retention',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('ended_on', models.DateField(verbose_name='事業が終了する日')),
                ('ends', models.CharField(max_length=40, verbose_name='終了する日の根拠')),
                ('kept_from', models.DateField(verbose_name='起算日')),
                ('kept_until', models.DateField(verbose_name='保存期間の満了日')),
                ('measure', models.CharField(max_length=100, verbose_name='満了時の措置')),
                ('rule', models.CharField(max_length=200, verbose_name='規程')),
                ('article', models.CharField(max_length=200, verbose_name='根拠')),
                ('reckoned_at', models.DateTimeField(verbose_name='記録')),
                ('grant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='retentions', to='grants.grant')),
            ],
            options={
                'ordering': ['reckoned_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ended_on__lt', models.F('kept_from')), ('kept_from__lt', models.F('kept_until'))), name='retention_runs_forward')],
            },
        ),
        migrations.RunSQL(
            [((SQL / "retentions.sql").read_text(encoding="utf-8"), None)], migrations.RunSQL.noop
        ),
    ]

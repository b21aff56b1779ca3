"""Who read which file; the SQL is in workflow/sql."""

import uuid
from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """The reads of files."""

    dependencies = [
        ('workflow', '0001_people_acts_and_duties'),
    ]

    operations = [
        migrations.CreateModel(
            name='EvidenceRead',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('audience', models.CharField(max_length=20)),
                ('how', models.CharField(choices=[('OPENED', '閲覧'), ('SAVED', '保存')], max_length=10, verbose_name='方法')),
                ('read_at', models.DateTimeField()),
                ('evidence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reads', to='workflow.evidence')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-read_at'],
            },
        ),
        migrations.RunSQL(
            [((SQL / "reading.sql").read_text(encoding="utf-8"), None)], migrations.RunSQL.noop
        ),
    ]

"""Applications take files, and a version says with which it was filed; the SQL is in grants/sql."""

import uuid
from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Files of applications."""

    dependencies = [
        ('grants', '0001_plans_grants_and_refunds'),
        ('workflow', '0002_reading_of_evidence'),
    ]

    operations = [
        migrations.AddField(
            model_name='grant',
            name='filed_version',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='到達した版'),
        ),
        migrations.CreateModel(
            name='ApplicationFile',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('draft', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='files', to='grants.applicationdraft')),
                ('evidence', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='application_file', to='workflow.evidence')),
                ('grant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='application_files', to='grants.grant')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflow.organisation')),
            ],
            options={
                'ordering': ['evidence__uploaded_at', 'evidence_id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('draft__isnull', False), ('grant__isnull', False), _connector='OR'), name='file_belongs_to_an_application')],
            },
        ),
        migrations.RunSQL(
            [((SQL / "application_files.sql").read_text(encoding="utf-8"), None)],
            "DROP FUNCTION refuse_changed_application_file CASCADE",
        ),
    ]

"""NEDO answers a report of a delay with an instruction; the SQL is in grants/sql."""

import uuid
from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Instructions."""

    dependencies = [
        ('grants', '0004_threads_go_along'),
        ('workflow', '0002_reading_of_evidence'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='TroubleInstruction',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField(verbose_name='号')),
                ('demand', models.TextField(verbose_name='指示の内容')),
                ('due_on', models.DateField(verbose_name='期限')),
                ('instructed_on', models.DateField(verbose_name='指示日')),
                ('grant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='trouble_instructions', to='grants.grant')),
                ('instructed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflow.organisation')),
                ('trouble', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='instructions', to='grants.troublereport')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('grant', 'number'), name='instruction_number_once'), models.CheckConstraint(condition=models.Q(('demand', ''), _negated=True), name='instruction_says_what'), models.CheckConstraint(condition=models.Q(('due_on__gt', models.F('instructed_on'))), name='instruction_leaves_time')],
            },
        ),
        migrations.RunSQL(
            [((SQL / "instructions.sql").read_text(encoding="utf-8"), None)], migrations.RunSQL.noop
        ),
    ]

"""Costs a cancellation under 10条 made necessary are granted; the SQL is in grants/sql."""

import uuid
from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Extra costs."""

    dependencies = [
        ('grants', '0006_proofs_for_recipients'),
        ('workflow', '0002_reading_of_evidence'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ExtraCostGrant',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('lines', models.JSONField(verbose_name='経費')),
                ('granted_yen', models.BigIntegerField(verbose_name='交付する額')),
                ('reason', models.TextField(verbose_name='理由')),
                ('granted_on', models.DateField(verbose_name='決定日')),
                ('approved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('drafted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('grant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extra_costs', to='grants.grant')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflow.organisation')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('granted_yen__gt', 0)), name='extra_cost_is_positive'), models.CheckConstraint(condition=models.Q(('drafted_by', models.F('approved_by')), _negated=True), name='extra_cost_takes_two_people')],
            },
        ),
        migrations.RunSQL(
            [((SQL / "extra_costs.sql").read_text(encoding="utf-8"), None)], migrations.RunSQL.noop
        ),
    ]

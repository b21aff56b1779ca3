"""What companies file on their cases; the SQL is in grants/sql."""

import django.db.models.deletion
import uuid
from pathlib import Path

from django.conf import settings
from django.db import migrations, models


SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Submissions."""

    dependencies = [
        ('grants', '0012_what_a_plan_says'),
        ('workflow', '0004_who_owes_a_kind_of_duty'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=20, verbose_name='種別')),
                ('number', models.PositiveSmallIntegerField(verbose_name='回')),
                ('answers', models.JSONField(verbose_name='内容')),
                ('filed_at', models.DateTimeField(verbose_name='到達')),
                ('outcome', models.CharField(blank=True, choices=[('TAKEN', '受理'), ('RETURNED', '返付')], max_length=10, verbose_name='結果')),
                ('answer', models.TextField(blank=True, verbose_name='返付の理由')),
                ('answered_on', models.DateField(blank=True, null=True, verbose_name='処理日')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('grant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='grants.grant')),
                ('order', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grants.refundorder')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflow.organisation')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('grant', 'number'), name='submission_number_once'), models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('grant', 'kind'), name='one_submission_of_a_kind_waits'), models.CheckConstraint(condition=models.Q(models.Q(('answered_by__isnull', True), ('answered_on__isnull', True), ('outcome', '')), models.Q(('answered_by__isnull', False), ('answered_on__isnull', False), ('outcome', 'TAKEN')), models.Q(('answered_by__isnull', False), ('answered_on__isnull', False), ('outcome', 'RETURNED'), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='answered_submission_says_how')],
            },
        ),
        migrations.RunSQL(
            [((SQL / "submissions.sql").read_text(encoding="utf-8"), None)],
            "DROP FUNCTION refuse_changed_submission CASCADE",
        ),
    ]

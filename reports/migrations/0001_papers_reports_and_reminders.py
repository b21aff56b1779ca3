"""Issued papers, reminders and the recipients' reports."""

import django.db.models.deletion
import django_fsm
import uuid
from pathlib import Path
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql"
PARTS = (
    "guards.sql",
    "reminders.sql",
    "reports.sql",
)


def text(name):
    """One SQL file, without parameters."""
    return (SQL / name).read_text(encoding="utf-8"), None


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('grants', '0001_plans_grants_and_refunds'),
        ('workflow', '0001_people_acts_and_duties'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='IssuedPaper',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40, verbose_name='種別')),
                ('number', models.CharField(max_length=60, unique=True, verbose_name='文書番号')),
                ('subject_type', models.CharField(max_length=60)),
                ('subject_id', models.UUIDField(null=True)),
                ('title', models.CharField(max_length=200, verbose_name='件名')),
                ('issued_on', models.DateField(verbose_name='発行日')),
                ('data', models.JSONField()),
                ('segment', models.PositiveIntegerField(null=True)),
                ('as_of', models.DateField(null=True, verbose_name='基準日')),
                ('ledger_seq', models.BigIntegerField(null=True)),
                ('ledger_hash', models.CharField(blank=True, max_length=64)),
                ('cause', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='paper', to='workflow.actrecord')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='workflow.actrecord')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflow.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['subject_type', 'subject_id'], name='paper_of_subject')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('cause__isnull', True)), fields=('kind', 'segment', 'as_of', 'ledger_seq'), name='statement_once_a_ledger_head'), models.CheckConstraint(condition=models.Q(('ledger_seq__isnull', True), models.Q(('ledger_seq__gte', 0), models.Q(('ledger_hash', ''), _negated=True)), _connector='OR'), name='paper_names_its_ledger_head')],
            },
        ),
        migrations.CreateModel(
            name='LadderStep',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('ladder', models.CharField(max_length=30)),
                ('valid_from', models.DateField()),
                ('step', models.SmallIntegerField()),
                ('roles', models.CharField(max_length=200)),
                ('purpose', models.CharField(max_length=30)),
                ('article', models.CharField(max_length=100)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('ladder', 'valid_from', 'step'), name='ladder_step_once_from_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('step', models.SmallIntegerField()),
                ('channel', models.CharField(default='mail', max_length=10)),
                ('planned_on', models.DateField()),
                ('outcome', models.CharField(choices=[('told', '通知'), ('passed_over', '後の通知に含む')], max_length=20)),
                ('purpose', models.CharField(max_length=30)),
                ('made_at', models.DateTimeField()),
                ('obligation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='workflow.obligation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('obligation', 'step', 'channel'), name='step_told_once_a_channel')],
            },
        ),
        migrations.CreateModel(
            name='ReminderLine',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('step', models.SmallIntegerField()),
                ('purpose', models.CharField(max_length=30)),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminder_lines', to='workflow.notice')),
                ('obligation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflow.obligation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('notice', 'obligation'), name='duty_once_a_notice')],
            },
        ),
        migrations.CreateModel(
            name='ReportForm',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=40, verbose_name='種別')),
                ('valid_from', models.DateField(verbose_name='適用日')),
                ('title', models.CharField(max_length=100, verbose_name='名称')),
                ('article', models.CharField(max_length=100, verbose_name='根拠')),
                ('content', models.JSONField(verbose_name='様式')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('code', 'valid_from'), name='form_once_from_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('state', django_fsm.FSMField(choices=[('SCHEDULED', '作成前'), ('OPEN', '作成中'), ('OVERDUE', '期限超過'), ('SUBMITTED', '提出済'), ('RETURNED', '補正依頼中'), ('ACCEPTED', '受理')], default='SCHEDULED', max_length=50, protected=True, verbose_name='状態')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40, verbose_name='種別')),
                ('period_key', models.CharField(blank=True, max_length=40)),
                ('title', models.CharField(max_length=200, verbose_name='件名')),
                ('subject_type', models.CharField(max_length=60)),
                ('subject_id', models.UUIDField()),
                ('version', models.PositiveIntegerField(default=0, verbose_name='版')),
                ('repair_until', models.DateField(blank=True, null=True, verbose_name='補正の期限')),
                ('grant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='period_reports', to='grants.grant')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='workflow.organisation')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='grants.plan')),
                ('previous', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reports.report')),
                ('form', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reports.reportform')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('subject_id', 'kind', 'period_key'), name='report_once_a_period')],
            },
        ),
        migrations.CreateModel(
            name='ReportDraft',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField(blank=True, null=True, verbose_name='版')),
                ('base', models.PositiveIntegerField(verbose_name='元の版')),
                ('answers', models.JSONField()),
                ('saved_at', models.DateTimeField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflow.organisation')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='drafts', to='reports.report')),
                ('saved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('settles', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='settled_by', to='reports.reportdraft')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('report', 'number'), name='draft_number_once'), models.CheckConstraint(condition=models.Q(('number__isnull', True), ('number__gt', models.F('base')), _connector='OR'), name='draft_follows_its_base')],
            },
        ),
        migrations.CreateModel(
            name='Filing',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField(verbose_name='回')),
                ('received_at', models.DateTimeField(verbose_name='到達')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='期限')),
                ('is_late', models.BooleanField(verbose_name='期限後')),
                ('files', models.JSONField()),
                ('content_sha256', models.BinaryField(max_length=32)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflow.organisation')),
                ('released_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='filings', to='reports.report')),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reports.reportdraft')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('report', 'number'), name='filing_number_once'), models.CheckConstraint(condition=models.Q(('is_late', False), ('due_on__isnull', False), _connector='OR'), name='late_filing_had_a_date')],
            },
        ),
        migrations.CreateModel(
            name='ReportFile',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('evidence', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='report_file', to='workflow.evidence')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflow.organisation')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='reports.report')),
            ],
        ),
        migrations.CreateModel(
            name='ReportReturn',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reason', models.TextField(verbose_name='理由')),
                ('comments', models.JSONField(default=dict, verbose_name='項目ごとの指摘')),
                ('repair_until', models.DateField(verbose_name='補正の期限')),
                ('returned_at', models.DateTimeField()),
                ('filing', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='sent_back', to='reports.filing')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflow.organisation')),
                ('returned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='return_says_why')],
            },
        ),
        migrations.CreateModel(
            name='PaperFile',
            fields=[
                ('paper', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='file', serialize=False, to='reports.issuedpaper')),
                ('sha256', models.BinaryField(max_length=32)),
                ('size', models.PositiveIntegerField()),
                ('name', models.CharField(max_length=100, unique=True)),
                ('drawn_at', models.DateTimeField()),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflow.organisation')),
            ],
        ),
        # Triggers and policies go with the functions and tables they stand on.
        migrations.RunSQL(
            [text(part) for part in PARTS],
            "DROP FUNCTION refuse_changed_report, refuse_changed_file CASCADE",
        ),
    ]

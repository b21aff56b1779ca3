"""People, acts, approvals, duties, notices, evidence, uploads and law rows."""

import django.db.models.deletion
import uuid
from pathlib import Path
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql"
PARTS = (
    "guards.sql",
    "uploads.sql",
    "deadlines.sql",
    "extensions.sql",
    "mail.sql",
    "routes.sql",
)


def text(name):
    """One SQL file, without parameters."""
    return (SQL / name).read_text(encoding="utf-8"), None


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Person',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='メールアドレス')),
                ('name', models.CharField(max_length=100, verbose_name='氏名')),
                ('kana', models.CharField(blank=True, max_length=100, verbose_name='ふりがな')),
                ('is_active', models.BooleanField(default=True, verbose_name='有効')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ClosedDay',
            fields=[
                ('day', models.DateField(primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=100)),
            ],
        ),
        migrations.CreateModel(
            name='Series',
            fields=[
                ('name', models.CharField(max_length=60, primary_key=True, serialize=False)),
                ('last_number', models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='ReminderChoice',
            fields=[
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='reminder_choice', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('way', models.CharField(choices=[('each', '期限の種類ごとに知らせる'), ('daily', '1日1通にまとめる'), ('weekly', '早めの予告は週に1通にまとめる'), ('late', '早めの予告は受け取らない')], default='each', max_length=10, verbose_name='まとめ方')),
            ],
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('nedo', 'NEDO'), ('meti', '経済産業省'), ('audit', '監査機関'), ('recipient', '認定供給確保事業者')], max_length=20, verbose_name='区分')),
                ('name', models.CharField(max_length=200, verbose_name='名称')),
                ('corporate_number', models.CharField(max_length=13, unique=True, verbose_name='法人番号')),
                ('address', models.CharField(blank=True, max_length=300, verbose_name='所在地')),
                ('representative', models.CharField(blank=True, max_length=200, verbose_name='代表者')),
                ('is_small', models.BooleanField(default=False, verbose_name='中小企業')),
                ('is_fictional', models.BooleanField(default=False, verbose_name='架空')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('corporate_number__regex', '^[1-9][0-9]{12}$')), name='corporate_number_has_13_digits')],
            },
        ),
        migrations.CreateModel(
            name='ActRecord',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('act', models.CharField(max_length=60)),
                ('key', models.CharField(max_length=200, unique=True)),
                ('payload_sha', models.BinaryField(max_length=32)),
                ('acted_at', models.DateTimeField()),
                ('subject_type', models.CharField(max_length=60)),
                ('subject_id', models.UUIDField()),
                ('source', models.CharField(blank=True, max_length=30)),
                ('target', models.CharField(blank=True, max_length=30)),
                ('reason', models.TextField(blank=True)),
                ('facts', models.JSONField(default=dict)),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acts', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflow.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['subject_type', 'subject_id', 'acted_at'], name='act_of_subject'), models.Index(fields=['actor', 'acted_at'], name='act_of_actor')],
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('document', models.CharField(max_length=40)),
                ('subject_type', models.CharField(max_length=60)),
                ('subject_id', models.UUIDField()),
                ('version', models.PositiveIntegerField()),
                ('content', models.JSONField()),
                ('content_sha', models.BinaryField(max_length=32)),
                ('amount_yen', models.BigIntegerField(default=0)),
                ('stages', models.JSONField()),
                ('article', models.CharField(max_length=200)),
                ('drafted_at', models.DateTimeField()),
                ('drafted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='drafts', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('document', 'subject_id', 'version'), name='draft_version_once'), models.UniqueConstraint(fields=('id', 'drafted_by'), name='draft_with_its_drafter')],
            },
        ),
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('stage', models.PositiveSmallIntegerField(default=1)),
                ('attempt', models.PositiveSmallIntegerField(default=1)),
                ('role', models.CharField(max_length=30)),
                ('outcome', models.CharField(choices=[('approved', '承認'), ('returned', '差戻し')], max_length=20)),
                ('content_sha', models.BinaryField(max_length=32)),
                ('reason', models.TextField(blank=True)),
                ('decided_at', models.DateTimeField()),
                ('approver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='approvals', to=settings.AUTH_USER_MODEL)),
                ('drafter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('principal', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='approvals', to='workflow.draft')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('approver', models.F('drafter')), _negated=True), name='drafter_is_not_approver'), models.CheckConstraint(condition=models.Q(('principal__isnull', True), models.Q(models.Q(('principal', models.F('drafter')), _negated=True), models.Q(('principal', models.F('approver')), _negated=True)), _connector='OR'), name='principal_is_another'), models.UniqueConstraint(fields=('draft', 'stage', 'attempt'), name='one_decision_a_stage')],
            },
        ),
        migrations.CreateModel(
            name='AfterView',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('seen_at', models.DateTimeField()),
                ('remark', models.TextField(blank=True)),
                ('seen_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('approval', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='after_view', to='workflow.approval')),
            ],
        ),
        migrations.CreateModel(
            name='ApprovalLapse',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('cause', models.CharField(choices=[('sent_back', '差戻し'), ('suspended', '権限の停止（遡及）')], max_length=20)),
                ('reason', models.TextField()),
                ('after_effect', models.BooleanField(default=False)),
                ('lapsed_at', models.DateTimeField()),
                ('approval', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='lapse', to='workflow.approval')),
                ('lapsed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ApprovalMatrix',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('document', models.CharField(max_length=40)),
                ('amount_from', models.BigIntegerField()),
                ('stages', models.JSONField()),
                ('valid_from', models.DateField()),
                ('article', models.CharField(max_length=200)),
                ('confidence', models.CharField(max_length=20)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('document', 'valid_from', 'amount_from'), name='route_once_from_a_day'), models.CheckConstraint(condition=models.Q(('amount_from__gte', 0)), name='route_amount_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='BulkApproval',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('rows', models.JSONField()),
                ('approved_at', models.DateTimeField()),
                ('approved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ClosedDayChange',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField(verbose_name='日')),
                ('name', models.CharField(max_length=100, verbose_name='名称')),
                ('closing', models.CharField(choices=[('all', 'NEDO・銀行とも休業'), ('office', 'NEDOのみ休業'), ('bank', '銀行のみ休業'), ('nobody', '営業日とする')], max_length=10, verbose_name='区分')),
                ('article', models.CharField(max_length=200, verbose_name='根拠')),
                ('changed_at', models.DateTimeField(verbose_name='記録')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('article', ''), _negated=True), name='closed_day_change_says_why')],
            },
        ),
        migrations.CreateModel(
            name='DutyKind',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('valid_from', models.DateField()),
                ('title', models.CharField(max_length=100)),
                ('ladder', models.CharField(max_length=30)),
                ('is_report', models.BooleanField()),
                ('is_extendable', models.BooleanField()),
                ('article', models.CharField(max_length=100)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'valid_from'), name='duty_kind_once_from_a_day')],
            },
        ),
        migrations.CreateModel(
            name='DutyYear',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('segment', models.PositiveIntegerField(verbose_name='勘定')),
                ('year', models.PositiveIntegerField(verbose_name='年度')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('segment', 'year'), name='duties_of_a_year_once')],
            },
        ),
        migrations.CreateModel(
            name='LegalRule',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=60)),
                ('valid_from', models.DateField()),
                ('value', models.CharField(max_length=300)),
                ('title', models.CharField(max_length=200)),
                ('article', models.CharField(max_length=200)),
                ('confidence', models.CharField(max_length=20)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('code', 'valid_from'), name='rule_once_from_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('role', models.CharField(choices=[('case_officer', '担当者'), ('section_chief', '課長'), ('department_director', '部長'), ('executive', '理事'), ('inspector', '検査員'), ('accounting_clerk', '経理担当'), ('accounting_approver', '経理承認者'), ('cashier', '出納担当'), ('treasury_manager', '資金運用担当'), ('records_manager', '文書管理者'), ('system_admin', 'システム管理者'), ('internal_auditor', '監事・内部監査'), ('external_auditor', '会計検査院・会計監査人'), ('meti_viewer', '経済産業省'), ('deadline_keeper', '期限管理（自動処理）'), ('recipient_writer', '報告担当'), ('recipient_releaser', '責任者'), ('recipient_accountant', '経理責任者'), ('recipient_viewer', '閲覧')], max_length=30, verbose_name='役割')),
                ('valid_from', models.DateField(verbose_name='開始日')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='終了日')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='workflow.organisation')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='membership_runs_forward'), models.CheckConstraint(condition=models.Q(('role__in', ['case_officer', 'section_chief', 'department_director', 'executive', 'inspector', 'accounting_clerk', 'accounting_approver', 'cashier', 'treasury_manager', 'records_manager', 'system_admin', 'internal_auditor', 'external_auditor', 'meti_viewer', 'deadline_keeper', 'recipient_writer', 'recipient_releaser', 'recipient_accountant', 'recipient_viewer'])), name='membership_role_is_known'), models.UniqueConstraint(fields=('person', 'organisation', 'role', 'valid_from'), name='membership_once_from_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Delegation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('valid_from', models.DateField(verbose_name='開始日')),
                ('valid_until', models.DateField(verbose_name='終了日')),
                ('reason', models.TextField(verbose_name='理由')),
                ('granted_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('deputy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deputies', to=settings.AUTH_USER_MODEL)),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='delegations', to='workflow.membership')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_until__gte', models.F('valid_from'))), name='delegation_runs_forward')],
            },
        ),
        migrations.CreateModel(
            name='AuthorityEnd',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('effective_at', models.DateTimeField(verbose_name='効力の発生')),
                ('is_for_cause', models.BooleanField(verbose_name='職務停止')),
                ('reason', models.TextField(verbose_name='理由')),
                ('ordered_at', models.DateTimeField()),
                ('ordered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ends', to='workflow.membership')),
            ],
        ),
        migrations.CreateModel(
            name='Obligation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40, verbose_name='種別')),
                ('title', models.CharField(max_length=200, verbose_name='内容')),
                ('subject_type', models.CharField(max_length=60)),
                ('subject_id', models.UUIDField()),
                ('period_key', models.CharField(blank=True, max_length=40)),
                ('base_on', models.DateField(verbose_name='起算の基準日')),
                ('due_on', models.DateField(verbose_name='期限')),
                ('rule', models.CharField(max_length=200, verbose_name='期限の定め')),
                ('rule_code', models.CharField(blank=True, max_length=120)),
                ('shift', models.CharField(blank=True, max_length=200, verbose_name='休日による移動')),
                ('article', models.CharField(max_length=100, verbose_name='根拠')),
                ('status', models.CharField(choices=[('open', '未了'), ('met', '履行済'), ('superseded', '期限変更'), ('cancelled', '不要')], default='open', max_length=20)),
                ('met_on', models.DateField(blank=True, null=True)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='obligations_ended', to='workflow.actrecord')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='obligations_made', to='workflow.actrecord')),
                ('superseded_by', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supersedes', to='workflow.obligation')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflow.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['status', 'due_on'], name='duty_by_due_date')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('status__in', ['open', 'met'])), fields=('subject_id', 'kind', 'period_key'), name='duty_once_a_period'), models.CheckConstraint(condition=models.Q(models.Q(('met_on__isnull', False), ('status', 'met')), models.Q(models.Q(('status', 'met'), _negated=True), ('met_on__isnull', True)), _connector='OR'), name='met_duty_says_when')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=240, unique=True)),
                ('kind', models.CharField(max_length=60)),
                ('role', models.CharField(blank=True, max_length=30)),
                ('subject_type', models.CharField(max_length=60)),
                ('subject_id', models.UUIDField()),
                ('title', models.CharField(max_length=200, verbose_name='件名')),
                ('body', models.TextField(verbose_name='本文')),
                ('created_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('dropped_at', models.DateTimeField(blank=True, null=True)),
                ('retry_at', models.DateTimeField(blank=True, null=True)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('last_error', models.TextField(blank=True)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflow.organisation')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('dropped_at__isnull', True), ('sent_at__isnull', True)), fields=['created_at'], name='notice_unsent'), models.Index(fields=['person', '-created_at'], name='notice_of_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('person__isnull', False), ('role', '')), models.Q(('person__isnull', True), models.Q(('role', ''), _negated=True)), _connector='OR'), name='notice_has_one_addressee'), models.CheckConstraint(condition=models.Q(('sent_at__isnull', True), ('dropped_at__isnull', True), _connector='OR'), name='notice_is_sent_or_dropped')],
            },
        ),
        migrations.CreateModel(
            name='Extension',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('wished_on', models.DateField(verbose_name='希望する期限')),
                ('reason', models.TextField(verbose_name='理由')),
                ('requested_at', models.DateTimeField(verbose_name='申請')),
                ('outcome', models.CharField(choices=[('pending', '回答待ち'), ('granted', '承認'), ('refused', '不承認')], default='pending', max_length=10, verbose_name='回答')),
                ('granted_on', models.DateField(blank=True, null=True, verbose_name='新しい期限')),
                ('answer', models.TextField(blank=True, verbose_name='回答の理由')),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('duty', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extensions', to='workflow.obligation')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflow.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('outcome', 'pending')), fields=('duty',), name='one_wish_a_duty_waits'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('outcome', 'pending')), models.Q(('decided_by__isnull', False), ('outcome__in', ['granted', 'refused']), ('decided_at__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='decided_extension_says_by_whom_and_why'), models.CheckConstraint(condition=models.Q(models.Q(('granted_on__isnull', False), ('outcome', 'granted')), models.Q(models.Q(('outcome', 'granted'), _negated=True), ('granted_on__isnull', True)), _connector='OR'), name='granted_extension_names_the_day'), models.CheckConstraint(condition=models.Q(('requested_by', models.F('decided_by')), _negated=True), name='wish_is_decided_by_another')],
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('subject_type', models.CharField(max_length=60)),
                ('subject_id', models.UUIDField()),
                ('title', models.CharField(max_length=200, verbose_name='件名')),
                ('filename', models.CharField(max_length=255)),
                ('media_type', models.CharField(max_length=100)),
                ('size', models.PositiveBigIntegerField()),
                ('sha256', models.BinaryField(max_length=32)),
                ('blob', models.CharField(max_length=100, unique=True)),
                ('kek_id', models.CharField(max_length=40)),
                ('wrapped_key', models.BinaryField(max_length=80)),
                ('uploaded_at', models.DateTimeField()),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflow.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['subject_type', 'subject_id'], name='evidence_of_subject')],
            },
        ),
        migrations.CreateModel(
            name='StateMove',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('machine', models.CharField(max_length=60)),
                ('source', models.CharField(blank=True, max_length=30)),
                ('target', models.CharField(max_length=30)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('machine', 'source', 'target'), name='move_once')],
            },
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('subject_type', models.CharField(max_length=60)),
                ('subject_id', models.UUIDField()),
                ('filename', models.CharField(max_length=255)),
                ('media_type', models.CharField(blank=True, max_length=100)),
                ('fingerprint', models.CharField(blank=True, max_length=64)),
                ('size', models.PositiveBigIntegerField()),
                ('received', models.PositiveBigIntegerField(default=0)),
                ('state', models.CharField(choices=[('RECEIVING', '送信中'), ('WHOLE', '受信済'), ('KEPT', '添付済'), ('REFUSED', '受取不可'), ('QUARANTINED', '隔離'), ('CANCELLED', '取消し')], default='RECEIVING', max_length=20, verbose_name='状態')),
                ('refusal', models.CharField(blank=True, max_length=300)),
                ('begun_at', models.DateTimeField()),
                ('touched_at', models.DateTimeField()),
                ('sha256', models.BinaryField(max_length=32, null=True)),
                ('blob', models.CharField(blank=True, max_length=100)),
                ('kek_id', models.CharField(blank=True, max_length=40)),
                ('wrapped_key', models.BinaryField(max_length=80, null=True)),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflow.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['subject_id', 'state'], name='upload_of_subject'), models.Index(fields=['state', 'touched_at'], name='upload_by_touch')],
                'constraints': [models.CheckConstraint(condition=models.Q(('received__lte', models.F('size'))), name='no_more_received_than_announced'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['WHOLE', 'KEPT']), _negated=True), models.Q(('received', models.F('size')), ('sha256__isnull', False)), _connector='OR'), name='whole_upload_is_whole')],
            },
        ),
        migrations.CreateModel(
            name='UploadPiece',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('offset', models.PositiveBigIntegerField()),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.BinaryField(max_length=32)),
                ('blob', models.CharField(max_length=100, unique=True)),
                ('kek_id', models.CharField(max_length=40)),
                ('wrapped_key', models.BinaryField(max_length=80)),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflow.organisation')),
                ('upload', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pieces', to='workflow.upload')),
            ],
            options={
                'ordering': ['offset'],
                'constraints': [models.UniqueConstraint(fields=('upload', 'offset'), name='piece_once_an_offset'), models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='piece_is_not_empty')],
            },
        ),
        migrations.CreateModel(
            name='Bounce',
            fields=[
                ('notice', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='bounce', serialize=False, to='workflow.notice')),
                ('address', models.EmailField(max_length=254, verbose_name='メールアドレス')),
                ('status', models.CharField(max_length=20, verbose_name='状態コード')),
                ('diagnostic', models.CharField(blank=True, max_length=1000, verbose_name='理由')),
                ('is_permanent', models.BooleanField(verbose_name='恒久的')),
                ('noted_at', models.DateTimeField(verbose_name='記録')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bounces', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('secret_sha', models.BinaryField(max_length=32, unique=True)),
                ('made_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calendar_feeds', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True)), fields=('person',), name='one_feed_a_person')],
            },
        ),
        # Triggers and policies go with the functions and tables they stand on.
        migrations.RunSQL(
            [text(part) for part in PARTS],
            "DROP VIEW workflow_standing_approval; "
            "DROP FUNCTION refuse_change, stamp_record, refuse_illegal_move, guard_machine, "
            "own_organisation, own_person, fence, next_number, refuse_changed_upload, "
            "refuse_changed_duty, refuse_changed_extension, person_of_feed, "
            "refuse_stray_approval, refuse_changed_delegation CASCADE",
        ),
    ]

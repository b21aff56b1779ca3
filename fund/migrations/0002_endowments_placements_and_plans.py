"""Endowments, closes, placements, vouchers, receipts and plans of the fund."""

import django.db.models.deletion
import uuid
from pathlib import Path
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql"
PARTS = (
    "070_endowments.sql",
    "095_fund_events.sql",
)


def text(name):
    """One SQL file, without parameters."""
    return (SQL / name).read_text(encoding="utf-8"), None


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('fund', '0001_ledger_schema'),
        ('workflow', '0001_people_acts_and_duties'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Instrument',
            fields=[
                ('code', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60, verbose_name='種類')),
                ('account', models.CharField(max_length=10)),
                ('income', models.CharField(max_length=10)),
                ('needs', models.CharField(blank=True, max_length=20)),
                ('article', models.CharField(max_length=60, verbose_name='根拠')),
                ('valid_from', models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name='Endowment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('segment', models.PositiveIntegerField(verbose_name='勘定')),
                ('notice_number', models.CharField(max_length=60, unique=True, verbose_name='通知文書番号')),
                ('notice_on', models.DateField(verbose_name='通知日')),
                ('received_on', models.DateField(verbose_name='受入日')),
                ('budget_year', models.PositiveIntegerField(verbose_name='予算年度')),
                ('amount_yen', models.BigIntegerField(verbose_name='受入額')),
                ('bank_reference', models.CharField(max_length=60, unique=True, verbose_name='銀行照会番号')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('amount_yen__gt', 0)), name='endowment_is_positive')],
            },
        ),
        migrations.CreateModel(
            name='FundPlan',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('segment', models.PositiveIntegerField(verbose_name='勘定')),
                ('year', models.PositiveIntegerField(verbose_name='年度')),
                ('version', models.PositiveIntegerField(verbose_name='版')),
                ('number', models.CharField(max_length=60, unique=True, verbose_name='文書番号')),
                ('filed_on', models.DateField(verbose_name='提出日')),
                ('outline', models.TextField(verbose_name='事業の概要')),
                ('decisions_yen', models.BigIntegerField(verbose_name='交付決定の予定額')),
                ('subsidy_yen', models.BigIntegerField(verbose_name='国からの補助金の受入れ')),
                ('income_yen', models.BigIntegerField(verbose_name='運用収入')),
                ('returns_yen', models.BigIntegerField(verbose_name='返還金・加算金等の収入')),
                ('grants_yen', models.BigIntegerField(verbose_name='助成金の支払')),
                ('admin_yen', models.BigIntegerField(verbose_name='管理費の支払')),
                ('treasury_yen', models.BigIntegerField(verbose_name='国庫への納付')),
                ('confirmed_on', models.DateField(null=True, verbose_name='経済産業大臣の確認日')),
                ('confirmation_number', models.CharField(blank=True, default='', max_length=60, verbose_name='確認の文書番号')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('segment', 'year', 'version'), name='fund_plan_version_once'), models.CheckConstraint(condition=models.Q(('admin_yen__gte', 0), ('decisions_yen__gte', 0), ('grants_yen__gte', 0), ('income_yen__gte', 0), ('returns_yen__gte', 0), ('subsidy_yen__gte', 0), ('treasury_yen__gte', 0)), name='fund_plan_is_not_negative'), models.CheckConstraint(condition=models.Q(models.Q(('confirmation_number', ''), ('confirmed_on__isnull', True)), models.Q(('confirmed_on__isnull', False), models.Q(('confirmation_number', ''), _negated=True)), _connector='OR'), name='fund_plan_confirmation_says_how')],
            },
        ),
        migrations.CreateModel(
            name='Placement',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('segment', models.PositiveIntegerField(verbose_name='勘定')),
                ('number', models.CharField(max_length=20, unique=True, verbose_name='運用番号')),
                ('name', models.CharField(max_length=100, verbose_name='銘柄・商品')),
                ('issuer', models.CharField(max_length=100, verbose_name='発行者・預入先')),
                ('proof', models.CharField(blank=True, max_length=100, verbose_name='指定又は元本補塡契約の文書番号')),
                ('face_yen', models.BigIntegerField(verbose_name='額面・元本')),
                ('price_yen', models.BigIntegerField(verbose_name='取得価額')),
                ('accrued_yen', models.BigIntegerField(default=0, verbose_name='経過利息')),
                ('rate_numerator', models.PositiveIntegerField()),
                ('rate_denominator', models.PositiveIntegerField()),
                ('coupon_months', models.PositiveSmallIntegerField(verbose_name='利払の間隔（月）')),
                ('settles_on', models.DateField(verbose_name='受渡予定日')),
                ('matures_on', models.DateField(verbose_name='満期日')),
                ('approved_on', models.DateField(null=True, verbose_name='承認日')),
                ('returned_on', models.DateField(null=True, verbose_name='差戻日')),
                ('settled_on', models.DateField(null=True, verbose_name='受渡日')),
                ('settlement_reference', models.CharField(max_length=60, null=True, unique=True, verbose_name='受渡の照会番号')),
                ('redeemed_on', models.DateField(null=True, verbose_name='償還日')),
                ('redemption_reference', models.CharField(max_length=60, null=True, unique=True, verbose_name='償還の照会番号')),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('instrument', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='fund.instrument')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('accrued_yen__gte', 0), ('face_yen__gt', 0), ('price_yen__gt', 0)), name='placement_is_positive'), models.CheckConstraint(condition=models.Q(('rate_denominator__gt', 0), ('rate_numerator__lte', models.F('rate_denominator'))), name='placement_rate_is_a_rate'), models.CheckConstraint(condition=models.Q(('settles_on__lt', models.F('matures_on'))), name='placement_runs_forward'), models.CheckConstraint(condition=models.Q(models.Q(('instrument__in', ['DESIGNATED', 'MONEY_TRUST']), _negated=True), models.Q(('proof', ''), _negated=True), _connector='OR'), name='placement_shows_its_proof'), models.CheckConstraint(condition=models.Q(models.Q(('proposed_by', models.F('approved_by')), _negated=True), models.Q(('approved_by', models.F('settled_by')), _negated=True), models.Q(('proposed_by', models.F('settled_by')), _negated=True)), name='placement_takes_three_people'), models.CheckConstraint(condition=models.Q(('settled_on__isnull', True), ('approved_on__lte', models.F('settled_on')), _connector='OR'), name='placement_approved_before_settled'), models.CheckConstraint(condition=models.Q(('redeemed_on__isnull', True), ('redeemed_on__gte', models.F('matures_on')), _connector='OR'), name='placement_redeemed_at_maturity')],
            },
        ),
        migrations.CreateModel(
            name='MarketValue',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('valued_on', models.DateField(verbose_name='評価日')),
                ('value_yen', models.BigIntegerField(verbose_name='時価')),
                ('source', models.CharField(max_length=100, verbose_name='時価の根拠')),
                ('placement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='market_values', to='fund.placement')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('placement', 'valued_on'), name='one_value_a_day'), models.CheckConstraint(condition=models.Q(('value_yen__gte', 0)), name='value_is_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='InterestReceipt',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('received_on', models.DateField(verbose_name='入金日')),
                ('amount_yen', models.BigIntegerField(verbose_name='利息')),
                ('bank_reference', models.CharField(max_length=60, unique=True, verbose_name='銀行照会番号')),
                ('placement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='interest', to='fund.placement')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('amount_yen__gt', 0)), name='interest_is_positive')],
            },
        ),
        migrations.CreateModel(
            name='StrayReceipt',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('segment', models.PositiveIntegerField(verbose_name='勘定')),
                ('kind', models.CharField(choices=[('UNKNOWN', '払込人不明（この勘定の口座に入金）'), ('OF_OTHERS', '他勘定の入金（この勘定の口座に入金）'), ('ELSEWHERE', 'この勘定の入金（他勘定の口座に入金）')], max_length=20, verbose_name='区分')),
                ('other_segment', models.PositiveIntegerField(null=True, verbose_name='相手の勘定')),
                ('account', models.CharField(max_length=10, verbose_name='科目')),
                ('received_on', models.DateField(verbose_name='入金日')),
                ('amount_yen', models.BigIntegerField(verbose_name='金額')),
                ('bank_reference', models.CharField(max_length=60, unique=True, verbose_name='銀行照会番号')),
                ('payer', models.CharField(max_length=100, verbose_name='振込人の表示')),
                ('cleared_on', models.DateField(null=True, verbose_name='整理日')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('amount_yen__gt', 0)), name='stray_is_positive'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'UNKNOWN'), ('other_segment__isnull', True)), models.Q(models.Q(('kind', 'UNKNOWN'), _negated=True), ('other_segment__isnull', False), models.Q(('other_segment', models.F('segment')), _negated=True)), _connector='OR'), name='stray_names_the_other_segment')],
            },
        ),
        migrations.CreateModel(
            name='Valuation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('segment', models.PositiveIntegerField(verbose_name='勘定')),
                ('kind', models.CharField(choices=[('VALUE', '期末評価'), ('INCOME', '運用益の組入れ')], max_length=10, verbose_name='区分')),
                ('valued_on', models.DateField(verbose_name='基準日')),
                ('amount_yen', models.BigIntegerField(verbose_name='金額')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('segment', 'kind', 'valued_on'), name='valued_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Voucher',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('segment', models.PositiveIntegerField(verbose_name='勘定')),
                ('number', models.CharField(max_length=20, unique=True, verbose_name='伝票番号')),
                ('kind', models.CharField(choices=[('ADMIN_COST', '管理費'), ('ALLOCATION', '共通経費の配賦'), ('CLEARING', '誤入金・不明入金の整理'), ('CORRECTION', '訂正'), ('TREASURY', '国庫納付'), ('ALLOWANCE', '貸倒引当金・貸倒れ'), ('WITHIN_A_YEAR', '1年内使用見込の振替')], max_length=20, verbose_name='種別')),
                ('amount_yen', models.BigIntegerField(verbose_name='金額')),
                ('reason', models.TextField(verbose_name='摘要')),
                ('pays', models.BooleanField(verbose_name='出納を伴う')),
                ('proposed_on', models.DateField(verbose_name='起票日')),
                ('approved_on', models.DateField(null=True, verbose_name='承認日')),
                ('returned_on', models.DateField(null=True, verbose_name='差戻日')),
                ('settled_on', models.DateField(null=True, verbose_name='出納日')),
                ('bank_reference', models.CharField(max_length=60, null=True, unique=True, verbose_name='銀行照会番号')),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('receipt', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='vouchers', to='fund.strayreceipt')),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('amount_yen__gt', 0)), name='voucher_is_positive'), models.CheckConstraint(condition=models.Q(models.Q(('proposed_by', models.F('approved_by')), _negated=True), models.Q(('approved_by', models.F('settled_by')), _negated=True), models.Q(('proposed_by', models.F('settled_by')), _negated=True)), name='voucher_takes_three_people'), models.CheckConstraint(condition=models.Q(('settled_on__isnull', True), models.Q(('approved_on__isnull', False), ('bank_reference__isnull', False), ('pays', True)), _connector='OR'), name='voucher_approved_before_paid')],
            },
        ),
        migrations.CreateModel(
            name='PeriodClose',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('segment', models.PositiveIntegerField(verbose_name='勘定')),
                ('period', models.PositiveIntegerField(verbose_name='会計期間')),
                ('proposed_on', models.DateField(verbose_name='締めの起案日')),
                ('closed_on', models.DateField(null=True, verbose_name='締め日')),
                ('close_seq', models.BigIntegerField(null=True, verbose_name='最終仕訳番号')),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('segment', 'period'), name='period_closed_once'), models.CheckConstraint(condition=models.Q(('proposed_by', models.F('closed_by')), _negated=True), name='close_takes_two_people'), models.CheckConstraint(condition=models.Q(models.Q(('close_seq__isnull', True), ('closed_by__isnull', True), ('closed_on__isnull', True)), models.Q(('close_seq__isnull', False), ('closed_by__isnull', False), ('closed_on__isnull', False)), _connector='OR'), name='close_says_when_and_who')],
            },
        ),
        # Triggers and policies go with the functions and tables they stand on.
        migrations.RunSQL(
            [
                *(text(part) for part in PARTS),
                "SET LOCAL ROLE ledger_owner",
                text("080_seals.sql"),
                "RESET ROLE",
                "GRANT SELECT ON workflow_actrecord, workflow_approval TO fund_sealer",
                "GRANT SELECT (id, organisation_id, subject_type, subject_id, media_type, size, "
                "sha256, blob, uploaded_by_id, uploaded_at, xact) ON workflow_evidence TO fund_sealer",
            ],
            [
                "DROP FUNCTION refuse_changed_close, refuse_rewriting CASCADE",
                "SET LOCAL ROLE ledger_owner",
                "DROP FUNCTION ledger.write_seal; DROP FUNCTION ledger.hashed_texts; "
                "DROP TABLE ledger.seal; DROP TABLE ledger.seal_leaf; DROP TABLE ledger.tree_node",
                "RESET ROLE",
                "REVOKE ALL ON workflow_actrecord, workflow_approval, workflow_evidence "
                "FROM fund_sealer",
            ],
        ),
    ]

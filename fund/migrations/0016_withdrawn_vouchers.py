"""An approved voucher that will not be paid can be withdrawn; what was paid is not."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A voucher of its own withdraws another; the row keeps its approval."""

    dependencies = [("fund", "0015_sound_entries")]
    operations = [
        migrations.AlterField(
            model_name="voucher",
            name="kind",
            field=models.CharField(
                choices=[
                    ("ADMIN_COST", "管理費"),
                    ("ALLOCATION", "共通経費の配賦"),
                    ("CLEARING", "誤入金・不明入金の整理"),
                    ("CORRECTION", "訂正"),
                    ("TREASURY", "国庫納付"),
                    ("ALLOWANCE", "貸倒引当金・貸倒れ"),
                    ("WITHIN_A_YEAR", "1年内使用見込の振替"),
                    ("WITHDRAWAL", "取止め"),
                ],
                max_length=20,
                verbose_name="種別",
            ),
        ),
        migrations.AddField(
            model_name="voucher",
            name="withdraws",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="withdrawals",
                to="fund.voucher",
            ),
        ),
        migrations.AddField(
            model_name="voucher",
            name="withdrawn_on",
            field=models.DateField(null=True, verbose_name="取止日"),
        ),
        migrations.AddConstraint(
            model_name="voucher",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind", "WITHDRAWAL"), ("pays", False), ("withdraws__isnull", False)
                )
                | (~models.Q(("kind", "WITHDRAWAL")) & models.Q(("withdraws__isnull", True))),
                name="voucher_withdrawal_names_its_voucher",
            ),
        ),
        migrations.AddConstraint(
            model_name="voucher",
            constraint=models.UniqueConstraint(
                condition=models.Q(("returned_on__isnull", True)),
                fields=("withdraws",),
                name="voucher_withdrawn_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="voucher",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withdrawn_on__isnull", True),
                    models.Q(
                        ("approved_on__isnull", False),
                        ("pays", True),
                        ("settled_on__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="voucher_withdrawn_is_not_paid",
            ),
        ),
    ]

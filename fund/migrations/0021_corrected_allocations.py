"""A share of a shared cost that was paid can be corrected, by a voucher that raises or lowers it."""

import django.db.models.deletion
from django.db import migrations, models

CORRECTING = ["ALLOCATION_RAISED", "ALLOCATION_LOWERED"]


class Migration(migrations.Migration):
    """A voucher of its own corrects another; one at a time."""

    dependencies = [("fund", "0020_more_ways_money_comes_in")]
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
                    ("ALLOCATION_RAISED", "配賦の訂正（増額）"),
                    ("ALLOCATION_LOWERED", "配賦の訂正（減額）"),
                ],
                max_length=20,
                verbose_name="種別",
            ),
        ),
        migrations.AddField(
            model_name="voucher",
            name="corrects",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrections",
                to="fund.voucher",
            ),
        ),
        migrations.AddConstraint(
            model_name="voucher",
            constraint=models.CheckConstraint(
                condition=models.Q(corrects__isnull=False, kind__in=CORRECTING, pays=True)
                | (~models.Q(kind__in=CORRECTING) & models.Q(corrects__isnull=True)),
                name="voucher_correction_names_its_allocation",
            ),
        ),
        migrations.AddConstraint(
            model_name="voucher",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    returned_on__isnull=True, settled_on__isnull=True, withdrawn_on__isnull=True
                ),
                fields=("corrects",),
                name="voucher_corrected_one_at_a_time",
            ),
        ),
    ]

"""What money was, that was sent on between 勘定, can be corrected."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """A voucher of its own names the receipt; one at a time."""

    dependencies = [("fund", "0025_fallen_approvals_settle_nothing")]
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
                    ("STRAY_CORRECTED", "誤入金の科目の訂正"),
                ],
                max_length=20,
                verbose_name="種別",
            ),
        ),
        migrations.AddConstraint(
            model_name="voucher",
            constraint=models.CheckConstraint(
                condition=~Q(kind="STRAY_CORRECTED") | Q(receipt__isnull=False, pays=False),
                name="stray_correction_names_its_receipt",
            ),
        ),
        migrations.AddConstraint(
            model_name="voucher",
            constraint=models.UniqueConstraint(
                fields=["receipt"],
                condition=Q(kind="STRAY_CORRECTED", approved_on__isnull=True,
                            returned_on__isnull=True),
                name="stray_corrected_one_at_a_time",
            ),
        ),
    ]  # fmt: skip

"""Two more ways money comes in: METI's notice paid in parts, interest of the deposit account."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A notice's number may come again with another line; interest names a holding or a 勘定."""

    dependencies = [("fund", "0019_paid_before_a_closed_day")]
    operations = [
        migrations.AlterField(
            model_name="endowment",
            name="notice_number",
            field=models.CharField(max_length=60, verbose_name="通知文書番号"),
        ),
        migrations.AlterField(
            model_name="interestreceipt",
            name="placement",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="interest",
                to="fund.placement",
            ),
        ),
        migrations.AddField(
            model_name="interestreceipt",
            name="segment",
            field=models.PositiveIntegerField(null=True, verbose_name="勘定"),
        ),
        migrations.AddConstraint(
            model_name="interestreceipt",
            constraint=models.CheckConstraint(
                condition=models.Q(("placement__isnull", True), ("segment__isnull", False))
                | models.Q(("placement__isnull", False), ("segment__isnull", True)),
                name="interest_of_a_holding_or_the_account",
            ),
        ),
    ]

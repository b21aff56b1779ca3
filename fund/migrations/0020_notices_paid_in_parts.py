"""METI's notice may be paid in several receipts: only the bank's line is booked once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The number of a notice may come again with another line."""

    dependencies = [("fund", "0019_paid_before_a_closed_day")]
    operations = [
        migrations.AlterField(
            model_name="endowment",
            name="notice_number",
            field=models.CharField(max_length=60, verbose_name="通知文書番号"),
        ),
    ]

"""Money that comes in on principal written off is a part of a receipt of its own."""
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    """The part, and the sum that counts it."""

    dependencies = [
        ('grants', '0007_extra_costs_of_a_cancellation'),
        ('workflow', '0002_reading_of_evidence'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='refundreceipt',
            name='receipt_is_fully_allocated',
        ),
        migrations.AddField(
            model_name='refundreceipt',
            name='recovered_yen',
            field=models.BigIntegerField(default=0, verbose_name='貸倒れの回収'),
        ),
        migrations.AddConstraint(
            model_name='refundreceipt',
            constraint=models.CheckConstraint(condition=models.Q(('amount_yen', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('principal_yen'), '+', models.F('surcharge_yen')), '+', models.F('late_yen')), '+', models.F('overpaid_yen')), '+', models.F('recovered_yen'))), ('amount_yen__gt', 0), ('overpaid_yen__gte', 0), ('principal_yen__gte', 0), ('recovered_yen__gte', 0)), name='receipt_is_fully_allocated'),
        ),
    ]

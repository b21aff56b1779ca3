"""A reduction may turn charges paid into 過誤納金."""

import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    """Charges below zero, by a reduction only."""

    dependencies = [
        ('grants', '0002_files_of_applications'),
        ('workflow', '0002_reading_of_evidence'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='refundreceipt',
            name='receipt_is_fully_allocated',
        ),
        migrations.AddConstraint(
            model_name='refundreceipt',
            constraint=models.CheckConstraint(condition=models.Q(('amount_yen', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('principal_yen'), '+', models.F('surcharge_yen')), '+', models.F('late_yen')), '+', models.F('overpaid_yen'))), ('amount_yen__gt', 0), ('overpaid_yen__gte', 0), ('principal_yen__gte', 0)), name='receipt_is_fully_allocated'),
        ),
        migrations.AddConstraint(
            model_name='refundreceipt',
            constraint=models.CheckConstraint(condition=models.Q(('reduction__isnull', False), models.Q(('late_yen__gte', 0), ('surcharge_yen__gte', 0)), _connector='OR'), name='money_takes_no_charge_back'),
        ),
    ]

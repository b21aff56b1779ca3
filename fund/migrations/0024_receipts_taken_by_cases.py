"""Money in suspense is taken by the case whose it is."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The receipt names the act that took it; one that an act took was in suspense."""

    dependencies = [("fund", "0023_sealed_lapses")]
    operations = [
        migrations.AddField(
            model_name="strayreceipt",
            name="taken_by",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="workflow.actrecord",
            ),
        ),
        migrations.AddConstraint(
            model_name="strayreceipt",
            constraint=models.CheckConstraint(
                condition=models.Q(("taken_by__isnull", True))
                | models.Q(("cleared_on__isnull", False), ("kind", "UNKNOWN"))
                | models.Q(("account", "2301"), ("kind", "ELSEWHERE")),
                name="stray_taken_was_in_suspense",
            ),
        ),
    ]

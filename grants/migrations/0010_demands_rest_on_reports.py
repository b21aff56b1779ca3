"""A demand names the accepted report it is reckoned from, once."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The report."""

    dependencies = [
        ('grants', '0009_changes_rest_on_the_plan'),
        ('workflow', '0003_own_reading_of_evidence'),
    ]

    operations = [
        migrations.AddField(
            model_name='demand',
            name='report',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflow.obligation', verbose_name='根拠の報告'),
        ),
    ]

"""A change of contents says on what it rests: METI's notice, or its place in the plan."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Notice and place."""

    dependencies = [
        ('grants', '0008_recoveries_of_losses'),
    ]

    operations = [
        migrations.AddField(
            model_name='grantchange',
            name='plan_notice',
            field=models.CharField(blank=True, max_length=60, verbose_name='変更認定等の通知文書番号'),
        ),
        migrations.AddField(
            model_name='grantchange',
            name='within_plan',
            field=models.TextField(blank=True, verbose_name='認定計画の該当箇所'),
        ),
    ]

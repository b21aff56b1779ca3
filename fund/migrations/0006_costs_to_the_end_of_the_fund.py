"""What the business will cost to its end, as the year's plan estimates it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Plans filed before say nothing of it."""

    dependencies = [('fund', '0005_lighter_posting')]
    operations = [
        migrations.AddField(
            model_name='fundplan',
            name='costs_to_end_yen',
            field=models.BigIntegerField(
                null=True, verbose_name='終了までの事業費及び管理費の見込み'
            ),
        ),
        migrations.AddConstraint(
            model_name='fundplan',
            constraint=models.CheckConstraint(
                condition=models.Q(('costs_to_end_yen__isnull', True), ('costs_to_end_yen__gt', 0), _connector='OR'),
                name='costs_to_the_end_are_positive',
            ),
        ),
    ]

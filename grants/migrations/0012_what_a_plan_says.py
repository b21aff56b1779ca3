"""A plan holds what METI's notice says of it, item by item."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The contents."""

    dependencies = [
        ('grants', '0011_how_long_papers_are_kept'),
    ]

    operations = [
        migrations.AddField(
            model_name='plan',
            name='contents',
            field=models.JSONField(blank=True, default=dict, verbose_name='計画の内容'),
        ),
    ]

"""The day a company joined a certified plan, from which it owes what the others owe."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column, empty for the companies of the first certification."""

    dependencies = [('grants', '0014_holds_of_own_cases')]
    operations = [
        migrations.AddField(
            model_name='planparty',
            name='joined_on',
            field=models.DateField(blank=True, null=True, verbose_name='加わった日'),
        ),
    ]

"""Shortages of cash that people were told of."""

import uuid
from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """A row for each shortage, with its guards."""

    dependencies = [('fund', '0003_proofs_for_recipients')]
    operations = [
        migrations.CreateModel(
            name='CashShortage',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('segment', models.PositiveIntegerField(verbose_name='勘定')),
                ('falls_on', models.DateField(verbose_name='不足する月末')),
                ('short_yen', models.BigIntegerField(verbose_name='不足額（円）')),
                ('told_on', models.DateField(verbose_name='通知日')),
                ('ended_on', models.DateField(null=True, verbose_name='解消日')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_on', None)), fields=('segment',), name='one_shortage_stands'), models.CheckConstraint(condition=models.Q(('short_yen__gt', 0)), name='shortage_is_over_a_sum'), models.CheckConstraint(condition=models.Q(('ended_on', None), ('ended_on__gte', models.F('told_on')), _connector='OR'), name='shortage_ends_after_it_was_told')],
            },
        ),
        # The guards go with their table.
        migrations.RunSQL(
            [((SQL / "110_shortages.sql").read_text(encoding="utf-8"), None)],
            migrations.RunSQL.noop,
        ),
    ]

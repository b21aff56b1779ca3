"""A paper that matures while banks are closed may be paid back on the last open day before."""

import datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    """Which day that is, the act asks the calendar; no run of closed days is longer than ten."""

    dependencies = [("fund", "0016_withdrawn_vouchers")]
    operations = [
        migrations.RemoveConstraint(
            model_name="placement", name="placement_redeemed_at_maturity"
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=models.Q(("redeemed_on__isnull", True))
                | models.Q(
                    ("redeemed_on__gte", models.F("matures_on") - datetime.timedelta(days=10))
                ),
                name="placement_redeemed_at_maturity",
            ),
        ),
    ]

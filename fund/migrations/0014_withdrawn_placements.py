"""An approved placement that was never settled can be withdrawn; what was settled is not returned."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The row keeps its approval; that it counts no more is on record as a lapse."""

    dependencies = [("fund", "0013_year_ends_again")]
    operations = [
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=models.Q(("returned_on__isnull", True))
                | models.Q(("settled_on__isnull", True)),
                name="placement_returned_is_not_settled",
            ),
        ),
    ]

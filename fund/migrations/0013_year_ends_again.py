"""A year end may be valued, and its income joined, again while its 13th period is open."""

from django.db import migrations


class Migration(migrations.Migration):
    """Which day may be taken twice depends on the ledger's periods: the acts say it in turn."""

    dependencies = [("fund", "0012_no_weak_commit_of_anything")]
    operations = [migrations.RemoveConstraint(model_name="valuation", name="valued_once_a_day")]

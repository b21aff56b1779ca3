"""Returns to the Treasury and losses can be put up in books whose routes were loaded before."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """The row is the one of `routes.csv`, which `open_books` then finds there."""

    dependencies = [
        ("fund", "0026_corrected_strays"),
        ("workflow", "0007_approvals_say_their_stages"),
    ]
    operations = [
        migrations.RunSQL(
            [((SQL / "230_executives_route.sql").read_text(encoding="utf-8"), None)],
            migrations.RunSQL.noop,
        )
    ]

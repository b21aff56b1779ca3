"""Other acts meet the duty to answer a request for a change; the SQL is in workflow/sql."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """The rows are the owner's file; `open_books`, which follows, writes them anew and whole."""

    dependencies = [("workflow", "0005_wishes_go_along")]
    operations = [
        migrations.RunSQL(
            [((SQL / "kinds_anew.sql").read_text(encoding="utf-8"), None)],
            migrations.RunSQL.noop,
        )
    ]

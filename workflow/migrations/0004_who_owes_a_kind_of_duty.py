"""Each kind of duty says who owes it and which acts meet it; the SQL is in workflow/sql."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """The rows are the owner's file; `open_books`, which follows, writes them anew and whole."""

    dependencies = [
        ('workflow', '0003_own_reading_of_evidence'),
    ]
    operations = [
        migrations.RunSQL(
            [((SQL / "kinds_anew.sql").read_text(encoding="utf-8"), None)],
            migrations.RunSQL.noop,
        ),
        migrations.AddField(
            model_name='dutykind',
            name='owner',
            field=models.CharField(choices=[('company', '事業者'), ('nedo', 'NEDO')], default='', max_length=10),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='dutykind',
            name='met_by',
            field=models.CharField(default='', max_length=200),
            preserve_default=False,
        ),
    ]

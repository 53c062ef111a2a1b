"""How the last appointment of each entry of the calendar went; none of them stays dead in the queue."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="schedule",
            name="last_error",
            field=models.CharField(db_default="", default="", max_length=200),
        ),
        migrations.RunSQL(
            "DELETE FROM job WHERE state = 'dead' AND unique_key LIKE 'calendar:%'", migrations.RunSQL.noop
        ),
    ]

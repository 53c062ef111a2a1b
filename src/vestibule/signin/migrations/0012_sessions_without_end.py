"""Sessions that have no end are found by when they began."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signin", "0011_undoing")]

    operations = [
        migrations.AddIndex(
            model_name="session",
            index=models.Index(
                condition=models.Q(("state", "live")), fields=["started_at"], name="session_without_end"
            ),
        ),
    ]

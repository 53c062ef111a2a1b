"""What can wait is done when nothing else is due."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0002_appointments")]

    operations = [
        migrations.AddField(
            model_name="job",
            name="can_wait",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(fields=["state", "can_wait", "run_at"], name="job_due_in_turn"),
        ),
        migrations.RemoveIndex(model_name="job", name="job_due"),
    ]

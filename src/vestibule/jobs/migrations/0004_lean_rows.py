"""A job that waits stands in no index of leases, and in that of keys only if it has one: very many may wait."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0003_in_turn")]

    operations = [
        migrations.AddConstraint(
            model_name="job",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "waiting"), ("unique_key__isnull", False)),
                fields=("unique_key",),
                name="job_one_waiting_for_a_key",
            ),
        ),
        migrations.RemoveConstraint(model_name="job", name="job_one_waiting_per_key"),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                condition=models.Q(("leased_until__isnull", False)),
                fields=["leased_until"],
                name="job_lease_ended_first",
            ),
        ),
        migrations.RemoveIndex(model_name="job", name="job_lease_ended"),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lease_id__isnull", False)), fields=("lease_id",), name="job_one_per_lease"
            ),
        ),
        migrations.AlterField(model_name="job", name="lease_id", field=models.UUIDField(null=True)),
    ]

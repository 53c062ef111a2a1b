from django.db import migrations, models


class Migration(migrations.Migration):
    """Who is signed in meanwhile looks in their first role again, and chooses anew."""

    dependencies = [
        ("spot", "0001_initial"),
    ]

    operations = [
        migrations.RemoveField(model_name="spotsession", name="chosen"),
        migrations.AddField(
            model_name="spotsession", name="looks_in", field=models.CharField(default="", max_length=64)
        ),
    ]

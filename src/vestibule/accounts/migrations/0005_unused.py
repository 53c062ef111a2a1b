from django.db import migrations, models


class Migration(migrations.Migration):
    """When an account was used last. For those there are the clock begins now: nobody noted it before."""

    dependencies = [
        ('accounts', '0004_password_demanded'),
    ]

    operations = [
        migrations.AddField(
            model_name='person',
            name='used_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='person',
            name='closing_told_days',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='person',
            name='closing_told_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.RunSQL('UPDATE person SET used_at = CURRENT_TIMESTAMP', migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['state', 'used_at'], name='person_by_use'),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    """The counters stand in this room from now on; their table stays as it is."""

    dependencies = [
        ('accounts', '0001_initial'),
        ('signin', '0001_initial'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='AttemptCounter',
                    fields=[
                        ('key', models.CharField(max_length=80, primary_key=True, serialize=False)),
                        ('tries', models.PositiveSmallIntegerField(default=0)),
                        ('refused', models.PositiveIntegerField(default=0)),
                        ('last_at', models.DateTimeField(db_index=True)),
                    ],
                    options={
                        'db_table': 'attempt_counter',
                    },
                ),
            ],
        ),
    ]

from django.db import migrations


class Migration(migrations.Migration):
    """The counters stand in the room of accounts from now on; their table stays as it is."""

    dependencies = [
        ('signin', '0001_initial'),
        ('accounts', '0002_attempt_counter'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel(
                    name='AttemptCounter',
                ),
            ],
        ),
    ]

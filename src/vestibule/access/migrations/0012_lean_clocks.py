"""Columns whose index another begins with, or that hold few different values, have none of their own."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0011_agreements'),
        ('accounts', '0006_former_email'),
        ('organizations', '0007_frequent_words'),
    ]

    operations = [
        migrations.AlterField(
            model_name='accessclock',
            name='application',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.application'),
        ),
        migrations.AlterField(
            model_name='accessclock',
            name='person',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.person'),
        ),
        migrations.AlterField(
            model_name='rolegrant',
            name='role',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.role'),
        ),
        migrations.AddIndex(
            model_name='rolegrant',
            index=models.Index(fields=['role'], name='role_grant_of_role'),
        ),
    ]

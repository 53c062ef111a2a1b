# What sweeps ask of two million roles: who decides in an organization, and whose year there is over. Two columns had an
# index each that others begin with. Rows of roles are written in their own pages where there is room: suspending one
# leaves its indexes as they are.

import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models

POSTGRESQL_ROOM = "ALTER TABLE role_grant SET (fillfactor = 90)"
POSTGRESQL_NO_ROOM = "ALTER TABLE role_grant RESET (fillfactor)"


def leave_room(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_ROOM)


def leave_no_room(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_NO_ROOM)


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0009_continuity'),
        ('accounts', '0006_former_email'),
        ('organizations', '0007_frequent_words'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='rolegrant',
            index=models.Index(fields=['organization', 'role', 'ended_at'], name='role_grant_of_role_there'),
        ),
        migrations.AddIndex(
            model_name='rolegrant',
            index=models.Index(models.F('organization'), django.db.models.functions.comparison.Coalesce('counted_from', 'granted_at'), condition=models.Q(('ended_at', None)), name='role_grant_year_there'),
        ),
        migrations.RemoveIndex(
            model_name='rolegrant',
            name='role_grant_in_organization',
        ),
        migrations.AlterField(
            model_name='rolegrant',
            name='organization',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        migrations.AlterField(
            model_name='rolegrant',
            name='person',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.person'),
        ),
        migrations.RunPython(leave_room, leave_no_room),
    ]

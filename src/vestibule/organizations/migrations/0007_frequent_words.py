"""PostgreSQL learns how often each frequent word stands in names: it took one of thousands for one of a hundred.

Then it sorted all names that have the word, where an index has them in order (decision 0012).
"""

from django.db import migrations


def remember(count):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == 'postgresql':
            schema_editor.execute(f'ALTER TABLE organization_named_by ALTER COLUMN word_id SET STATISTICS {count}')

    return run


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0006_awaited'),
    ]

    operations = [
        migrations.RunPython(remember(1000), remember(-1)),
    ]

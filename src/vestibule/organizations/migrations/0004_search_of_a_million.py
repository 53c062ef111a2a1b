"""Names are found among a million: how often words stand, their keys, and the names beside them."""

import django.db.models.deletion
from django.db import migrations, models

MOST_AT_ONCE = 2000
KEY_LETTERS, LEAST_LETTERS_OF_A_KEY = 7, 4


def _keys(word):
    beginning = word[:KEY_LETTERS]
    if len(beginning) < LEAST_LETTERS_OF_A_KEY:
        return [beginning]
    left = {beginning[:place] + beginning[place + 1 :] for place in range(len(beginning))}
    return sorted({beginning, *left})


def fill(apps, schema_editor):
    """Fill the new columns and keys from the names that stand already."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "UPDATE organization_named_by SET name = (SELECT name_folded FROM organization"
            " WHERE organization.id = organization_named_by.organization_id)"
        )
        cursor.execute(
            "UPDATE organization_named_by SET words = length(name) - length(replace(name, ' ', '')) + 1"
        )
        cursor.execute(
            "UPDATE organization_word SET count = (SELECT count(*) FROM organization_named_by"
            " WHERE organization_named_by.word_id = organization_word.id)"
        )
    organization = apps.get_model("organizations", "Organization")
    rows = organization.objects.only("pk", "name_folded").order_by("pk")
    for batch in _batches(rows):
        for row in batch:
            row.words_sorted = " ".join(sorted(row.name_folded.split()))
        organization.objects.bulk_update(batch, ["words_sorted"], batch_size=200)
    key = apps.get_model("organizations", "NameWordKey")
    for batch in _batches(apps.get_model("organizations", "NameWord").objects.order_by("pk")):
        key.objects.bulk_create(
            [key(word_id=row.pk, state=row.state, key=each) for row in batch for each in _keys(row.word)],
            batch_size=MOST_AT_ONCE,
        )


def _batches(rows):
    last = None
    while batch := list((rows.filter(pk__gt=last) if last is not None else rows)[:MOST_AT_ONCE]):
        yield batch
        last = batch[-1].pk


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0003_form_pages'),
    ]

    operations = [
        migrations.CreateModel(
            name='NameWordKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(max_length=2)),
                ('key', models.CharField(max_length=8)),
                ('word', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='keys', to='organizations.nameword')),
            ],
            options={
                'db_table': 'organization_word_key',
            },
        ),
        migrations.AddField(
            model_name='namedby',
            name='name',
            field=models.CharField(db_default='', max_length=200),
        ),
        migrations.AddField(
            model_name='namedby',
            name='words',
            field=models.PositiveSmallIntegerField(db_default=0),
        ),
        migrations.AddField(
            model_name='nameword',
            name='count',
            field=models.PositiveIntegerField(db_default=0),
        ),
        migrations.AddField(
            model_name='organization',
            name='words_sorted',
            field=models.CharField(db_default='', max_length=200),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]

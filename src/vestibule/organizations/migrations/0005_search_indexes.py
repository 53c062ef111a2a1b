"""The indexes of 0004, apart from it: PostgreSQL alters no table whose rows the same transaction has just filled.

The parts of words go: nothing reads them, and nothing was released that did.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0004_search_of_a_million'),
    ]

    operations = [
        migrations.DeleteModel(name='NameWordPart'),
        migrations.AddIndex(
            model_name='namedby',
            index=models.Index(fields=['word', 'words'], name='organization_named_shortly'),
        ),
        migrations.AddIndex(
            model_name='organization',
            index=models.Index(fields=['state', 'words_sorted'], name='organization_by_words', opclasses=['varchar_pattern_ops', 'varchar_pattern_ops']),
        ),
        migrations.AddConstraint(
            model_name='namewordkey',
            constraint=models.UniqueConstraint(fields=('state', 'key', 'word'), name='organization_word_key_once'),
        ),
    ]

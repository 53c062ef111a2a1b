from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0003_unsubscribe'),
    ]

    operations = [
        migrations.AddField(
            model_name='mail',
            name='filling',
            field=models.BinaryField(null=True),
        ),
    ]

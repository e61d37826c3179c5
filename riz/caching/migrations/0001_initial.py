from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Generation',
            fields=[
                ('name', models.CharField(max_length=60, primary_key=True, serialize=False)),
                ('number', models.PositiveBigIntegerField(default=0)),
            ],
        ),
    ]

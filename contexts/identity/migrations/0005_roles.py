from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("identity", "0004_second_factors"),
    ]

    operations = [
    ]

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("transport", "0003_tariffs")]

    operations: list = []

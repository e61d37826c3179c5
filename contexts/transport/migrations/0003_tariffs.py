from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("transport", "0002_places")]

    operations: list = []

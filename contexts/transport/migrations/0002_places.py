from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("transport", "0001_feeds")]

    operations: list = []

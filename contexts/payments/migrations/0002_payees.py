import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ("payments", "0001_initial"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="payable",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["payees"], name="payable_by_payee", opclasses=["jsonb_path_ops"]
            ),
        ),
    ]

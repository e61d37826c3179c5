"""Starts of experiences as stock of their own."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Tell what a resource is of; what was there is its own item, and has no start."""

    dependencies: ClassVar = [("inventory", "0004_stockdifference")]

    operations: ClassVar = [
        migrations.AddField("resource", "item_id", models.UUIDField(null=True)),
        migrations.RunSQL("UPDATE inventory_resource SET item_id = id", migrations.RunSQL.noop),
        migrations.AlterField("resource", "item_id", models.UUIDField()),
        migrations.AddField("resource", "starts_at", models.TimeField(null=True, blank=True)),
        migrations.AddConstraint(
            "resource",
            models.UniqueConstraint(
                fields=["item_id", "starts_at"], nulls_distinct=False, name="one_resource_per_start"
            ),
        ),
    ]

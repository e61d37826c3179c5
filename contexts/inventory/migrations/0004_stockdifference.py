"""Dates whose counters differ from the lines, as the last audit found them."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Make the table."""

    dependencies: ClassVar = [("inventory", "0003_stock_functions")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="StockDifference",
            fields=[
                (
                    "stock_date",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to="inventory.stockdate",
                    ),
                ),
                ("date", models.DateField()),
                ("held", models.IntegerField()),
                ("held_by_lines", models.IntegerField()),
                ("sold", models.IntegerField()),
                ("sold_by_lines", models.IntegerField()),
                ("free", models.IntegerField()),
                ("found_at", models.DateTimeField()),
                (
                    "resource",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="inventory.resource",
                    ),
                ),
            ],
        ),
    ]

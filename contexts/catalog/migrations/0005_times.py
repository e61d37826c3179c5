"""Times at which packages depart and experiences start, and until when they can be booked."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Add the columns; what was there departs at nine, and sells its days as wholes."""

    dependencies: ClassVar = [("catalog", "0004_places")]

    operations: ClassVar = [
        migrations.AddField("package", "departure_time", models.TimeField(default=dt.time(9))),
        migrations.AddField(
            "package",
            "booking_cutoff_minutes",
            models.PositiveIntegerField(
                default=0, help_text="how long before the departure it can be booked for the last time"
            ),
        ),
        migrations.AddConstraint(
            "package",
            models.CheckConstraint(
                condition=Q(booking_cutoff_minutes__lte=43200),
                name="package_cutoff_is_a_month_at_most",
            ),
        ),
        migrations.AddField(
            "experience",
            "start_times",
            ArrayField(models.TimeField(), default=list, blank=True),
        ),
        migrations.AddField(
            "experience",
            "booking_cutoff_minutes",
            models.PositiveIntegerField(
                default=0, help_text="how long before the start it can be booked for the last time"
            ),
        ),
        migrations.AddConstraint(
            "experience",
            models.CheckConstraint(
                condition=Q(booking_cutoff_minutes__lte=43200),
                name="experience_cutoff_is_a_month_at_most",
            ),
        ),
    ]

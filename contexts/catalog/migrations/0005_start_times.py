"""When things start, and until when they can be booked."""

import datetime as dt

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the times."""

    dependencies = [("catalog", "0004_places")]

    operations = [
        migrations.AddField(
            "experience",
            "start_times",
            django.contrib.postgres.fields.ArrayField(base_field=models.TimeField(), blank=True, default=list, size=None),
        ),
        migrations.AddField(
            "experience",
            "booking_cutoff_minutes",
            models.PositiveIntegerField(default=0, help_text="so long before the start it can be booked last"),
        ),
        migrations.AddField(
            "package", "departure_time", models.TimeField(default=dt.time(9), help_text="by the clock at the place")
        ),
        migrations.AddField(
            "package",
            "booking_cutoff_minutes",
            models.PositiveIntegerField(default=0, help_text="so long before the departure it can be booked last"),
        ),
    ]

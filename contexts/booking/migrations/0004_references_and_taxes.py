"""References from a sequence, taxes by rule, refunds that failed, and no whole Aadhaar numbers."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models

# Goes on where the last of all years ended, so that no number is given out twice.
SEQUENCE = """
CREATE SEQUENCE booking_reference;
SELECT setval('booking_reference', (SELECT greatest(1, max(last_number)) FROM booking_referencecounter),
              EXISTS (SELECT FROM booking_referencecounter));
"""


class Migration(migrations.Migration):
    """Replace the counter, and forget what may not be stored."""

    dependencies: ClassVar = [("booking", "0003_values")]

    operations: ClassVar = [
        migrations.RunSQL(SEQUENCE, "DROP SEQUENCE booking_reference"),
        migrations.DeleteModel("ReferenceCounter"),
        migrations.AddField(
            "booking",
            "refund_failed_minor",
            models.PositiveBigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            "booking", "hold_was_extended", models.BooleanField(db_default=False, default=False)
        ),
        migrations.AddField("bookingitem", "tax_rule_id", models.UUIDField(blank=True, null=True)),
        migrations.AddField(
            "bookingitem",
            "sac",
            models.TextField(blank=True, db_default="", default="", verbose_name="SAC"),
        ),
        migrations.RunSQL(
            "UPDATE booking_customer SET id_number_sealed = '' WHERE id_kind = 'AADHAAR'",
            migrations.RunSQL.noop,
        ),
    ]

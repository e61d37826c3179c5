"""Taxes as dated rows; those of the law are added after the migration."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.models import F, Q

from riz import columns
from riz.ids import new_id


class Migration(migrations.Migration):
    """Make the table."""

    dependencies: ClassVar = [("payments", "0004_leased_work")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="TaxRule",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "supply",
                    models.TextField(
                        choices=[
                            ("ACCOMMODATION", "accommodation"),
                            ("EXPERIENCE", "experience"),
                            ("PACKAGE", "package"),
                        ]
                    ),
                ),
                ("country", models.CharField(default="IN", max_length=2)),
                ("valid_from", models.DateField()),
                (
                    "valid_until",
                    models.DateField(
                        blank=True, help_text="the first date without it", null=True
                    ),
                ),
                (
                    "up_to_minor",
                    models.PositiveBigIntegerField(
                        blank=True,
                        help_text="of unit prices up to this one; none: of all",
                        null=True,
                    ),
                ),
                ("currency", columns.CurrencyField(default="INR")),
                ("rate_basis_points", models.PositiveIntegerField(help_text="500 is 5 %")),
                ("sac", models.CharField(max_length=6, verbose_name="SAC")),
                ("has_input_credit", models.BooleanField()),
                ("source", columns.LineField(help_text="the law that says so")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("supply", "country", "valid_from", "up_to_minor"),
                        name="one_tax_rule_from_a_date",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                        name="tax_rule_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=Q(rate_basis_points__lte=10_000), name="tax_is_at_most_all"
                    ),
                ],
            },
        ),
    ]

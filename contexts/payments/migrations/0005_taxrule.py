"""Taxes as dated rows, with what the law of India says today and said before."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.core.validators import RegexValidator
from django.db import migrations, models
from django.db.models import F, Q

from riz import columns
from riz.ids import new_id

_SINCE_GST = dt.date(2017, 7, 1)
_STAY = {"supply": "ACCOMMODATION", "sac": "996311", "currency": "INR"}
_UP_TO = 750_000  # 7,500 rupees for a unit and night, its extra guests included, after discounts
# The value of a supply decides, that of each unit and night for stays; half-open dates, None for what has no end.
LAW: tuple[dict[str, Any], ...] = (
    _STAY
    | {
        "valid_from": dt.date(2022, 7, 18),
        "valid_until": dt.date(2025, 9, 22),
        "up_to_minor": _UP_TO,
        "rate_basis_points": 1200,
        "has_input_credit": True,
        "source": "Notification 3/2022, Central Tax (Rate)",
    },
    _STAY
    | {
        "valid_from": dt.date(2025, 9, 22),
        "up_to_minor": _UP_TO,
        "rate_basis_points": 500,
        "has_input_credit": False,
        "source": "Notification 15/2025, Central Tax (Rate)",
    },
    _STAY
    | {
        "valid_from": dt.date(2022, 7, 18),
        "rate_basis_points": 1800,
        "has_input_credit": True,
        "source": "Notification 11/2017, Central Tax (Rate), entry 7",
    },
    {
        "supply": "PACKAGE",
        "sac": "998555",
        "currency": "INR",
        "valid_from": _SINCE_GST,
        "rate_basis_points": 500,
        "has_input_credit": False,
        "source": "Notification 11/2017, Central Tax (Rate), entry 23(i)",
    },
    {
        "supply": "EXPERIENCE",
        "sac": "998555",
        "currency": "INR",
        "valid_from": _SINCE_GST,
        "rate_basis_points": 1800,
        "has_input_credit": True,
        "source": "Notification 11/2017, Central Tax (Rate), entry 23(iii)",
    },
)


def write_law(apps: Any, _: Any) -> None:
    """Add the rules of the law."""
    rules = apps.get_model("payments", "TaxRule").objects
    rules.bulk_create(rules.model(**rule) for rule in LAW)


class Migration(migrations.Migration):
    """Make the table and fill it."""

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
                (
                    "sac",
                    models.CharField(
                        max_length=6,
                        validators=[RegexValidator("^[0-9]{4,6}$", "Four to six digits.")],
                        verbose_name="SAC",
                    ),
                ),
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
        migrations.RunPython(write_law, migrations.RunPython.noop),
    ]

"""Taxes, each from a date on."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from riz import columns
from riz.ids import new_id

from ..contracts import Supply
from .choices import choices


class TaxRule(models.Model):
    """A rate of tax; a new one gets a row of its own and ends the one before."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    supply = models.TextField(choices=choices(Supply))
    country = models.CharField(max_length=2, default="IN")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True, help_text="the first date without it")
    up_to_minor = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="of unit prices up to this one; none: of all"
    )
    currency = columns.CurrencyField(default="INR")
    rate_basis_points = models.PositiveIntegerField(help_text="500 is 5 %")
    sac = models.CharField(
        "SAC", max_length=6, validators=[RegexValidator(r"^[0-9]{4,6}$", "Four to six digits.")]
    )
    has_input_credit = models.BooleanField()
    source = columns.LineField(help_text="the law that says so")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["supply", "country", "valid_from", "up_to_minor"],
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
        ]

    def __str__(self) -> str:
        return f"{self.get_supply_display()} from {self.valid_from:%d %b %Y}"

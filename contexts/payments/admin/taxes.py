"""Staff screen of taxes."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.contrib import admin

from riz.money import Money
from riz.operations.staff.screens import RefusalAwareAdmin

from .. import models


@admin.register(models.TaxRule)
class TaxRuleAdmin(RefusalAwareAdmin):
    """Rates and the dates from which they hold. What is sold keeps the rule that it was sold under."""

    list_display = (
        "supply", "country", "valid_from", "valid_until", "up_to", "rate", "sac", "has_input_credit",
    )  # fmt: skip
    words: ClassVar = {"has_input_credit": ("With input credit", "Without input credit")}
    list_filter = ("supply", "country")
    ordering = ("country", "supply", "-valid_from", "up_to_minor")

    @admin.display(description="up to")
    def up_to(self, row: models.TaxRule) -> str:
        """Show the highest unit price that it is for."""
        if row.up_to_minor is None:
            return "any price"
        return Money(row.up_to_minor, row.currency).format()

    @admin.display(description="rate")
    def rate(self, row: models.TaxRule) -> str:
        """Show the rate as people write it."""
        return f"{Decimal(row.rate_basis_points) / 100:f} %"

"""Staff screen of attempts to pay."""

from __future__ import annotations

from django.contrib import admin

from .. import models
from .ledger import LedgerAdmin


@admin.register(models.PaymentIntent)
class PaymentIntentAdmin(LedgerAdmin):
    """Attempts to pay and how far they are."""

    list_display = (
        "id", "payable", "amount_text", "gateway", "gateway_intent_id", "state", "decline_code", "attempt", "created_at",
    )  # fmt: skip
    payees = "payable__payees"
    list_filter = ("state", "gateway", "created_at")
    list_select_related = ("payable",)
    search_fields = ("id__exact", "gateway_intent_id__exact", "payable__reference__startswith")

    @admin.display(description="amount", ordering="amount_minor")
    def amount_text(self, row: models.PaymentIntent) -> str:
        """Show the amount for people."""
        return row.amount.format()

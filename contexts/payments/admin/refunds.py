"""Staff screen of money going back."""

from __future__ import annotations

from django.contrib import admin

from .. import models
from .ledger import LedgerAdmin


@admin.register(models.Refund)
class RefundAdmin(LedgerAdmin):
    """Refunds and how far they are; a failed one is asked for again at its payable."""

    list_display = (
        "id", "payable", "amount_text", "reason", "surplus", "state", "attempts", "last_error", "created_at", "finished_at",
    )  # fmt: skip
    payees = "payable__payees"
    list_filter = ("state", "surplus", "created_at")
    list_select_related = ("payable",)
    search_fields = ("id__exact", "gateway_refund_id__exact", "payable__reference__startswith")

    @admin.display(description="amount", ordering="amount_minor")
    def amount_text(self, row: models.Refund) -> str:
        """Show the amount for people."""
        return row.amount.format()

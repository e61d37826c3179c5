"""Staff screen of attempts to pay."""

from __future__ import annotations

from django.contrib import admin

from .. import models
from .ledger import LedgerAdmin


@admin.register(models.PaymentIntent)
class PaymentIntentAdmin(LedgerAdmin):
    """Attempts to pay and how far they are."""

    list_display = (
        "payable", "amount_minor", "gateway", "state", "decline_code", "attempt", "created_at",
    )  # fmt: skip
    payees = "payable__payees"
    codes = ("decline_code",)
    technical = ("gateway_intent_id", "next_action_url", "payment_method", "version", "call_started_at", "checked_at")  # fmt: skip
    list_filter = ("state", "gateway", "created_at")
    list_select_related = ("payable",)
    search_fields = ("id__exact", "gateway_intent_id__exact", "payable__reference__startswith")

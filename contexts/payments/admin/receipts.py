"""Staff screen of receipts."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin

from .. import models
from .ledger import LedgerAdmin


@admin.register(models.Receipt)
class ReceiptAdmin(LedgerAdmin):
    """Proofs of payment, as they were issued."""

    list_display = (
        "number", "financial_year", "reference", "payer_name", "amount_minor", "issued_at",
    )  # fmt: skip
    payees = "payable__payees"
    names: ClassVar = {"payer_id": "person"}
    list_filter = ("financial_year", "currency", "issued_at")
    search_fields = ("number__exact", "reference__startswith", "payer_name")

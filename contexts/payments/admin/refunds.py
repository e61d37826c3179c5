"""Staff screen of money going back."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin

from riz.work.admin import ShowsWork

from .. import models
from ..contracts import RefundState
from .ledger import LedgerAdmin


@admin.register(models.Refund)
class RefundAdmin(ShowsWork, LedgerAdmin):
    """Refunds and how far they are; a failed one is asked for again at its payable."""

    list_display = (
        "payable", "amount_minor", "reason", "surplus", "state", "attempts", "last_error", "created_at", "finished_at",
    )  # fmt: skip
    payees = "payable__payees"
    technical = ("gateway_refund_id",)
    when_empty = "No money has gone back yet."
    waiting: ClassVar = {"refunds that failed": {"state__exact": RefundState.FAILED.value}}
    list_filter = ("state", "surplus", "created_at")
    list_select_related = ("payable",)
    search_fields = ("id__exact", "gateway_refund_id__exact", "payable__reference__startswith")

"""Staff screen of what is owed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.widgets import UnfoldAdminTextInputWidget

from riz import clock
from riz.errors import RizError
from riz.money import Money
from riz.operations.screens import ReasonForm, reason_of
from riz.operations.staff import actor_of_staff
from riz.tasks import enqueue_after_commit

from .. import models, tasks
from ..use_cases.request_refund import request_refund
from .ledger import LedgerAdmin


class RefundForm(ReasonForm):
    """What the refund action asks."""

    amount_minor = forms.IntegerField(
        required=False,
        min_value=1,
        label="",
        widget=UnfoldAdminTextInputWidget(
            attrs={"placeholder": "minor units; all if empty", "aria-label": "Amount"}
        ),
    )


@admin.register(models.Payable)
class PayableAdmin(LedgerAdmin):
    """What is owed, paid and given back."""

    list_display = (
        "reference", "description", "amount_text", "paid_text", "refunded_text", "state", "created_at",
    )  # fmt: skip
    payees = "payees"
    list_filter = ("state", "currency", "created_at")
    search_fields = ("reference__startswith", "id__exact", "payer_id__exact")
    search_help_text = "A whole or the beginning of a reference, or an id of payable or payer"
    actions = ("refund",)
    action_form = RefundForm

    @admin.display(description="amount", ordering="amount_minor")
    def amount_text(self, row: models.Payable) -> str:
        """Show the amount for people."""
        return row.amount.format()

    @admin.display(description="paid")
    def paid_text(self, row: models.Payable) -> str:
        """Show what was paid."""
        return Money(row.paid_minor, row.currency).format()

    @admin.display(description="given back")
    def refunded_text(self, row: models.Payable) -> str:
        """Show what went back or is on its way."""
        return Money(row.refunded_minor + row.refund_pending_minor, row.currency).format()

    @admin.action(description="Refund", permissions=["change"])
    def refund(self, request: HttpRequest, rows: QuerySet[models.Payable]) -> None:
        """Send money of the chosen payables back."""
        form = RefundForm(request.POST)
        form.fields["action"].choices = self.get_action_choices(request)
        if not (reason := reason_of(request, longest=200)):
            return
        if not form.is_valid():
            self.message_user(request, "An amount is a number of minor units.", messages.ERROR)
            return
        for row in rows:
            self._refund(request, row, {**form.cleaned_data, "reason": reason})

    def _refund(self, request: HttpRequest, row: models.Payable, wanted: dict[str, Any]) -> None:
        left = row.paid_minor - row.refunded_minor - row.refund_pending_minor
        amount = Money(wanted["amount_minor"] or left, row.currency)
        try:
            refund = request_refund(
                payable_id=row.id,
                amount=amount,
                reason=wanted["reason"],
                actor=actor_of_staff(request),
                at=clock.now(),
            )
        except RizError as refusal:
            self.message_user(request, f"{row.reference}: {refusal.message}", messages.ERROR)
            return
        enqueue_after_commit(tasks.execute_refund, refund_id=refund.id)
        self.message_user(request, f"{row.reference}: {amount.format()} is on its way back.")

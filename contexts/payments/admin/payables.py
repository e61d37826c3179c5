"""Staff screen of what is owed."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from riz import clock
from riz.errors import RizError
from riz.money import Money
from riz.operations.staff import actor_of_staff
from riz.operations.staff.forms import AmountField, ReasonForm, reason_of, to_money
from riz.tasks import enqueue_after_commit

from .. import models, tasks
from ..use_cases.request_refund import request_refund
from .ledger import LedgerAdmin


class RefundForm(ReasonForm):
    """The form of the refund action."""

    amount = AmountField(required=False, label="", aria_label="Amount; all if empty")


@admin.register(models.Payable)
class PayableAdmin(LedgerAdmin):
    """Payables, with what was paid and given back."""

    list_display = (
        "reference", "description", "amount_minor", "paid_minor", "refunded_minor", "refund_pending_minor", "state",
        "created_at",
    )  # fmt: skip
    payees = "payees"
    known_as = "payable"
    names: ClassVar = {"payer_id": ("person", "partner"), "payees": "organisation"}
    list_filter = ("state", "currency", "created_at")
    search_fields = ("reference__startswith", "id__exact", "payer_id__exact")
    search_help_text = "A whole or the beginning of a reference, or an id of payable or payer"
    actions = ("refund",)
    action_form = RefundForm

    @admin.action(description="Refund", permissions=["change"])
    def refund(self, request: HttpRequest, rows: QuerySet[models.Payable]) -> None:
        """Send money of the chosen payables back."""
        form = RefundForm(request.POST)
        form.fields["action"].choices = self.get_action_choices(request)
        if not (reason := reason_of(request, longest=200)):
            return
        if not form.is_valid():
            self.message_user(request, "An amount is a number, such as 1200.50.", messages.ERROR)
            return
        for row in rows:
            self._refund(request, row, {**form.cleaned_data, "reason": reason})

    def _refund(self, request: HttpRequest, row: models.Payable, wanted: dict[str, Any]) -> None:
        left = row.paid_minor - row.refunded_minor - row.refund_pending_minor
        try:
            amount = (
                to_money(wanted["amount"], row.currency)
                if wanted["amount"] is not None
                else Money(left, row.currency)
            )
            refund = request_refund(
                payable_id=row.id,
                amount=amount,
                reason=wanted["reason"],
                actor=actor_of_staff(request),
                at=clock.now(),
            )
        except (RizError, forms.ValidationError) as refusal:
            self.message_user(request, f"{row.reference}: {refusal.message}", messages.ERROR)
            return
        enqueue_after_commit(tasks.execute_refund, refund_id=refund.id)
        self.message_user(request, f"{row.reference}: {amount.format()} is on its way back.")

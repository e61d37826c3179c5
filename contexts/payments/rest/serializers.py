"""Serializers of payments."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from riz.rest.fields import MoneySerializer, UuidField
from riz.rest.outputs import ContractSerializer, output
from riz.rest.serializers import StrictSerializer

from ..contracts import IntentState, Payable, PaymentIntent, Receipt
from . import examples


class PaymentIntentInput(StrictSerializer):
    """The payable to pay. `amount`, if sent, is what the payer was shown: another one is refused, never charged."""

    payable_id = UuidField()
    amount = MoneySerializer(required=False)


class ConfirmPaymentInput(StrictSerializer):
    """How to pay it: the gateway's token of a payment method, never a card number."""

    intent_id = UuidField()
    payment_method = serializers.RegexField(r"^pm_[A-Za-z0-9_]+$", max_length=100)


class NextActionSerializer(serializers.Serializer[Any]):
    """Where the payer has to go before the payment can go on."""

    type = serializers.ChoiceField(choices=["redirect"])
    url = serializers.URLField()


class PaymentIntentSerializer(ContractSerializer):
    """An attempt to pay."""

    contract = PaymentIntent
    sample = examples.INTENT
    hidden = ("next_action_url",)
    next_action = serializers.SerializerMethodField()

    @extend_schema_field(NextActionSerializer(allow_null=True))
    def get_next_action(self, intent: PaymentIntent) -> dict[str, str] | None:
        """Tell where the payer has to go."""
        if not intent.next_action_url or intent.state != IntentState.REQUIRES_ACTION:
            return None
        return {"type": "redirect", "url": intent.next_action_url}


class PayableSerializer(ContractSerializer):
    """An amount owed."""

    contract = Payable
    sample = examples.PAYABLE
    hidden = ("payer_id", "payees")


ReceiptSerializer = output(Receipt, sample=examples.RECEIPT)


class WebhookAcceptedSerializer(serializers.Serializer[Any]):
    """The webhook is kept and will be worked off."""

    id = UuidField()

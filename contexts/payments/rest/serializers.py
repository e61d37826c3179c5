"""What payments reads and writes over HTTP."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from riz.rest.fields import MoneySerializer
from riz.rest.serializers import StrictSerializer

from ..contracts import IntentState, PayableState


class PaymentIntentInput(StrictSerializer):
    """What is to be paid. `amount`, if sent, is what the payer was shown: another one is refused, never charged."""

    payable_id = serializers.UUIDField()
    amount = MoneySerializer(required=False)


class ConfirmPaymentInput(StrictSerializer):
    """How to pay it: the gateway's token of a payment method, never a card number."""

    intent_id = serializers.UUIDField()
    payment_method = serializers.RegexField(r"^pm_[A-Za-z0-9_]+$", max_length=100)


class TaxLineSerializer(serializers.Serializer[Any]):
    """A tax that is part of the amount."""

    name = serializers.CharField()
    rate_basis_points = serializers.IntegerField()
    taxable = MoneySerializer()
    tax = MoneySerializer()


class PayableSerializer(serializers.Serializer[Any]):
    """What is owed."""

    id = serializers.UUIDField()
    reference = serializers.CharField()
    description = serializers.CharField()
    amount = MoneySerializer()
    paid = MoneySerializer()
    refunded = MoneySerializer()
    refund_pending = MoneySerializer()
    state = serializers.ChoiceField(choices=[state.value for state in PayableState])
    expires_at = serializers.DateTimeField(allow_null=True)
    tax_lines = TaxLineSerializer(many=True)


class NextActionSerializer(serializers.Serializer[Any]):
    """Where the payer has to go before the payment can go on."""

    type = serializers.ChoiceField(choices=["redirect"])
    url = serializers.URLField()


class PaymentIntentSerializer(serializers.Serializer[Any]):
    """An attempt to pay."""

    id = serializers.UUIDField()
    payable_id = serializers.UUIDField()
    gateway = serializers.CharField()
    amount = MoneySerializer()
    state = serializers.ChoiceField(choices=[state.value for state in IntentState])
    decline_code = serializers.CharField(allow_blank=True)
    next_action = serializers.SerializerMethodField()
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()

    @extend_schema_field(NextActionSerializer(allow_null=True))
    def get_next_action(self, intent: Any) -> dict[str, str] | None:
        """Tell where the payer has to go."""
        if not intent.next_action_url or intent.state != IntentState.REQUIRES_ACTION:
            return None
        return {"type": "redirect", "url": intent.next_action_url}


class ReceiptSerializer(serializers.Serializer[Any]):
    """The proof of a payment."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    payable_id = serializers.UUIDField()
    intent_id = serializers.UUIDField()
    reference = serializers.CharField()
    description = serializers.CharField()
    payer_id = serializers.UUIDField()
    payer_name = serializers.CharField()
    amount = MoneySerializer()
    tax_lines = TaxLineSerializer(many=True)
    issued_at = serializers.DateTimeField()


class WebhookAcceptedSerializer(serializers.Serializer[Any]):
    """The webhook is kept and will be worked off."""

    id = serializers.UUIDField()

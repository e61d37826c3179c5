"""Serializer fields of the wire's own shapes."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from riz.money import Money, is_currency


class MoneySerializer(serializers.Serializer[Money]):
    """Money as `{"amount_minor": 123450, "currency": "INR"}`."""

    amount_minor = serializers.IntegerField()
    currency = serializers.CharField(max_length=3)

    def to_representation(self, instance: Money) -> dict[str, Any]:
        """Write it."""
        return {"amount_minor": instance.amount_minor, "currency": instance.currency}

    def to_internal_value(self, data: Any) -> Money:
        """Read it, refusing currencies that ISO 4217 does not know."""
        values = super().to_internal_value(data)
        if not is_currency(values["currency"]):
            raise serializers.ValidationError(
                {"currency": "This is not an ISO 4217 currency code."}
            )
        return Money(values["amount_minor"], values["currency"])

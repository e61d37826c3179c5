"""What inventory reads and writes over HTTP."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from riz.rest.fields import MoneySerializer
from riz.rest.reading import FilterSerializer
from riz.rest.serializers import StrictSerializer

from ..contracts import HoldState
from ..domain.lines import MAX_LINES, MAX_QUANTITY


class AvailabilityQuery(FilterSerializer):
    """Which dates of which resource."""

    resource_id = serializers.UUIDField()
    first_date = serializers.DateField()
    end_date = serializers.DateField(help_text="exclusive; at most 92 days after the first date")


class QuoteQuery(FilterSerializer):
    """Which stay."""

    resource_id = serializers.UUIDField()
    check_in = serializers.DateField()
    check_out = serializers.DateField()
    units = serializers.IntegerField(min_value=1, max_value=MAX_QUANTITY, default=1)
    guests = serializers.IntegerField(min_value=1, max_value=10 * MAX_QUANTITY, default=1)


class HoldLineInput(StrictSerializer):
    """`quantity` of a resource on every date of the half-open [first_date, end_date)."""

    resource_id = serializers.UUIDField()
    first_date = serializers.DateField()
    end_date = serializers.DateField()
    quantity = serializers.IntegerField(min_value=1, max_value=MAX_QUANTITY)


class HoldInput(StrictSerializer):
    """What to set aside: all of it or nothing."""

    lines = serializers.ListField(child=HoldLineInput(), min_length=1, max_length=MAX_LINES)


class DateAvailabilitySerializer(serializers.Serializer[Any]):
    """A resource on one date. How much was sold is the seller's business and not shown here."""

    date = serializers.DateField()
    free = serializers.IntegerField()
    is_closed = serializers.BooleanField()
    min_stay = serializers.IntegerField()
    closed_to_arrival = serializers.BooleanField()
    closed_to_departure = serializers.BooleanField()
    unit_price = MoneySerializer(allow_null=True)


class AvailabilitySerializer(serializers.Serializer[Any]):
    """The calendar of a resource; dates that are not listed are not on sale."""

    resource_id = serializers.UUIDField()
    dates = DateAvailabilitySerializer(many=True)


class NightQuoteSerializer(serializers.Serializer[Any]):
    """One night, before tax."""

    date = serializers.DateField()
    free = serializers.IntegerField()
    price = MoneySerializer()
    unit_prices = MoneySerializer(many=True)


class StayQuoteSerializer(serializers.Serializer[Any]):
    """A stay night by night, before tax; `refusal` is what a hold of it would meet now."""

    resource_id = serializers.UUIDField()
    check_in = serializers.DateField()
    check_out = serializers.DateField()
    units = serializers.IntegerField()
    guests = serializers.IntegerField()
    nights = NightQuoteSerializer(many=True)
    total = MoneySerializer()
    refusal = serializers.CharField(allow_null=True)


class HoldLineSerializer(serializers.Serializer[Any]):
    """A line of a hold."""

    resource_id = serializers.UUIDField()
    first_date = serializers.DateField()
    end_date = serializers.DateField()
    quantity = serializers.IntegerField()


class HoldSerializer(serializers.Serializer[Any]):
    """Stock set aside until an instant."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=[state.value for state in HoldState])
    expires_at = serializers.DateTimeField()
    lines = HoldLineSerializer(many=True)

"""Serializers of inventory."""

from __future__ import annotations

from rest_framework import serializers

from riz.rest.outputs import ContractSerializer, output
from riz.rest.reading import QuerySerializer
from riz.rest.serializers import StrictSerializer

from ..contracts import Availability, DateAvailability, Hold, StayQuote
from ..domain.lines import MAX_LINES, MAX_QUANTITY
from . import examples


class AvailabilityQuery(QuerySerializer):
    """Which dates of which resource."""

    resource_id = serializers.UUIDField()
    first_date = serializers.DateField()
    end_date = serializers.DateField(help_text="exclusive; at most 92 days after the first date")


class QuoteQuery(QuerySerializer):
    """The stay to quote."""

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
    """The stock to set aside: all of it or nothing."""

    lines = serializers.ListField(child=HoldLineInput(), min_length=1, max_length=MAX_LINES)


class DateAvailabilitySerializer(ContractSerializer):
    """A resource on one date. How much was sold is the seller's business and not shown here."""

    contract = DateAvailability
    hidden = ("capacity", "held", "sold", "blocked")


class HoldSerializer(ContractSerializer):
    """Stock set aside until an instant."""

    contract = Hold
    sample = examples.HOLD
    hidden = ("requester",)


AvailabilitySerializer = output(Availability, sample=examples.AVAILABILITY)
StayQuoteSerializer = output(StayQuote, sample=examples.QUOTE)

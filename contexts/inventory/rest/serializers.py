"""Serializers of inventory."""

from __future__ import annotations

import datetime as dt

from rest_framework import serializers

from riz.rest.fields import LineField, MoneySerializer, UuidField
from riz.rest.outputs import ContractSerializer, output
from riz.rest.reading import QuerySerializer
from riz.rest.serializers import StrictSerializer

from ..contracts import Availability, Calendar, Hold, Slots, StayQuote
from ..domain.lines import MAX_CAPACITY, MAX_LINES, MAX_NIGHTS, MAX_QUANTITY
from . import examples


class AvailabilityQuery(QuerySerializer):
    """Which dates of which resource."""

    resource_id = UuidField()
    first_date = serializers.DateField()
    end_date = serializers.DateField(help_text="exclusive; at most 92 days after the first date")


class SlotsQuery(QuerySerializer):
    """Which dates of which experience."""

    item_id = UuidField()
    start = serializers.DateField(source="first_date")
    end = serializers.DateField(
        source="end_date", help_text="exclusive; at most 92 days after the start"
    )


class CalendarQuery(QuerySerializer):
    """Which month of which resource."""

    resource_id = UuidField()
    month = serializers.RegexField(r"^[0-9]{4}-(0[1-9]|1[0-2])$", help_text="such as 2026-12")

    def validate_month(self, value: str) -> dt.date:
        """Read it as its first day."""
        try:
            first = dt.date.fromisoformat(f"{value}-01")
            first + dt.timedelta(days=31)
        except (ValueError, OverflowError):
            raise serializers.ValidationError("There is no such month.") from None
        return first


class QuoteQuery(QuerySerializer):
    """The stay to quote."""

    resource_id = UuidField()
    check_in = serializers.DateField()
    check_out = serializers.DateField()
    units = serializers.IntegerField(min_value=1, max_value=MAX_QUANTITY, default=1)
    guests = serializers.IntegerField(min_value=1, max_value=10 * MAX_QUANTITY, default=1)


class HoldLineInput(StrictSerializer):
    """`quantity` of a resource on every date of the half-open [first_date, end_date)."""

    resource_id = UuidField()
    first_date = serializers.DateField()
    end_date = serializers.DateField()
    quantity = serializers.IntegerField(min_value=1, max_value=MAX_QUANTITY)


class HoldInput(StrictSerializer):
    """The stock to set aside: all of it or nothing."""

    lines = serializers.ListField(child=HoldLineInput(), min_length=1, max_length=MAX_LINES)


class DatesInput(StrictSerializer):
    """Which dates of a resource to change, and to what; what isn't named stays, null takes back what dates have of their own."""

    resource_id = UuidField()
    first_date = serializers.DateField()
    end_date = serializers.DateField(help_text="exclusive; at most 92 days after the first date")
    weekdays = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=7),
        min_length=1,
        max_length=7,
        required=False,
        help_text="only these, Monday being 1",
    )
    is_closed = serializers.BooleanField(required=False)
    blocked = serializers.IntegerField(min_value=0, max_value=MAX_CAPACITY, required=False)
    own_capacity = serializers.IntegerField(
        min_value=0, max_value=MAX_CAPACITY, required=False, allow_null=True
    )
    overbooking = serializers.IntegerField(min_value=0, max_value=MAX_CAPACITY, required=False)
    overbooking_reason = LineField(required=False, max_length=200)
    min_stay = serializers.IntegerField(min_value=1, max_value=MAX_NIGHTS, required=False)
    max_stay = serializers.IntegerField(
        min_value=1, max_value=MAX_NIGHTS, required=False, allow_null=True
    )
    closed_to_arrival = serializers.BooleanField(required=False)
    closed_to_departure = serializers.BooleanField(required=False)
    own_price = MoneySerializer(required=False, allow_null=True)


class HoldSerializer(ContractSerializer):
    """Stock set aside until an instant."""

    contract = Hold
    sample = examples.HOLD
    hidden = ("requester",)


AvailabilitySerializer = output(Availability, sample=examples.AVAILABILITY)
CalendarSerializer = output(Calendar, sample=examples.CALENDAR)
SlotsSerializer = output(Slots, sample=examples.SLOTS)
StayQuoteSerializer = output(StayQuote, sample=examples.QUOTE)

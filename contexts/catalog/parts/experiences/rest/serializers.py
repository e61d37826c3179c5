"""Experiences on the wire."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from riz.rest.fields import CurrencyField, MoneySerializer
from riz.rest.reading import FilterSerializer, SparseSerializer

from ..contracts import Difficulty, ExperienceFilter, ExperienceKind

HIGHEST_PRICE_MINOR = 10**15


class ExperienceFilterSerializer(FilterSerializer):
    """What a list of experiences may be narrowed to; the price is an adult's in `currency`."""

    destination = serializers.SlugField(required=False, max_length=120)
    kind = serializers.ChoiceField(choices=list(ExperienceKind), required=False)
    difficulty = serializers.ChoiceField(choices=list(Difficulty), required=False)
    max_price_minor = serializers.IntegerField(
        required=False, min_value=0, max_value=HIGHEST_PRICE_MINOR
    )
    currency = CurrencyField(
        required=False,
        help_text="The currency of the price bound; INR if it comes without one.",
    )
    weekday = serializers.IntegerField(
        required=False, min_value=1, max_value=7, help_text="Open on it; Monday is 1."
    )
    q = serializers.CharField(
        required=False,
        min_length=2,
        max_length=100,
        help_text="Words in the title or the description; typing errors are forgiven.",
    )


def to_filter(values: dict[str, Any]) -> ExperienceFilter:
    """Make the filter that was asked for."""
    kind, difficulty = values.get("kind"), values.get("difficulty")
    return ExperienceFilter(
        destination=values.get("destination"),
        kind=ExperienceKind(kind) if kind else None,
        difficulty=Difficulty(difficulty) if difficulty else None,
        max_price_minor=values.get("max_price_minor"),
        currency=values.get("currency", "INR" if "max_price_minor" in values else None),
        weekday=values.get("weekday"),
        text=values.get("q"),
    )


class OpeningHoursSerializer(serializers.Serializer[Any]):
    """A window on an ISO weekday, in the place's own time."""

    weekday = serializers.IntegerField()
    opens_at = serializers.TimeField()
    closes_at = serializers.TimeField()


class ExperienceDestinationSerializer(serializers.Serializer[Any]):
    """A destination that an experience touches."""

    id = serializers.UUIDField()
    slug = serializers.CharField()
    name = serializers.CharField()


class ExperienceSerializer(SparseSerializer):
    """An experience; prices are for one person, before tax, and infants go free."""

    id = serializers.UUIDField()
    slug = serializers.CharField()
    title = serializers.CharField()
    kind = serializers.ChoiceField(choices=list(ExperienceKind))
    difficulty = serializers.ChoiceField(choices=list(Difficulty))
    seller_id = serializers.UUIDField()
    time_zone = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    duration_seconds = serializers.IntegerField()
    adult_price = MoneySerializer()
    child_price = MoneySerializer()
    daily_capacity = serializers.IntegerField()
    min_age = serializers.IntegerField()
    destinations = ExperienceDestinationSerializer(many=True)
    opening_hours = OpeningHoursSerializer(many=True)
    open_weekdays = serializers.ListField(child=serializers.IntegerField())

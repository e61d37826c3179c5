"""Packages on the wire."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from riz.rest.fields import CurrencyField, MoneySerializer
from riz.rest.reading import FilterSerializer, SparseSerializer

from ..contracts import PackageFilter, PackageKind, TravellerKind

HIGHEST_PRICE_MINOR = 10**15


class PackageFilterSerializer(FilterSerializer):
    """What a list of packages may be narrowed to; the price is an adult's in `currency`, in some party."""

    kind = serializers.ChoiceField(choices=list(PackageKind), required=False)
    destination = serializers.SlugField(required=False, max_length=120)
    min_days = serializers.IntegerField(required=False, min_value=1, max_value=365)
    max_days = serializers.IntegerField(required=False, min_value=1, max_value=365)
    max_price_minor = serializers.IntegerField(
        required=False, min_value=0, max_value=HIGHEST_PRICE_MINOR
    )
    currency = CurrencyField(
        required=False,
        help_text="The currency of the price bound; INR if it comes without one.",
    )
    q = serializers.CharField(
        required=False,
        min_length=2,
        max_length=100,
        help_text="Words in the name or the description; typing errors are forgiven.",
    )


def to_filter(values: dict[str, Any]) -> PackageFilter:
    """Make the filter that was asked for."""
    kind = values.get("kind")
    return PackageFilter(
        kind=PackageKind(kind) if kind else None,
        destination=values.get("destination"),
        min_days=values.get("min_days"),
        max_days=values.get("max_days"),
        max_price_minor=values.get("max_price_minor"),
        currency=values.get("currency", "INR" if "max_price_minor" in values else None),
        text=values.get("q"),
    )


class PackagePriceSerializer(serializers.Serializer[Any]):
    """The price for one traveller of a kind in a party of a size; null leaves a bound open."""

    traveller_kind = serializers.ChoiceField(choices=list(TravellerKind))
    price = MoneySerializer()
    min_party = serializers.IntegerField()
    max_party = serializers.IntegerField(allow_null=True)
    valid_from = serializers.DateField(allow_null=True)
    valid_to = serializers.DateField(allow_null=True)


class PackageDestinationSerializer(serializers.Serializer[Any]):
    """A destination of a day."""

    id = serializers.UUIDField()
    slug = serializers.CharField()
    name = serializers.CharField()


class PackageExperienceSerializer(serializers.Serializer[Any]):
    """An experience of a day."""

    id = serializers.UUIDField()
    slug = serializers.CharField()
    title = serializers.CharField()


class PackageDaySerializer(serializers.Serializer[Any]):
    """A day of the journey."""

    day = serializers.IntegerField()
    title = serializers.CharField()
    text = serializers.CharField(allow_blank=True)
    destinations = PackageDestinationSerializer(many=True)
    experiences = PackageExperienceSerializer(many=True)


class PackageSummarySerializer(SparseSerializer):
    """A package in a list; prices are for one traveller, before tax."""

    id = serializers.UUIDField()
    slug = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=list(PackageKind))
    seller_id = serializers.UUIDField()
    time_zone = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    duration_days = serializers.IntegerField()
    departure_capacity = serializers.IntegerField()
    departure_weekdays = serializers.ListField(child=serializers.IntegerField())
    amenities = serializers.ListField(child=serializers.CharField())
    prices = PackagePriceSerializer(many=True)


class PackageSerializer(PackageSummarySerializer):
    """A package with its days."""

    inclusions = serializers.ListField(child=serializers.CharField())
    exclusions = serializers.ListField(child=serializers.CharField())
    days = PackageDaySerializer(many=True)

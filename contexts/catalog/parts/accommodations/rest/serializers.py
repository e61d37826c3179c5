"""Accommodations on the wire."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from riz.rest.fields import CurrencyField, MoneySerializer
from riz.rest.reading import FilterSerializer, SparseSerializer

from ..contracts import AccommodationFilter, AccommodationKind

HIGHEST_PRICE_MINOR = 10**15


class AccommodationFilterSerializer(FilterSerializer):
    """What a list of accommodations may be narrowed to; prices are for a unit and night in `currency`."""

    destination = serializers.SlugField(required=False, max_length=120)
    kind = serializers.ChoiceField(choices=list(AccommodationKind), required=False)
    min_price_minor = serializers.IntegerField(
        required=False, min_value=0, max_value=HIGHEST_PRICE_MINOR
    )
    max_price_minor = serializers.IntegerField(
        required=False, min_value=0, max_value=HIGHEST_PRICE_MINOR
    )
    currency = CurrencyField(
        required=False,
        help_text="The currency of the price bounds; INR if they come without one.",
    )
    guests = serializers.IntegerField(
        required=False, min_value=1, max_value=1000, help_text="Guests who fit into one unit."
    )
    amenity = serializers.ListField(
        child=serializers.SlugField(max_length=80),
        required=False,
        max_length=20,
        help_text="Slug of an amenity; repeat it to ask for several, which all have to be there.",
    )
    q = serializers.CharField(
        required=False,
        min_length=2,
        max_length=100,
        help_text="Words in the name or the description; typing errors are forgiven.",
    )
    expand = serializers.ChoiceField(choices=["destination"], required=False)


class AccommodationExpandSerializer(FilterSerializer):
    """What may be asked beside one accommodation."""

    expand = serializers.ChoiceField(choices=["destination"], required=False)


def to_filter(values: dict[str, Any]) -> AccommodationFilter:
    """Make the filter that was asked for."""
    bounded = "min_price_minor" in values or "max_price_minor" in values
    kind = values.get("kind")
    return AccommodationFilter(
        destination=values.get("destination"),
        kind=AccommodationKind(kind) if kind else None,
        min_price_minor=values.get("min_price_minor"),
        max_price_minor=values.get("max_price_minor"),
        currency=values.get("currency", "INR" if bounded else None),
        guests=values.get("guests"),
        amenities=tuple(sorted(set(values.get("amenity", ())))),
        text=values.get("q"),
    )


class NearbyDestinationSerializer(serializers.Serializer[Any]):
    """The destination of an accommodation, as `expand=destination` shows it."""

    id = serializers.UUIDField()
    slug = serializers.CharField()
    name = serializers.CharField()
    district = serializers.CharField(allow_blank=True)
    region = serializers.CharField(allow_blank=True)
    lat = serializers.FloatField()
    lon = serializers.FloatField()
    time_zone = serializers.CharField()


class AccommodationSerializer(SparseSerializer):
    """An accommodation; prices are for one unit and night, before tax."""

    id = serializers.UUIDField()
    slug = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=list(AccommodationKind))
    seller_id = serializers.UUIDField()
    destination_id = serializers.UUIDField()
    destination = NearbyDestinationSerializer(required=False)
    time_zone = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    base_price = MoneySerializer()
    base_occupancy = serializers.IntegerField()
    extra_guest_price = MoneySerializer()
    max_occupancy = serializers.IntegerField()
    units = serializers.IntegerField()
    amenities = serializers.ListField(child=serializers.CharField())
    check_in_time = serializers.TimeField()
    check_out_time = serializers.TimeField()

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Write it, with the destination only where it was asked for."""
        data = super().to_representation(instance)
        if data.get("destination", ...) is None:
            del data["destination"]
        return data

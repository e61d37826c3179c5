"""Accommodations on the wire."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from riz.rest.fields import CurrencyField, EnumField
from riz.rest.outputs import ContractSerializer
from riz.rest.reading import QuerySerializer

from ...destinations.contracts import Destination
from ..contracts import Accommodation, AccommodationKind
from . import examples

HIGHEST_PRICE_MINOR = 10**15


class AccommodationQuery(QuerySerializer):
    """Filters of a list of accommodations; prices are for a unit and night in `currency`."""

    destination = serializers.SlugField(required=False, max_length=120)
    kind = EnumField(AccommodationKind, required=False)
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
        source="amenities",
        child=serializers.SlugField(max_length=80),
        required=False,
        max_length=20,
        help_text="Slug of an amenity; repeat it to ask for several, which all have to be there.",
    )
    q = serializers.CharField(
        source="text",
        required=False,
        min_length=2,
        max_length=100,
        help_text="Words in the name or the description; typing errors are forgiven.",
    )
    expand = serializers.ChoiceField(choices=["destination"], required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Read prices without a currency as rupees."""
        if "min_price_minor" in attrs or "max_price_minor" in attrs:
            attrs.setdefault("currency", "INR")
        return attrs


class AccommodationExpandQuery(QuerySerializer):
    """Related things that may be asked for beside one accommodation."""

    expand = serializers.ChoiceField(choices=["destination"], required=False)


class NearbyDestinationSerializer(ContractSerializer):
    """The destination of an accommodation, as `expand=destination` shows it."""

    contract = Destination
    hidden = (
        *("summary", "description", "best_time_to_visit", "how_to_reach", "cover_image_url"),
        *("images", "is_featured", "version", "distance_m"),
    )


class AccommodationSerializer(ContractSerializer):
    """An accommodation; prices are for one unit and night, before tax."""

    contract = Accommodation
    sample = examples.ACCOMMODATION
    hidden = ("destination_slug", "destination_name", "version")
    destination = NearbyDestinationSerializer(required=False)

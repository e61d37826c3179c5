"""Destinations on the wire."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from riz.rest.outputs import ContractSerializer
from riz.rest.reading import QuerySerializer

from ..contracts import Circle, Destination, DestinationFilter
from . import examples

FARTHEST_M = 1_000_000


class DestinationQuery(QuerySerializer):
    """What a list of destinations may be narrowed to; `lat`, `lon` and `radius_m` come together."""

    district = serializers.CharField(required=False, max_length=120)
    featured = serializers.BooleanField(required=False)
    q = serializers.CharField(
        required=False,
        min_length=2,
        max_length=100,
        help_text="Words in the name or the texts; typing errors are forgiven.",
    )
    lat = serializers.FloatField(required=False, min_value=-90, max_value=90)
    lon = serializers.FloatField(required=False, min_value=-180, max_value=180)
    radius_m = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=FARTHEST_M,
        help_text="Metres around the point; the answer comes nearest first.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Expect all of a circle or nothing of it."""
        circle = ("lat", "lon", "radius_m")
        missing = [name for name in circle if name not in attrs]
        if 0 < len(missing) < len(circle):
            raise serializers.ValidationError(
                dict.fromkeys(missing, "lat, lon and radius_m come together.")
            )
        return attrs


def to_filter(values: dict[str, Any]) -> DestinationFilter:
    """Make the filter that was asked for."""
    circle = None
    if "radius_m" in values:
        circle = Circle(lat=values["lat"], lon=values["lon"], radius_m=values["radius_m"])
    return DestinationFilter(
        district=values.get("district"),
        featured=values.get("featured"),
        text=values.get("q"),
        within=circle,
    )


class DestinationSerializer(ContractSerializer):
    """A destination; `distance_m` is there where the question named a point."""

    contract = Destination
    sample = examples.DESTINATION
    hidden = ("version",)

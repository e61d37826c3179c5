"""Destinations on the wire."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from riz.rest.outputs import ContractSerializer
from riz.rest.reading import QuerySerializer

from ..contracts import Circle, Destination
from . import examples

FARTHEST_M = 1_000_000


class DestinationQuery(QuerySerializer):
    """Filters of a list of destinations; `lat`, `lon` and `radius_m` come together."""

    district = serializers.CharField(required=False, max_length=120)
    featured = serializers.BooleanField(required=False)
    q = serializers.CharField(
        source="text",
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
        """Read a circle, of which all or nothing is expected."""
        circle = ("lat", "lon", "radius_m")
        missing = [name for name in circle if name not in attrs]
        if 0 < len(missing) < len(circle):
            raise serializers.ValidationError(
                dict.fromkeys(missing, "lat, lon and radius_m come together.")
            )
        if not missing:
            attrs["within"] = Circle(**{name: attrs.pop(name) for name in circle})
        return attrs


class DestinationSerializer(ContractSerializer):
    """A destination; `distance_m` is there where the question named a point."""

    contract = Destination
    sample = examples.DESTINATION
    hidden = ("version",)

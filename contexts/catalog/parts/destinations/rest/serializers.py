"""Destinations on the wire."""

from __future__ import annotations

from rest_framework import serializers

from riz.rest.outputs import ContractSerializer
from riz.rest.reading import CircleQuery

from ..contracts import Destination
from . import examples


class DestinationQuery(CircleQuery):
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


class DestinationSerializer(ContractSerializer):
    """A destination; `distance_m` is there where the question named a point."""

    contract = Destination
    sample = examples.DESTINATION
    hidden = ("version",)

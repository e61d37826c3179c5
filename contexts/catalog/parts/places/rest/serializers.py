"""Places on the wire."""

from __future__ import annotations

from rest_framework import serializers

from riz.geography import ANTIMERIDIAN, POLE
from riz.rest.fields import EnumField, LineField, UuidField
from riz.rest.outputs import ContractSerializer
from riz.rest.reading import CircleQuery
from riz.rest.serializers import StrictSerializer

from ..contracts import Place, PlaceKind
from . import examples


class PlaceQuery(CircleQuery):
    """Filters of a list of places; `lat`, `lon` and `radius_m` come together."""

    kind = EnumField(PlaceKind, required=False)
    destination_id = UuidField(required=False)


class PlaceInput(StrictSerializer):
    """All that is stated of a place; without a destination it belongs to none."""

    sample = examples.PLACE
    name = LineField(max_length=200)
    kind = EnumField(PlaceKind)
    lat = serializers.FloatField(min_value=-POLE, max_value=POLE)
    lon = serializers.FloatField(min_value=-ANTIMERIDIAN, max_value=ANTIMERIDIAN)
    destination_id = UuidField(required=False, allow_null=True)


class PlaceSerializer(ContractSerializer):
    """A point of interest; `distance_m` is there where the question named a point."""

    contract = Place
    sample = examples.PLACE
    hidden = ("version",)

"""Answers of transport on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from rest_framework import serializers

from riz.rest.outputs import ContractSerializer, output

from ..contracts import Departure, Leg, LegEnd, Option, Options, Place, Source
from ..domain.options.results import FeedInfo, NearStop, Tour, Tours, VehicleSeen
from . import examples

ROUTES: Final = "/api/v1/transport/route/"
_POINT: Final[Mapping[str, str]] = {"latitude": "lat", "longitude": "lon"}


class TransportPlaceSerializer(ContractSerializer):
    """Somewhere to start from or to go to."""

    contract = Place
    sample = examples.PLACE
    hidden = ("radius_m",)
    renamed = _POINT


class LegEndSerializer(ContractSerializer):
    """Where and when a leg starts or ends; `scheduled_at` where live information moved it."""

    contract = LegEnd
    renamed = _POINT


class TimetableSourceSerializer(ContractSerializer):
    """Whose timetable it is."""

    contract = Source


class LineStringSerializer(serializers.Serializer[Any]):
    """A GeoJSON LineString: longitude before latitude."""

    type = serializers.ChoiceField(["LineString"])
    coordinates = serializers.ListField(
        child=serializers.ListField(child=serializers.FloatField(), min_length=2, max_length=2)
    )

    def to_representation(self, instance: tuple[tuple[float, float], ...]) -> dict[str, Any]:
        """Write the points of a line."""
        return {"type": "LineString", "coordinates": instance}


class _EverySecondsField(serializers.IntegerField):
    """How often something runs; null where its very times are known."""

    def to_representation(self, value: int) -> int | None:  # type: ignore[override]
        """Write the seconds."""
        return value or None


class LegSerializer(ContractSerializer):
    """A vehicle from getting in to getting out, or one walk."""

    contract = Leg
    every_s = _EverySecondsField(
        allow_null=True, help_text="Runs so often; the very time is not promised."
    )
    geometry = LineStringSerializer(allow_null=True, help_text="With `expand=geometry`.")


class OtherDepartureSerializer(ContractSerializer):
    """The same way at another time."""

    contract = Departure


class _OptionIdField(serializers.CharField):
    """The id of an option; null of baselines, which can't be asked for again."""

    def to_representation(self, value: str) -> str | None:  # type: ignore[override]
        """Write the id."""
        return value or None


class _OptionAddressField(serializers.CharField):
    """Where an option can be asked for again."""

    def to_representation(self, value: str) -> str | None:  # type: ignore[override]
        """Write the path."""
        return f"{ROUTES}{quote(value)}" if value else None


class TransportOptionSerializer(ContractSerializer):
    """A way from door to door."""

    contract = Option
    sample = examples.OPTION
    renamed = {  # noqa: RUF012
        "origin_zone": "origin_time_zone",
        "destination_zone": "destination_time_zone",
    }
    modes = serializers.ListField(child=serializers.CharField())
    picks = serializers.ListField(child=serializers.CharField())
    id = _OptionIdField(allow_null=True, help_text="Null of baselines.")
    url = _OptionAddressField(
        source="id", allow_null=True, help_text="Asks for it again; null of baselines."
    )


class TransportOptionsSerializer(ContractSerializer):
    """Ways between two places; `next` and `previous` are later and earlier."""

    contract = Options
    sample = examples.OPTIONS
    next = serializers.URLField(read_only=True, default=None, allow_null=True)
    previous = serializers.URLField(read_only=True, default=None, allow_null=True)


class TourSerializer(ContractSerializer):
    """A way to visit all places."""

    contract = Tour
    picks = serializers.ListField(child=serializers.CharField())


class VehicleSerializer(ContractSerializer):
    """Where a vehicle was."""

    contract = VehicleSeen
    renamed = _POINT


class NearStopSerializer(ContractSerializer):
    """A stop near a point."""

    contract = NearStop
    sample = examples.STOP
    renamed = _POINT


class FeedSerializer(ContractSerializer):
    """A timetable in use."""

    contract = FeedInfo
    sample = examples.FEED


ToursSerializer = output(Tours, sample=examples.TOURS)

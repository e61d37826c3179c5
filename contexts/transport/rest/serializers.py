"""The shapes of answers, for the OpenAPI; `answers` writes them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from riz.rest.fields import MoneySerializer

from ..contracts import Family, PickName, PlaceKind, TravelMode

_MODES = list(TravelMode)
_PICKS = list(PickName)


class TransportPlaceSerializer(serializers.Serializer[Any]):
    """Somewhere to start from or to go to."""

    id = serializers.UUIDField(allow_null=True)
    kind = serializers.ChoiceField(list(PlaceKind))
    name = serializers.CharField()
    code = serializers.CharField(allow_blank=True)
    region = serializers.CharField(allow_blank=True)
    country = serializers.CharField(allow_blank=True)
    lat = serializers.FloatField()
    lon = serializers.FloatField()
    time_zone = serializers.CharField()


class ServiceAlertSerializer(serializers.Serializer[Any]):
    """What an operator warns its passengers of; words of GTFS-Realtime in lower case, empty where unknown."""

    header = serializers.CharField(allow_blank=True)
    description = serializers.CharField(allow_blank=True)
    url = serializers.CharField(allow_blank=True)
    cause = serializers.CharField(allow_blank=True)
    effect = serializers.CharField(allow_blank=True)
    severity = serializers.CharField(allow_blank=True)


class LegEndSerializer(serializers.Serializer[Any]):
    """Where and when a leg starts or ends; `scheduled_at` where live information moved it."""

    name = serializers.CharField()
    lat = serializers.FloatField()
    lon = serializers.FloatField()
    at = serializers.DateTimeField()
    scheduled_at = serializers.DateTimeField(allow_null=True)
    is_skipped = serializers.BooleanField(help_text="Passed without a call, today.")
    time_zone = serializers.CharField()
    stop_id = serializers.CharField(allow_blank=True)
    code = serializers.CharField(allow_blank=True)
    platform = serializers.CharField(allow_blank=True)
    alerts = ServiceAlertSerializer(many=True)


class TimetableSourceSerializer(serializers.Serializer[Any]):
    """Whose timetable it is."""

    feed = serializers.CharField()
    publisher = serializers.CharField()
    version = serializers.CharField()


class LineStringSerializer(serializers.Serializer[Any]):
    """A GeoJSON LineString: longitude before latitude."""

    type = serializers.ChoiceField(["LineString"])
    coordinates = serializers.ListField(
        child=serializers.ListField(child=serializers.FloatField(), min_length=2, max_length=2)
    )


class LegSerializer(serializers.Serializer[Any]):
    """One vehicle from getting in to getting out, or one walk."""

    mode = serializers.ChoiceField(_MODES)
    origin = LegEndSerializer()
    destination = LegEndSerializer()
    duration_s = serializers.IntegerField()
    distance_m = serializers.IntegerField()
    fare = MoneySerializer(allow_null=True, help_text="Its share of the ticket; null if unknown.")
    is_fare_estimated = serializers.BooleanField()
    ticket = serializers.CharField(allow_blank=True)
    travel_class = serializers.CharField(allow_blank=True)
    co2_g = serializers.IntegerField()
    discomfort_s = serializers.IntegerField(help_text="Seconds as they feel.")
    is_estimated = serializers.BooleanField(help_text="Its times are our estimate.")
    operator = serializers.CharField(allow_blank=True)
    line = serializers.CharField(allow_blank=True)
    line_name = serializers.CharField(allow_blank=True)
    headsign = serializers.CharField(allow_blank=True)
    trip = serializers.CharField(allow_blank=True)
    colour = serializers.CharField(allow_blank=True, help_text="Six hexadecimal digits.")
    every_s = serializers.IntegerField(
        allow_null=True, help_text="Runs so often; the very time is not promised."
    )
    wheelchair = serializers.BooleanField()
    bicycles = serializers.BooleanField()
    source = TimetableSourceSerializer(allow_null=True)  # type: ignore[assignment]
    note = serializers.CharField(allow_blank=True)
    stops = LegEndSerializer(many=True, allow_null=True, help_text="With `expand=stops`.")
    geometry = LineStringSerializer(allow_null=True, help_text="With `expand=geometry`.")
    is_live = serializers.BooleanField(help_text="Its operator tells how this very trip runs.")
    is_cancelled = serializers.BooleanField(help_text="Or doesn't call where one gets in or out.")
    alerts = ServiceAlertSerializer(many=True)


class OtherDepartureSerializer(serializers.Serializer[Any]):
    """The same way at another time."""

    id = serializers.CharField()
    departs = serializers.DateTimeField()
    arrives = serializers.DateTimeField()
    cost = MoneySerializer(allow_null=True)


class TransportOptionSerializer(serializers.Serializer[Any]):
    """One way from door to door."""

    id = serializers.CharField(allow_null=True, help_text="Null of baselines.")
    url = serializers.CharField(allow_null=True)
    family = serializers.ChoiceField(list(Family))
    modes = serializers.ListField(child=serializers.CharField(), help_text="As `mode` of legs.")
    departs = serializers.DateTimeField()
    arrives = serializers.DateTimeField()
    origin_time_zone = serializers.CharField()
    destination_time_zone = serializers.CharField()
    duration_s = serializers.IntegerField()
    transfers = serializers.IntegerField()
    walk_m = serializers.IntegerField()
    walk_s = serializers.IntegerField()
    wait_s = serializers.IntegerField()
    distance_m = serializers.IntegerField()
    cost = MoneySerializer(allow_null=True, help_text="Null where a part has no known price.")
    co2_g = serializers.IntegerField()
    discomfort_s = serializers.IntegerField(help_text="Seconds as they feel.")
    comfort_score = serializers.IntegerField(help_text="From 0 to 100.")
    is_direct = serializers.BooleanField()
    is_estimated = serializers.BooleanField()
    is_dominated = serializers.BooleanField(
        help_text="Another way beats it; told because it is direct, or of another family."
    )
    score = serializers.FloatField(help_text="By `criteria`; 0 is best at all of them.")
    picks = serializers.ListField(child=serializers.CharField(), help_text="As `name` of `picks`.")
    legs = LegSerializer(many=True)
    other_departures = OtherDepartureSerializer(many=True)
    is_feasible = serializers.BooleanField(
        help_text="As things are: no trip is cancelled, no change is missed."
    )


class PickSerializer(serializers.Serializer[Any]):
    """The way that is best at something, and why one would take it."""

    name = serializers.ChoiceField(_PICKS)
    option_id = serializers.CharField()
    reason = serializers.CharField()


class TransportOptionsSerializer(serializers.Serializer[Any]):
    """What is between two places; `next` and `previous` are later and earlier."""

    results = TransportOptionSerializer(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    picks = PickSerializer(many=True)
    baselines = TransportOptionSerializer(many=True)
    origin = TransportPlaceSerializer()
    destination = TransportPlaceSerializer()
    searched_from = serializers.DateTimeField()
    searched_until = serializers.DateTimeField()
    arrive_by = serializers.BooleanField()
    distance_m = serializers.IntegerField(help_text="As the crow flies.")
    found = serializers.IntegerField(help_text="Ways in the whole front.")
    truncated = serializers.BooleanField(
        help_text="The time for searching ran out, or there was more to compare than is compared: there may be more."
    )
    capped = serializers.BooleanField(
        help_text="More was found and asked for than one answer holds: ask with a shorter `window_s` for the rest."
    )
    timetable = serializers.CharField()
    attributions = TimetableSourceSerializer(many=True)


class TourSerializer(serializers.Serializer[Any]):
    """One way to visit all places."""

    legs = TransportOptionSerializer(many=True)
    departs = serializers.DateTimeField()
    arrives = serializers.DateTimeField()
    duration_s = serializers.IntegerField()
    cost = MoneySerializer(allow_null=True)
    co2_g = serializers.IntegerField()
    discomfort_s = serializers.IntegerField()
    transfers = serializers.IntegerField()
    picks = serializers.ListField(child=serializers.CharField(), help_text="As `name` of `picks`.")


class TourPickSerializer(serializers.Serializer[Any]):
    """The tour that is best at something."""

    name = serializers.ChoiceField(_PICKS)
    index = serializers.IntegerField()
    reason = serializers.CharField()


class ToursSerializer(serializers.Serializer[Any]):
    """What was found for several places."""

    order = serializers.ListField(child=serializers.IntegerField())
    order_is_exact = serializers.BooleanField(
        help_text="No other order takes less time on the way, by the fastest way between each two places."
    )
    places = TransportPlaceSerializer(many=True)
    surface_sectors = serializers.ListField(child=serializers.IntegerField())
    results = TourSerializer(many=True)
    picks = TourPickSerializer(many=True)
    truncated = serializers.BooleanField()
    capped = serializers.BooleanField(
        help_text="More combinations were worth keeping than were kept."
    )
    timetable = serializers.CharField()


class VehicleSerializer(serializers.Serializer[Any]):
    """Where a vehicle was."""

    lat = serializers.FloatField()
    lon = serializers.FloatField()
    bearing = serializers.FloatField(allow_null=True)
    occupancy = serializers.CharField(allow_blank=True, help_text="In the words of GTFS-Realtime.")
    at = serializers.DateTimeField(allow_null=True)


class NextDepartureSerializer(serializers.Serializer[Any]):
    """Something that leaves a stop."""

    departs = serializers.DateTimeField()
    scheduled = serializers.DateTimeField()
    is_live = serializers.BooleanField()
    headsign = serializers.CharField(allow_blank=True)
    trip = serializers.CharField(allow_blank=True)
    platform = serializers.CharField(allow_blank=True)
    vehicle = VehicleSerializer(allow_null=True)


class LineBoardSerializer(serializers.Serializer[Any]):
    """What one line has to leave from a stop."""

    mode = serializers.ChoiceField(_MODES)
    line = serializers.CharField(allow_blank=True)
    line_name = serializers.CharField(allow_blank=True)
    operator = serializers.CharField(allow_blank=True)
    headsign = serializers.CharField(allow_blank=True)
    colour = serializers.CharField(allow_blank=True)
    departures = NextDepartureSerializer(many=True)


class NearStopSerializer(serializers.Serializer[Any]):
    """A stop near a point."""

    stop_id = serializers.CharField()
    feed = serializers.CharField()
    name = serializers.CharField()
    code = serializers.CharField(allow_blank=True)
    platform = serializers.CharField(allow_blank=True)
    lat = serializers.FloatField()
    lon = serializers.FloatField()
    time_zone = serializers.CharField()
    distance_m = serializers.IntegerField()
    walk_s = serializers.IntegerField()
    step_free = serializers.BooleanField()
    lines = LineBoardSerializer(many=True)


class FeedSerializer(serializers.Serializer[Any]):
    """A timetable in use."""

    name = serializers.CharField()
    publisher = serializers.CharField(allow_blank=True)
    licence = serializers.CharField(allow_blank=True)
    attribution = serializers.CharField(allow_blank=True)
    version = serializers.CharField()
    valid_from = serializers.DateField()
    valid_until = serializers.DateField()
    time_zone = serializers.CharField()
    is_long_distance = serializers.BooleanField()

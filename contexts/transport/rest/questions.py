"""Questions over HTTP."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.core import signing
from rest_framework import serializers
from rest_framework.request import Request

from riz.errors import Invalid
from riz.pages import BadCursor
from riz.rest.fields import CurrencyField
from riz.rest.reading import QuerySerializer, read_query
from riz.rest.serializers import StrictSerializer

from ..contracts import Place, TravelMode, When, Wishes
from ..domain.options.describing import GEOMETRY, STOPS
from ..domain.options.selection import MOST_OTHERS, MOST_TOLD, MOST_TOLD_AT_LENGTH
from ..errors import ImpossibleWindow, TooManyLegs
from ..queries import options, tours

LONGEST_WINDOW_S: Final = 86_400
FARTHEST_WALK_M: Final = 20_000
MOST_RIDES: Final = 8
_LONGEST_PLACE: Final = 200
_SALT: Final = "transport.options"
_FIRST: Final = dt.datetime(1990, 1, 1, tzinfo=dt.UTC)
_LAST: Final = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
MODES: Final = tuple(mode.value for mode in TravelMode)
USUAL_CURRENCY: Final = "INR"


class WordsField(serializers.CharField):
    """Some of a few known words, joined by commas."""

    def __init__(self, *, words: tuple[str, ...], **kwargs: Any) -> None:
        self.words = words
        kwargs.setdefault("max_length", 300)
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> Any:
        text = super().to_internal_value(data)
        named = [word.strip() for word in text.split(",")]
        unknown = sorted(set(named) - set(self.words))
        if unknown:
            raise serializers.ValidationError(f"Choose from {', '.join(self.words)}.")
        return frozenset(named)

    def to_representation(self, value: Any) -> Any:
        return ",".join(sorted(value))


class _WishFields(serializers.Serializer[Any]):
    modes = WordsField(words=MODES, required=False, help_text="Only these: `train,bus`.")
    exclude_modes = WordsField(words=MODES, required=False, help_text="All but these: `flight`.")
    max_walk_m = serializers.IntegerField(
        required=False,
        min_value=0,
        max_value=FARTHEST_WALK_M,
        help_text="To the first stop, and from the last one.",
    )
    max_rides = serializers.IntegerField(
        required=False, min_value=1, max_value=MOST_RIDES, help_text="1 is direct ways only."
    )
    wheelchair = serializers.BooleanField(
        required=False, help_text="Only vehicles and stops that are known to be accessible."
    )
    luggage = serializers.BooleanField(
        required=False, help_text="Heavy luggage: walks are kept short."
    )
    criteria = serializers.CharField(
        required=False,
        max_length=200,
        help_text="What orders the answer: `time`, `cost`, `transfers`, `comfort`, `co2`, with weights if you like: `cost:2,time`."
        " The ways that are told don't depend on it.",
    )
    currency = CurrencyField(required=False, help_text="Of prices; INR by default.")


class _TimeFields(serializers.Serializer[Any]):
    date = serializers.DateField(
        required=False,
        help_text="At the origin. Alone: all of the day for long ways, the next two hours or those from 8:00 on for short ones.",
    )
    time = serializers.TimeField(
        required=False, help_text="At the origin, with `date`: leave then."
    )
    depart_at = serializers.DateTimeField(
        required=False, help_text="RFC 3339: leave then or later."
    )
    arrive_by = serializers.DateTimeField(required=False, help_text="RFC 3339: be there by then.")
    window_s = serializers.IntegerField(
        required=False,
        min_value=0,
        max_value=LONGEST_WINDOW_S,
        help_text="Seconds in which to leave, or for `arrive_by` to arrive; 0 is that very moment.",
    )


class OptionsQuery(QuerySerializer, _TimeFields, _WishFields):
    """A search between two places. One of `date`, `depart_at` and `arrive_by` is needed."""

    origin = serializers.CharField(
        max_length=_LONGEST_PLACE,
        help_text="`latitude,longitude`, a city, an airport or its code, a station, a stop, or a place's id.",
    )
    dest = serializers.CharField(max_length=_LONGEST_PLACE, help_text="As the origin.")
    all = serializers.BooleanField(
        required=False,
        help_text=f"The whole front instead of a selection of it: up to {MOST_TOLD} ways, {MOST_TOLD_AT_LENGTH} with `expand`,"
        f" each with up to {MOST_OTHERS} other departures; `capped` where there are more.",
    )
    expand = WordsField(
        words=(STOPS, GEOMETRY), required=False, help_text="`stops`, `geometry`, or both."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Expect one time, and one way of naming modes."""
        return _checked(attrs)


class RouteQuery(QuerySerializer):
    """How a route is told."""

    currency = CurrencyField(required=False, help_text="Of prices; INR by default.")
    expand = WordsField(
        words=(STOPS, GEOMETRY), required=False, help_text="`stops`, `geometry`, or both."
    )


class LocalTransitQuery(QuerySerializer):
    """Around where, and when."""

    lat = serializers.FloatField(min_value=-90, max_value=90)
    lon = serializers.FloatField(min_value=-180, max_value=180)
    radius_m = serializers.IntegerField(required=False, min_value=1, max_value=10_000)
    modes = WordsField(words=MODES, required=False, help_text="Only these: `train,bus`.")
    departures = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=20,
        help_text="Of each line at each stop; 3 by default.",
    )
    at = serializers.DateTimeField(required=False, help_text="RFC 3339; now by default.")


class FeedsQuery(QuerySerializer):
    """No parameters: there are few timetables."""


class PlacesQuery(QuerySerializer):
    """The text that somebody has typed so far."""

    q = serializers.CharField(max_length=_LONGEST_PLACE)
    lat = serializers.FloatField(required=False, min_value=-90, max_value=90)
    lon = serializers.FloatField(required=False, min_value=-180, max_value=180)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Expect both coordinates or none."""
        if ("lat" in attrs) != ("lon" in attrs):
            missing = "lon" if "lat" in attrs else "lat"
            raise serializers.ValidationError({missing: "lat and lon come together."})
        return attrs


class VisitInput(StrictSerializer):
    """A place, and how long one stays there."""

    place = serializers.CharField(max_length=_LONGEST_PLACE)
    leave_from = serializers.CharField(
        required=False,
        max_length=_LONGEST_PLACE,
        help_text="Where the next leg starts, when one gets there by oneself: an open jaw.",
    )
    min_stay_s = serializers.IntegerField(
        required=False, min_value=0, max_value=tours.LONGEST_STAY_S
    )
    max_stay_s = serializers.IntegerField(
        required=False, min_value=0, max_value=tours.LONGEST_STAY_S
    )
    nights = serializers.IntegerField(
        required=False, min_value=0, max_value=60, help_text="Instead of seconds."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Expect nights or seconds."""
        if "nights" in attrs and {"min_stay_s", "max_stay_s"} & set(attrs):
            raise serializers.ValidationError({"nights": "Give nights or seconds, not both."})
        return attrs


class MultiLegInput(StrictSerializer, _TimeFields, _WishFields):
    """The places of a tour. The first is where one starts; `arrive_by` is for single legs only."""

    places = serializers.ListField(child=VisitInput(), min_length=2)
    order = serializers.ChoiceField(
        choices=["given", "free"],
        required=False,
        error_messages={"invalid_choice": "Choose from given, free."},
        help_text="`free`: the first place stays first, the others come in the order with the least time on the way.",
    )
    last_is_fixed = serializers.BooleanField(
        required=False, help_text="With a free order: the last place stays last."
    )
    expand = WordsField(
        words=(STOPS, GEOMETRY), required=False, help_text="`stops`, `geometry`, or both."
    )

    def to_internal_value(self, data: Any) -> Any:
        """Refuse a thousand places before looking at each."""
        places = data.get("places") if isinstance(data, dict) else None
        if isinstance(places, list) and len(places) > tours.MOST_PLACES:
            raise TooManyLegs(most_places=tours.MOST_PLACES, places=len(places))
        return super().to_internal_value(data)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Expect one time to leave at."""
        if "arrive_by" in attrs:
            raise serializers.ValidationError({"arrive_by": "Give date or depart_at."})
        if not {"date", "depart_at"} & set(attrs):
            raise serializers.ValidationError({"date": "Give date or depart_at."})
        return _checked(attrs)


def read_options(request: Request) -> dict[str, Any]:
    """Read a search between two places; a cursor stands for the time.

    Raises:
        Invalid: there is no time, or the cursor came twice.
    """
    asked = read_query(request, OptionsQuery)
    cursors = request.query_params.getlist("cursor")
    if len(cursors) > 1:
        raise Invalid(errors={"cursor": ["Send this once."]})
    if cursors:
        return {**asked, "cursor": cursors[0]}
    if not {"date", "depart_at", "arrive_by"} & set(asked):
        raise Invalid(errors={"date": ["Give date, depart_at or arrive_by."]})
    return asked


def _checked(attrs: dict[str, Any]) -> dict[str, Any]:
    times = [name for name in ("date", "depart_at", "arrive_by") if name in attrs]
    if len(times) > 1:
        raise ImpossibleWindow(errors={times[1]: ["Give only one of date, depart_at, arrive_by."]})
    if "time" in attrs and "date" not in attrs:
        raise serializers.ValidationError({"time": "A time needs its date."})
    for name in ("depart_at", "arrive_by"):
        if name in attrs and not _FIRST <= attrs[name] <= _LAST:
            raise serializers.ValidationError({name: "That is not a time to travel."})
    if "date" in attrs and not _FIRST.date() <= attrs["date"] <= _LAST.date():
        raise serializers.ValidationError({"date": "That is not a time to travel."})
    if "modes" in attrs and "exclude_modes" in attrs:
        raise serializers.ValidationError({"exclude_modes": "Give modes or exclude_modes."})
    return attrs


def wishes_of(asked: dict[str, Any], language: str) -> Wishes:
    """Return what the ways have to be like."""
    return Wishes(
        modes=_modes(asked),
        max_walk_m=asked.get("max_walk_m"),
        max_rides=asked.get("max_rides", 6),
        wheelchair=asked.get("wheelchair", False),
        luggage=asked.get("luggage", False),
        criteria=asked.get("criteria", ""),
        currency=asked.get("currency", USUAL_CURRENCY),
        language=language,
        everything=asked.get("all", False),
        expand=asked.get("expand", frozenset()),
    )


def _modes(asked: dict[str, Any]) -> frozenset[TravelMode] | None:
    if "modes" in asked:
        return frozenset(TravelMode(word) for word in asked["modes"])
    if "exclude_modes" in asked:
        return frozenset(TravelMode) - {TravelMode(word) for word in asked["exclude_modes"]}
    return None


def when_of(asked: dict[str, Any], origin: Place, destination: Place, now: dt.datetime) -> When:
    """Return when to travel."""
    if "cursor" in asked:
        return read_cursor(asked["cursor"])
    window_s = asked.get("window_s")
    if "arrive_by" in asked:
        return When(at=_whole(asked["arrive_by"]), window_s=_window(window_s), arrive_by=True)
    if "depart_at" in asked:
        return When(at=_whole(asked["depart_at"]), window_s=_window(window_s))
    if "time" in asked:
        zone = ZoneInfo(origin.time_zone)
        local = dt.datetime.combine(asked["date"], asked["time"].replace(tzinfo=None), tzinfo=zone)
        return When(at=_whole(local), window_s=_window(window_s))
    usual = options.usual_window(origin, destination, asked["date"], now=now)
    return usual if window_s is None else When(at=usual.at, window_s=window_s)


def _window(window_s: int | None) -> int:
    return options.SHORT_WINDOW_S if window_s is None else window_s


def _whole(at: dt.datetime) -> dt.datetime:
    return at.astimezone(dt.UTC).replace(microsecond=0)


def neighbours(when: When) -> tuple[str, str]:
    """Return the cursors of the windows before and after this one."""
    step = dt.timedelta(seconds=max(when.window_s, 60))
    return write_cursor(when, -step), write_cursor(when, step)


def write_cursor(when: When, step: dt.timedelta) -> str:
    """Return the cursor of a window beside this one."""
    at = int((when.at + step).timestamp())
    return signing.dumps([at, when.window_s, int(when.arrive_by)], salt=_SALT, compress=False)


def read_cursor(cursor: str) -> When:
    """Return the window that a cursor stands for.

    Raises:
        BadCursor: we have not written it.
    """
    try:
        at, window_s, arrive_by = signing.loads(cursor, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise BadCursor from None
    moment = dt.datetime.fromtimestamp(at, tz=dt.UTC)
    return When(at=moment, window_s=window_s, arrive_by=bool(arrive_by))

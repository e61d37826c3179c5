"""Points in tables, as columns `lat` and `lon` in degrees, and the rows around a point."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib.postgres.indexes import GistIndex
from django.db.models import BigIntegerField, BooleanField, F, FloatField, Func, Q, QuerySet, Value
from django.db.models.functions import ASin, Cast, Cos, Floor, Least, Power, Radians, Sin, Sqrt

from riz.geography import EARTH_RADIUS_M, Box, Circle, boxes_around

_Rows = TypeVar("_Rows", bound=QuerySet[Any])


def index(name: str) -> GistIndex:
    """Return the index by which `within` finds rows."""
    return GistIndex(_point(F("lon"), F("lat")), name=name)


def within(rows: _Rows, circle: Circle) -> _Rows:
    """Keep those in the circle and annotate `distance_m`: the index answers the box, the rest is haversine."""
    in_boxes = Q()
    for box in boxes_around(circle):
        in_boxes |= Q(_in_box(box))
    near: _Rows = rows.filter(in_boxes).annotate(distance_m=_whole_metres_from(circle))
    return near.filter(distance_m__lte=circle.radius_m)


def _point(lon: object, lat: object) -> Func:
    return Func(lon, lat, function="point")


def _in_box(box: Box) -> Func:
    corners = (
        _point(_degrees(box.west), _degrees(box.south)),
        _point(_degrees(box.east), _degrees(box.north)),
    )
    return Func(
        _point(F("lon"), F("lat")),
        Func(*corners, function="box"),
        template="%(expressions)s",
        arg_joiner=" <@ ",
        output_field=BooleanField(),
    )


def _degrees(value: float) -> Cast:
    return Cast(Value(value), FloatField())


def _whole_metres_from(circle: Circle) -> Cast:
    lat = _degrees(circle.lat)
    half_chord = Power(Sin(Radians(F("lat") - lat) / 2), 2) + Cos(Radians(lat)) * Cos(
        Radians(F("lat"))
    ) * Power(Sin(Radians(F("lon") - _degrees(circle.lon)) / 2), 2)
    metres = ASin(Sqrt(Least(half_chord, _degrees(1.0)))) * 2 * EARTH_RADIUS_M
    return Cast(Floor(metres), BigIntegerField())

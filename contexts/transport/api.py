"""Questions that other contexts may ask of transport."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from .contracts import Option, Options, Place, TravelTime, When, Wishes
from .queries import matrices, options, places, routes

__all__ = [
    "find_options",
    "find_places",
    "get_route",
    "place_of",
    "travel_times",
]


def find_places(
    *, text: str, near: tuple[float, float] | None = None, limit: int = 10
) -> tuple[Place, ...]:
    """Return the places that a text, or the beginning of one, may mean; the likeliest first."""
    return tuple(places.find_places(text=text, near=near, limit=limit))


def place_of(*, text: str) -> Place:
    """Return the one place that a text means.

    Raises:
        UnknownPlace: nothing is called so.
        AmbiguousPlace: several are.
    """
    return places.place_of(text=text)


def find_options(
    *, origin: Place, destination: Place, when: When, wishes: Wishes, at: dt.datetime
) -> Options:
    """Return the ways between two places.

    Raises:
        SamePlace, OutsideTimetable, TooFarAhead, TooFarPast, InvalidCriteria, NoExchangeRate, Busy, NotReadyYet: see `errors`.
    """
    return options.find_options(
        origin=origin, destination=destination, when=when, wishes=wishes, now=at
    )


def get_route(*, route_id: str, currency: str = "INR", at: dt.datetime) -> Option:
    """Return a way again by the id that it was told with.

    Raises:
        UnknownRoute: it was never told.
        RouteGone: its timetable is no longer in use.
    """
    return routes.get_route(route_id=route_id, currency=currency, now=at)


def travel_times(
    *,
    points: Sequence[tuple[float, float]],
    departs: dt.datetime,
    at: dt.datetime,
    max_walk_m: int = 1_500,
    by_road: bool = False,
) -> tuple[TravelTime, ...]:
    """Return how long it takes between each two points, (latitude, longitude), for who leaves then.

    On foot or by timetable, whichever is there first; `by_road` takes a car where that is faster. At most 100 points.

    Raises:
        TooManyLegs: there are more points.
    """
    return matrices.travel_times(
        points=points, departs=departs, max_walk_m=max_walk_m, by_road=by_road, now=at
    )

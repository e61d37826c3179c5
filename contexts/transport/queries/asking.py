"""The engine's request between two places: which days, how far one walks or drives, what is searched again."""

from __future__ import annotations

from typing import Final

from ..contracts import Place, TravelMode, When, Wishes
from ..domain.engine import Slack
from ..domain.modes import Mode
from ..domain.options.approaches import HUB_REACH_M, Reach
from ..domain.options.search import RAIL, Family, Question
from ..domain.places import metres_between

LONG_M: Final = 120_000
MOST_COMPARED: Final = 4_000
"""Journeys; comparing them takes a fraction of a second, and a front has seldom a quarter of them."""
DAY_TRIP_M: Final = 30_000
"""From here on a question for a date alone is about all of the day."""
DAY: Final = 86_400
_HOUR: Final = 3600
_STEP: Final = 6 * _HOUR
_SHORT_VIEW_S: Final = 30 * _HOUR
_LONG_VIEW_S: Final = 4 * DAY
_USUAL_WALK_M: Final = 1_500
_WITH_LUGGAGE_M: Final = 500
_LONG_SLACK: Final = Slack(arrival_s=8 * _HOUR, rides=1)
SHORT_SLACK: Final = Slack(arrival_s=1_200, rides=1)
_TAXI_SHARE: Final = 0.3
_NO_FLIGHT: Final = ~Mode.FLIGHT.bit
_ROAD: Final = Mode.BUS.bit | Mode.COACH.bit
_LONG_FAMILIES: Final = (
    Family(-1, searches=5),
    Family(_NO_FLIGHT, searches=5),
    Family(_NO_FLIGHT & ~RAIL, searches=5),
    Family(_NO_FLIGHT & ~_ROAD, searches=5),
)
_SHORT_FAMILIES: Final = (Family(-1, searches=2), Family(_NO_FLIGHT & ~RAIL, searches=1))


def is_long(origin: Place, destination: Place) -> bool:
    """Tell whether the long-distance network is what is searched."""
    return apart(origin, destination) > LONG_M


def apart(origin: Place, destination: Place) -> float:
    """Return metres as the crow flies."""
    return metres_between(
        (origin.latitude, origin.longitude), (destination.latitude, destination.longitude)
    )


def view_of_days(at: int, window_s: int, *, long: bool, arrive_by: bool) -> tuple[int, int]:
    """Return which stretch of time is searched, in steps of six hours, so that searches share their views."""
    length = _LONG_VIEW_S if long else _SHORT_VIEW_S
    if arrive_by:
        end = -(-at // _STEP) * _STEP + _STEP
        return end - _STEP - length - _steps(window_s), end
    start = at // _STEP * _STEP
    return start, start + _STEP + length + _steps(window_s)


def _steps(seconds: int) -> int:
    return -(-seconds // _STEP) * _STEP


def question_of(
    origin: Place, destination: Place, when: When, wishes: Wishes, *, long: bool
) -> Question:
    """Return what is asked of the engine."""
    allowed = _mask(wishes.modes)
    taxi_m = _taxi_reach(origin, destination) if allowed >> Mode.TAXI & 1 else 0
    in_town = bool(allowed >> Mode.TAXI & 1)
    return Question(
        origin=(origin.latitude, origin.longitude),
        destination=(destination.latitude, destination.longitude),
        origin_reach=_reach(origin, wishes, taxi_m=taxi_m, in_town=in_town),
        destination_reach=_reach(destination, wishes, taxi_m=taxi_m, in_town=in_town),
        at=int(when.at.timestamp()),
        window_s=when.window_s,
        arrives_by=when.arrive_by,
        modes=allowed,
        max_rides=wishes.max_rides,
        wheelchair=wishes.wheelchair,
        families=_LONG_FAMILIES if long else _SHORT_FAMILIES,
        slack=_LONG_SLACK if long else SHORT_SLACK,
        most=MOST_COMPARED,
    )


def _mask(modes: frozenset[TravelMode] | None) -> int:
    wanted = frozenset(TravelMode) if modes is None else modes
    return sum(Mode[mode.name].bit for mode in wanted)


def _taxi_reach(origin: Place, destination: Place) -> int:
    """Return how far one takes a taxi to a station: not for short ways, and not for most of a way."""
    crow_m = apart(origin, destination)
    return min(HUB_REACH_M, round(crow_m * _TAXI_SHARE)) if crow_m > DAY_TRIP_M else 0


def _reach(place: Place, wishes: Wishes, *, taxi_m: int, in_town: bool) -> Reach:
    usual = _WITH_LUGGAGE_M if wishes.luggage else _USUAL_WALK_M
    return Reach(
        walk_m=usual if wishes.max_walk_m is None else wishes.max_walk_m,
        taxi_m=taxi_m,
        within_m=place.radius_m if in_town else 0,
    )

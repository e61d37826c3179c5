"""OSRM, asked over its HTTP API: `/route` and `/table`. Each profile is a server of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ..domain.modes import Mode
from ..domain.streets import Point, StreetRoute, StreetTime
from ..domain.streets_lines import LineUnreadable, read_line
from .streets_http import (
    NEAREST_STREET_M,
    Answer,
    BeyondService,
    Question,
    StreetsFailed,
    ask,
    number,
)

_PROFILES: Final = {Mode.WALK: "foot", Mode.BICYCLE: "bike", Mode.CAR: "car", Mode.TAXI: "car"}
_DIGITS = 6
_NO_WAY = frozenset({"NoRoute", "NoTable", "NoSegment"})


class Osrm:
    """The servers of its profiles: `foot`, `bike`, `car`."""

    name = "osrm"
    # `osrm-routed` takes a hundred coordinates for a table unless it is told otherwise.
    most_pairs = 2_000
    most_places = 100
    may_be_kept = True

    def __init__(self, urls: Mapping[str, str]) -> None:
        self._urls = {profile: url.rstrip("/") for profile, url in urls.items()}

    def tokens(self, pairs: int) -> int:
        del pairs
        return 1

    def route(self, origin: Point, destination: Point, mode: Mode) -> StreetRoute | None:
        """Ask for one way; None where there is none."""
        address = self._address("route", mode, [origin, destination])
        question = f"{address}?overview=full&geometries=polyline6&radiuses={_radiuses(2)}"
        content = _content(ask(Question(question)))
        if content is None:
            return None
        try:
            found = content["routes"][0]
            shape = read_line(found["geometry"], digits=_DIGITS)
        except (KeyError, TypeError, IndexError, AttributeError, LineUnreadable) as fault:
            raise StreetsFailed("garbage") from fault
        time = _time(found.get("distance"), found.get("duration"))
        return StreetRoute(time.metres, time.seconds, shape, self.name, is_estimated=False)

    def times(
        self, origins: Sequence[Point], destinations: Sequence[Point], mode: Mode
    ) -> list[list[StreetTime | None]]:
        """Ask for the ways between many places."""
        if len(origins) + len(destinations) > self.most_places:
            raise BeyondService("beyond_service")
        address = self._address("table", mode, [*origins, *destinations])
        sources = ";".join(str(i) for i in range(len(origins)))
        targets = ";".join(str(len(origins) + i) for i in range(len(destinations)))
        question = (
            f"{address}?annotations=duration,distance&sources={sources}&destinations={targets}"
        )
        content = _content(ask(Question(question)))
        if content is None:
            return [[None] * len(destinations) for _ in origins]
        try:
            # One place in the sea would spoil the whole table, were it asked for with radiuses.
            on_street = [_is_near(place) for place in content["sources"]]
            ends_near = [_is_near(place) for place in content["destinations"]]
            return [
                [
                    _cell(metres, seconds) if starts_near and ends else None
                    for metres, seconds, ends in zip(*rows, ends_near, strict=True)
                ]
                for *rows, starts_near in zip(
                    content["distances"], content["durations"], on_street, strict=True
                )
            ]
        except (KeyError, TypeError, ValueError) as fault:
            raise StreetsFailed("garbage") from fault

    def _address(self, service: str, mode: Mode, points: Sequence[Point]) -> str:
        profile = _PROFILES[mode]
        if profile not in self._urls:
            raise BeyondService("beyond_service")
        places = ";".join(f"{longitude:.6f},{latitude:.6f}" for latitude, longitude in points)
        return f"{self._urls[profile]}/{service}/v1/{profile}/{places}"


def _is_near(place: Any) -> bool:
    return number(place["distance"]) <= NEAREST_STREET_M


def _radiuses(places: int) -> str:
    """Say how far a street may be from each place; left alone, OSRM takes one at any distance."""
    return ";".join([str(NEAREST_STREET_M)] * places)


def _content(answer: Answer) -> Any:
    """Return what a good answer holds; None where it says that there is no way."""
    code = answer.content.get("code") if isinstance(answer.content, dict) else None
    if answer.is_good and code == "Ok":
        return answer.content
    if code in _NO_WAY:
        return None
    if code == "TooBig":
        raise BeyondService("beyond_service")
    raise StreetsFailed("refused" if code else "garbage")


def _cell(metres: Any, seconds: Any) -> StreetTime | None:
    return None if metres is None or seconds is None else _time(metres, seconds)


def _time(metres: Any, seconds: Any) -> StreetTime:
    return StreetTime(round(number(metres)), round(number(seconds)))

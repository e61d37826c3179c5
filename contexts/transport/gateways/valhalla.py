"""Valhalla, asked over its HTTP API: `/route` and `/sources_to_targets`."""

from __future__ import annotations

from collections.abc import Sequence
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

_COSTING: Final = {
    Mode.WALK: "pedestrian",
    Mode.BICYCLE: "bicycle",
    Mode.CAR: "auto",
    Mode.TAXI: "taxi",
}
_KILOMETRE_M = 1000
_SHAPE_DIGITS = 6
# No path, nothing near: an answer. Too far, too many: a question for somebody else.
_NO_WAY = frozenset({170, 171, 442})
_LIMITS = frozenset({150, 151, 152, 153, 154, 155, 156, 157, 158, 167, 172})


class Valhalla:
    """A service at one address, for all modes."""

    name = "valhalla"
    most_pairs = 2_500
    most_places = 2_501
    may_be_kept = True

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")

    def tokens(self, pairs: int) -> int:
        del pairs
        return 1

    def route(self, origin: Point, destination: Point, mode: Mode) -> StreetRoute | None:
        """Ask for one way; None where there is none."""
        body = {
            "locations": [_location(origin), _location(destination)],
            "costing": _COSTING[mode],
            "units": "kilometers",
            "directions_type": "none",
        }
        content = _content(ask(Question(f"{self._url}/route", body)))
        if content is None:
            return None
        try:
            trip = content["trip"]
            if trip["units"] != "kilometers":
                raise StreetsFailed("units")
            summary, legs = trip["summary"], trip["legs"]
            shape = [
                point for leg in legs for point in read_line(leg["shape"], digits=_SHAPE_DIGITS)
            ]
        except (KeyError, TypeError, AttributeError, LineUnreadable) as fault:
            raise StreetsFailed("garbage") from fault
        time = _time(summary["length"], summary["time"])
        return StreetRoute(time.metres, time.seconds, tuple(shape), self.name, is_estimated=False)

    def times(
        self, origins: Sequence[Point], destinations: Sequence[Point], mode: Mode
    ) -> list[list[StreetTime | None]]:
        """Ask for the ways between many places."""
        body = {
            "sources": [_location(one) for one in origins],
            "targets": [_location(one) for one in destinations],
            "costing": _COSTING[mode],
            "units": "kilometers",
        }
        content = _content(ask(Question(f"{self._url}/sources_to_targets", body)))
        if content is None:
            # One place far from any street spoils the answer for all of them.
            if len(origins) * len(destinations) > 1:
                raise BeyondService("beyond_service")
            return [[None]]
        try:
            if content["units"] not in {"kilometers", "km"}:
                raise StreetsFailed("units")
            found: list[list[StreetTime | None]] = [
                [_cell(cell) for cell in row] for row in content["sources_to_targets"]
            ]
        except (KeyError, TypeError, AttributeError) as fault:
            raise StreetsFailed("garbage") from fault
        return found


def _content(answer: Answer) -> Any:
    """Return what a good answer holds; None where it says that there is no way."""
    if answer.is_good:
        return answer.content
    code = answer.content.get("error_code") if isinstance(answer.content, dict) else None
    if code in _NO_WAY:
        return None
    if code in _LIMITS:
        raise BeyondService("beyond_service")
    raise StreetsFailed("refused")


def _cell(cell: Any) -> StreetTime | None:
    if cell["time"] is None or cell["distance"] is None:
        return None
    return _time(cell["distance"], cell["time"])


def _time(kilometres: Any, seconds: Any) -> StreetTime:
    return StreetTime(round(number(kilometres) * _KILOMETRE_M), round(number(seconds)))


def _location(point: Point) -> dict[str, float]:
    return {"lat": point[0], "lon": point[1], "search_cutoff": NEAREST_STREET_M}

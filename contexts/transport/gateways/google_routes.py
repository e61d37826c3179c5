"""Google Routes (v2), asked over REST: `computeRoutes` and `computeRouteMatrix`. Its terms let nobody keep the answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from ..domain.modes import Mode
from ..domain.streets import Point, StreetRoute, StreetTime
from ..domain.streets_lines import LineUnreadable, read_line
from .streets_http import Answer, Question, StreetsFailed, ask, number

_MODES: Final = {
    Mode.WALK: "WALK",
    Mode.BICYCLE: "BICYCLE",
    Mode.CAR: "DRIVE",
    Mode.TAXI: "DRIVE",
}
_DIGITS = 5
_ROUTE_FIELDS = "routes.duration,routes.distanceMeters,routes.polyline.encodedPolyline"
_MATRIX_FIELDS = "originIndex,destinationIndex,status,condition,distanceMeters,duration"


class GoogleRoutes:
    """The service behind one key."""

    name = "google"
    most_pairs = 625
    # Fifty is the least limit on either side that its documents name.
    most_places = 50
    may_be_kept = False

    def __init__(self, url: str, key: str) -> None:
        self._url = url.rstrip("/")
        self._key = key

    def tokens(self, pairs: int) -> int:
        """Each pair of a matrix is counted, and billed."""
        return pairs

    def route(self, origin: Point, destination: Point, mode: Mode) -> StreetRoute | None:
        """Ask for one way; None where there is none."""
        body = {
            "origin": _waypoint(origin),
            "destination": _waypoint(destination),
            "travelMode": _MODES[mode],
        }
        content = _content(self._ask("/directions/v2:computeRoutes", body, _ROUTE_FIELDS))
        try:
            routes = content.get("routes") or []
            if not routes and not content.keys() - {"routes"}:
                return None
            shape = read_line(routes[0]["polyline"]["encodedPolyline"], digits=_DIGITS)
        except (LookupError, TypeError, AttributeError, LineUnreadable) as fault:
            raise StreetsFailed("garbage") from fault
        time = _time(routes[0])
        return StreetRoute(time.metres, time.seconds, shape, self.name, is_estimated=False)

    def times(
        self, origins: Sequence[Point], destinations: Sequence[Point], mode: Mode
    ) -> list[list[StreetTime | None]]:
        """Ask for the ways between many places; the answer's elements come in any order."""
        body = {
            "origins": [{"waypoint": _waypoint(one)} for one in origins],
            "destinations": [{"waypoint": _waypoint(one)} for one in destinations],
            "travelMode": _MODES[mode],
        }
        content = _content(self._ask("/distanceMatrix/v2:computeRouteMatrix", body, _MATRIX_FIELDS))
        times: list[list[StreetTime | None]] = [[None] * len(destinations) for _ in origins]
        seen: set[tuple[int, int]] = set()
        try:
            for element in content:
                row, column = element.get("originIndex", 0), element.get("destinationIndex", 0)
                times[row][column] = _element(element)
                seen.add((row, column))
        except (KeyError, TypeError, AttributeError, IndexError) as fault:
            raise StreetsFailed("garbage") from fault
        if len(seen) != len(origins) * len(destinations):
            raise StreetsFailed("garbage")
        return times

    def _ask(self, path: str, body: dict[str, Any], fields: str) -> Answer:
        headers = {"X-Goog-Api-Key": self._key, "X-Goog-FieldMask": fields}
        return ask(Question(f"{self._url}{path}", body, headers))


def _content(answer: Answer) -> Any:
    if not answer.is_good:
        raise StreetsFailed("refused")
    return answer.content


def _element(element: Any) -> StreetTime | None:
    if (element.get("status") or {}).get("code", 0):
        raise StreetsFailed("refused")
    return _time(element) if element["condition"] == "ROUTE_EXISTS" else None


def _time(stated: Any) -> StreetTime:
    duration = stated["duration"] if isinstance(stated, dict) and "duration" in stated else None
    if not isinstance(duration, str) or not duration.endswith("s"):
        raise StreetsFailed("garbage")
    try:
        seconds = float(duration[:-1])
    except ValueError as fault:
        raise StreetsFailed("garbage") from fault
    # What is nothing is left out of the answer.
    return StreetTime(round(number(stated.get("distanceMeters", 0))), round(number(seconds)))


def _waypoint(point: Point) -> dict[str, Any]:
    return {"location": {"latLng": {"latitude": point[0], "longitude": point[1]}}}

"""A way as a few bytes, from which it can be told again: whose timetables, which trips on which dates, from where to where.

Numbers are written seven bits at a time, the lowest first; a signed one folds its sign into the lowest bit. The bytes are
signed elsewhere. What they say of a trip is only as good as the version of the feed that they name.
"""

from __future__ import annotations

from base64 import b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ..modes import Mode

FORMAT: Final = 2
LONGEST: Final = 420
"""Bytes; an id of them stays below 600 characters."""
_MOST_LEGS: Final = 24
_MOST_FEEDS: Final = 16
_MOST_PLACES: Final = 4
_VERSION_BYTES: Final = 16
_NAME_BYTES: Final = 48
_RIDE: Final = 0x80
_E5: Final = 100_000
_LARGEST: Final = 2**40


class NotARoute(ValueError):
    """Bytes that no way was ever written as."""


@dataclass(frozen=True, slots=True)
class Point:
    """An end of the way."""

    name: str
    latitude: float
    longitude: float
    zone: str = ""


@dataclass(frozen=True, slots=True)
class RideRef:
    """A ride, by the numbers of its feed."""

    feed: int
    """Index into the versions."""
    trip: int
    day: int
    board: int
    alight: int


@dataclass(frozen=True, slots=True)
class MoveRef:
    """A move."""

    mode: Mode
    seconds: int
    metres: int
    waits_s: int = 0
    """Beside moving: for check-in after it, or for luggage before it."""


@dataclass(frozen=True, slots=True)
class Route:
    """All that an id says."""

    origin: Point
    destination: Point
    versions: tuple[bytes, ...]
    """The ids of the versions of feeds."""
    legs: tuple[RideRef | MoveRef, ...]
    country: str = ""
    places: tuple[str, ...] = ()
    """Where its taxis are taken, for tariffs."""


def encode(route: Route) -> str:
    """Write a way as URL-safe text."""
    out = bytearray([FORMAT])
    _put_point(out, route.origin)
    _put_point(out, route.destination)
    _put(out, len(route.versions))
    for version in route.versions:
        out += version
    _put(out, len(route.legs))
    for leg in route.legs:
        _put_leg(out, leg)
    _put_text(out, route.country)
    _put(out, len(route.places))
    for place in route.places:
        _put_text(out, place)
    return urlsafe_b64encode(bytes(out)).rstrip(b"=").decode()


def decode(text: str) -> Route:
    """Read an id back.

    Raises:
        NotARoute: it is not what `encode` writes.
    """
    try:
        data = b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
        route = _Reader(data).route()
    except (ValueError, IndexError) as fault:
        raise NotARoute from fault
    if encode(route) != text:
        raise NotARoute
    return route


def shortened(name: str) -> str:
    """Return what of a name fits into an id."""
    return name.encode()[:_NAME_BYTES].decode(errors="ignore")


def rounded(degrees: float) -> float:
    """Return a coordinate as an id holds it."""
    return round(degrees * _E5) / _E5


def _put(out: bytearray, number: int) -> None:
    if number < 0:
        raise ValueError("only signed numbers are negative")
    while number > 0x7F:  # noqa: PLR2004
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)


def _put_signed(out: bytearray, number: int) -> None:
    _put(out, number * 2 if number >= 0 else -number * 2 - 1)


def _put_text(out: bytearray, text: str) -> None:
    encoded = shortened(text).encode()
    _put(out, len(encoded))
    out += encoded


def _put_point(out: bytearray, point: Point) -> None:
    _put_signed(out, round(point.latitude * _E5))
    _put_signed(out, round(point.longitude * _E5))
    _put_text(out, point.name)
    _put_text(out, point.zone)


def _put_leg(out: bytearray, leg: RideRef | MoveRef) -> None:
    if isinstance(leg, MoveRef):
        out.append(leg.mode)
        _put(out, leg.seconds)
        _put(out, leg.metres)
        _put(out, leg.waits_s)
        return
    out.append(_RIDE | leg.feed)
    _put(out, leg.trip)
    _put_signed(out, leg.day)
    _put(out, leg.board)
    _put(out, leg.alight - leg.board)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data if len(data) <= LONGEST else b""
        self._at = 0

    def route(self) -> Route:
        if self._byte() != FORMAT:
            raise ValueError("another format")
        origin, destination = self._point(), self._point()
        versions = tuple(self._bytes(_VERSION_BYTES) for _ in range(self._count(_MOST_FEEDS)))
        legs = tuple(self._leg(versions) for _ in range(self._count(_MOST_LEGS)))
        country = self._text()
        places = tuple(self._text() for _ in range(self._count(_MOST_PLACES)))
        if self._at != len(self._data) or not any(isinstance(leg, RideRef) for leg in legs):
            raise ValueError("something follows, or there is no ride")
        return Route(origin, destination, versions, legs, country, places)

    def _point(self) -> Point:
        latitude, longitude = self._signed() / _E5, self._signed() / _E5
        name, zone = self._text(), self._text()
        return Point(name, latitude, longitude, zone)

    def _leg(self, versions: Sequence[bytes]) -> RideRef | MoveRef:
        kind = self._byte()
        if not kind & _RIDE:
            return MoveRef(Mode(kind), self._number(), self._number(), self._number())
        feed = kind & ~_RIDE
        if feed >= len(versions):
            raise ValueError("no such feed")
        trip, day, board, hops = self._number(), self._signed(), self._number(), self._number()
        return RideRef(feed, trip, day, board, board + hops)

    def _count(self, most: int) -> int:
        number = self._number()
        if number > most:
            raise ValueError("too many")
        return number

    def _text(self) -> str:
        return self._bytes(self._count(_NAME_BYTES)).decode()

    def _bytes(self, count: int) -> bytes:
        if self._at + count > len(self._data):
            raise IndexError
        self._at += count
        return self._data[self._at - count : self._at]

    def _byte(self) -> int:
        return self._bytes(1)[0]

    def _number(self) -> int:
        number = shift = 0
        while True:
            byte = self._byte()
            number |= (byte & 0x7F) << shift
            shift += 7
            if number > _LARGEST:
                raise ValueError("too large")
            if not byte & 0x80:
                return number

    def _signed(self) -> int:
        number = self._number()
        return number // 2 if number % 2 == 0 else -(number + 1) // 2

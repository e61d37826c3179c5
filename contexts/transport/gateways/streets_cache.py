"""Ways along streets that were asked for lately, in Valkey."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson
import redis
from django.conf import settings

from riz import valkey

from ..domain.modes import Mode
from ..domain.streets import Point, StreetRoute, StreetTime
from ..domain.streets_lines import LineUnreadable, read_line, write_line

DIGITS: Final = 4
"""Decimals of degrees that coordinates are rounded to before anybody is asked: eleven metres."""

_LINE_DIGITS = 6


def rounded(point: Point) -> Point:
    """Return the point that stands for all so near."""
    return round(point[0], DIGITS), round(point[1], DIGITS)


class StreetCache:
    """The cached answers of one service. Unknown is not there; None is that there is no way."""

    def __init__(self, service: str) -> None:
        self._prefix = f"riz:transport:streets:1:{service}"

    def recall_route(
        self, origin: Point, destination: Point, mode: Mode
    ) -> list[StreetRoute | None]:
        """Return the way in a list, or an empty list."""
        written = valkey.ask("get", self._key("r", origin, destination, mode))
        try:
            return [] if written is None else [_read_route(written)]
        except (ValueError, TypeError, LineUnreadable):
            return []

    def remember_route(
        self, origin: Point, destination: Point, mode: Mode, route: StreetRoute | None
    ) -> None:
        """Keep a way."""
        facts = None if route is None else _facts(route)
        valkey.ask(
            "set",
            self._key("r", origin, destination, mode),
            orjson.dumps(facts),
            ex=settings.TRANSPORT_STREETS_CACHE_SECONDS,
        )

    def recall_times(
        self, pairs: Sequence[tuple[Point, Point]], mode: Mode
    ) -> dict[tuple[Point, Point], StreetTime | None]:
        """Return what is known of many ways, in one look-up."""
        found = (
            valkey.ask("mget", [self._key("t", *pair, mode) for pair in pairs]) if pairs else None
        )
        known: dict[tuple[Point, Point], StreetTime | None] = {}
        for pair, written in zip(pairs, found or [], strict=False):
            if written is not None:
                facts = orjson.loads(written)
                known[pair] = None if facts is None else StreetTime(*facts)
        return known

    def remember_times(
        self, times: Mapping[tuple[Point, Point], StreetTime | None], mode: Mode
    ) -> None:
        """Keep many ways, in one step."""
        with contextlib.suppress(redis.RedisError), valkey.connected() as client:
            pipe = client.pipeline(transaction=False)
            for pair, found in times.items():
                facts = None if found is None else (found.metres, found.seconds)
                key = self._key("t", *pair, mode)
                pipe.set(key, orjson.dumps(facts), ex=settings.TRANSPORT_STREETS_CACHE_SECONDS)
            pipe.execute()

    def _key(self, kind: str, origin: Point, destination: Point, mode: Mode) -> str:
        ends = ":".join(f"{lat:.{DIGITS}f},{lon:.{DIGITS}f}" for lat, lon in (origin, destination))
        return f"{self._prefix}:{kind}:{mode.value}:{ends}"


def _facts(route: StreetRoute) -> dict[str, Any]:
    line = write_line(route.geometry, digits=_LINE_DIGITS)
    return {"m": route.metres, "s": route.seconds, "by": route.source, "line": line}


def _read_route(written: bytes) -> StreetRoute | None:
    facts = orjson.loads(written)
    if facts is None:
        return None
    line = read_line(facts["line"], digits=_LINE_DIGITS)
    return StreetRoute(facts["m"], facts["s"], line, facts["by"], is_estimated=False)

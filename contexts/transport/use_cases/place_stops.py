"""Making the stops of a feed known by name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Final
from uuid import UUID

from riz.use_cases import use_case
from riz.values import clean_line

from .. import models
from ..contracts import PlaceFacts, PlaceKind, StopPlace

LONGEST_KEY: Final = 200
LONGEST_NAME: Final = 200
LONGEST_CODE: Final = 64
STATION_RADIUS_M: Final = 400
STOP_RADIUS_M: Final = 100


@use_case
def place_stops(*, version_id: UUID, stops: Iterable[StopPlace]) -> int:
    """Make the stops of a version of a feed known by name, in place of those it had; return how many there are.

    Stops without a name, and the second of one id, are left out.
    """
    models.Place.objects.of_version(version_id).delete()
    models.Place.objects.copy_in(_rows(version_id, stops))
    return models.Place.objects.of_version(version_id).count()


def _rows(version_id: UUID, stops: Iterable[StopPlace]) -> Iterator[models.Place]:
    keys: set[str] = set()
    for stop in stops:
        key = f"{version_id.hex}:{_short(_text(stop.stop_id))}"
        if key in keys or not clean_line(stop.name, longest=LONGEST_NAME):
            continue
        keys.add(key)
        row = models.Place(
            source=models.PlaceSource.FEED, source_key=key, feed_version_id=version_id
        )
        row.apply(_facts(stop))
        yield row


def _short(stop_id: str) -> str:
    if len(stop_id) <= LONGEST_KEY:
        return stop_id
    return hashlib.blake2b(stop_id.encode(), digest_size=32).hexdigest()


def _text(value: str) -> str:
    # PostgreSQL keeps no NUL, and feeds are strangers' files.
    return value.replace("\x00", "").strip()


def _facts(stop: StopPlace) -> PlaceFacts:
    name = clean_line(stop.name, longest=LONGEST_NAME)
    also = (f"{name} station", f"{name} railway station") if stop.is_station else ()
    return PlaceFacts(
        kind=PlaceKind.STATION if stop.is_station else PlaceKind.STOP,
        name=name,
        other_names=tuple(
            clean_line(other, longest=LONGEST_NAME) for other in (*stop.other_names, *also)
        ),
        code=_text(stop.code)[:LONGEST_CODE],
        latitude=stop.latitude,
        longitude=stop.longitude,
        time_zone=stop.time_zone,
        country=stop.country[:2],
        region=clean_line(stop.region, longest=120),
        importance=stop.importance,
        radius_m=STATION_RADIUS_M if stop.is_station else STOP_RADIUS_M,
    )

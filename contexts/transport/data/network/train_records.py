"""Published rows of trains and their stations, read and put in order."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Final

from .tables import EVERY_DAY

Point = tuple[float, float]

_CLOCK: Final = re.compile(r"(?:(\d+)H )?(?:(\d+)M )?(\d+)S")
DAY_S: Final = 86_400
_SPECIAL: Final = "0"
"""Trains whose number begins so ran for a season only."""


@dataclass(frozen=True, slots=True)
class Halt:
    """A train at a station: seconds after the midnight before it starts. The published tables tell departures alone."""

    code: str
    km: int
    departure: int | None
    arrival: int | None = None


@dataclass(frozen=True, slots=True)
class Train:
    """A train as it runs on each of its days."""

    number: str
    name: str
    halts: tuple[Halt, ...]
    days: str = EVERY_DAY

    @property
    def km(self) -> int:
        return self.halts[-1].km


@dataclass(frozen=True, slots=True)
class Records:
    """The rows of a published timetable."""

    trains: tuple[Train, ...]
    station_names: Mapping[str, str]
    published_points: Mapping[str, Point]
    rejected: tuple[str, ...]
    """Numbers of trains whose rows contradict each other."""


def read_records(lines: Iterable[str]) -> Records:
    """Read the rows of a published timetable; trains that can't be put in order are left out and named."""
    rows = sorted(csv.DictReader(lines), key=itemgetter("trainNo"))
    trains, rejected = [], []
    for number, of_train in groupby(rows, key=itemgetter("trainNo")):
        train = _train(number, list(of_train))
        if train is None:
            rejected.append(number)
        elif not number.startswith(_SPECIAL):
            trains.append(train)
    points = {
        row["stationCode"]: (float(row["lat1"]), float(row["long1"])) for row in rows if row["lat1"]
    }
    names = {row["stationCode"]: row["stationName"].strip() for row in rows}
    return Records(tuple(trains), names, points, tuple(rejected))


def _train(number: str, rows: list[dict[str, str]]) -> Train | None:
    rows.sort(key=lambda row: int(row["islno"]))
    numbered = [int(row["islno"]) for row in rows]
    kms = [int(row["distance"]) for row in rows]
    in_order = numbered == list(range(1, len(rows) + 1)) and all(
        before < after for before, after in pairwise(kms)
    )
    codes = [row["stationCode"] for row in rows]
    if not in_order or len(rows) < 2 or len(set(codes)) < len(codes):  # noqa: PLR2004
        return None
    halts = [
        Halt(code, km, seconds_of(row["numDeparture"]))
        for code, km, row in zip(codes, kms, rows, strict=True)
    ]
    halts[-1] = replace(halts[-1], departure=None)
    return Train(number, rows[0]["trainName"].strip(), tuple(halts))


def seconds_of(text: str) -> int:
    """Read a time of day as the published table writes it.

    >>> seconds_of("1H 12M 0S"), seconds_of("55M 0S")
    (4320, 3300)
    """
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is no time of day")
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + seconds


def read_own_trains(lines: Iterable[str]) -> tuple[Train, ...]:
    """Read trains written down by hand: `CODE km HH:MM` of each halt, the time of departure, at the last of arrival."""
    return tuple(
        Train(row["number"], row["name"], _own_halts(row["stops"]), row["days"])
        for row in csv.DictReader(lines)
    )


def _own_halts(text: str) -> tuple[Halt, ...]:
    halts = []
    for written in text.split("|"):
        code, km, time = written.split()
        hours, minutes = time.split(":")
        halts.append(Halt(code, int(km), int(hours) * 3600 + int(minutes) * 60))
    last = halts[-1]
    halts[-1] = replace(last, arrival=last.departure, departure=None)
    return tuple(halts)

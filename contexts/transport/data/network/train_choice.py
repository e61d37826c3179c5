"""Which trains of a whole country the demo network takes: all that serve the North East, then what joins its big cities."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from .train_records import Train


@dataclass(frozen=True, slots=True)
class RailCity:
    """A city with its long-distance stations."""

    name: str
    importance: int
    codes: frozenset[str]


def read_cities(lines: Iterable[str]) -> tuple[RailCity, ...]:
    """Read cities and the codes of their stations."""
    return tuple(
        RailCity(row["city"], int(row["importance"]), frozenset(row["codes"].split()))
        for row in csv.DictReader(lines)
    )


def choose_trains(
    trains: Iterable[Train],
    *,
    cities: Iterable[RailCity],
    always: frozenset[str],
    halts: int,
) -> tuple[Train, ...]:
    """Return the trains that halt at one of the stations of `always`, then the fastest between cities.

    They are taken by the importance of the two cities, and for each pair one that starts in the other half of the day
    too, until they have as many halts as allowed.
    """
    listed = sorted(trains, key=lambda train: train.number)
    chosen = {train.number: train for train in listed if any(h.code in always for h in train.halts)}
    room = halts - sum(len(train.halts) for train in chosen.values())
    for train in _wanted(listed, tuple(cities)):
        if train.number not in chosen and len(train.halts) <= room:
            chosen[train.number] = train
            room -= len(train.halts)
    return tuple(chosen[number] for number in sorted(chosen))


def _wanted(trains: list[Train], cities: tuple[RailCity, ...]) -> Iterator[Train]:
    by_pair = _by_pair(trains, cities)
    pairs = sorted(
        (
            (one, other)
            for one, other in product(cities, cities)
            if by_pair.get((one.name, other.name))
        ),
        key=lambda pair: (-pair[0].importance * pair[1].importance, pair[0].name, pair[1].name),
    )
    for one, other in pairs:
        fastest = sorted(by_pair[one.name, other.name], key=lambda ride: (ride[0], ride[2].number))
        _, leaves, train = fastest[0]
        yield train
        yield from [later for _, half, later in fastest if half != leaves][:1]


def _by_pair(
    trains: list[Train], cities: tuple[RailCity, ...]
) -> dict[tuple[str, str], list[tuple[int, bool, Train]]]:
    """Return for each pair of cities the seconds that each train takes, whether it leaves after noon, and the train."""
    city_of = {code: city.name for city in cities for code in city.codes}
    rides: dict[tuple[str, str], list[tuple[int, bool, Train]]] = defaultdict(list)
    for train in trains:
        calls = [(city_of[h.code], h) for h in train.halts if h.code in city_of]
        for number, (start, leaving) in enumerate(calls):
            for end, reaching in calls[number + 1 :]:
                if start != end and leaving.departure is not None:
                    took = (reaching.arrival or 0) - leaving.departure
                    afternoon = leaving.departure % 86_400 >= 43_200  # noqa: PLR2004 - noon
                    rides[start, end].append((took, afternoon, train))
    return rides

"""Times of trains made whole from what is published: departures alone, as times of day without the day.

A train's days are counted by its times running on, and by the speed that it would otherwise need. It stands at a station
the longer the more trains halt there. When it reaches its last station follows from how fast it went before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Final

from .train_records import DAY_S, Halt, Train

FASTEST_KMH: Final = 130
TOP_KMH: Final = 165
"""Published kilometres are rounded: on short legs trains seem faster than any is."""
CRAWLING_KMH: Final = 12
_ROUNDED_S: Final = 120
_HELD_S: Final = 4 * 3600
_TRUE: Final = 0.7
USUAL_KMH: Final = 48
"""Of trains with one leg only, whose own speed nobody knows."""
SLOWEST_KMH: Final = 25
_STANDING: Final = ((150, 600), (60, 300), (0, 120))
"""Seconds at a station where at least so many trains halt."""
_MOST_OF_A_LEG: Final = 0.4


def traffic_of(trains: Iterable[Train]) -> Counter[str]:
    """Count the trains that halt at each station."""
    return Counter(halt.code for train in trains for halt in train.halts)


def with_times(train: Train, traffic: Mapping[str, int]) -> Train:
    """Return the train with arrivals and departures that run on over midnight."""
    halts = _over_days(train.halts)
    halts = _with_end(halts)
    arrived = [replace(halts[0], arrival=halts[0].departure)]
    for before, halt in pairwise(halts):
        arrived.append(_with_arrival(before, halt, traffic))
    return replace(train, halts=tuple(arrived))


def _over_days(halts: tuple[Halt, ...]) -> tuple[Halt, ...]:
    counted, last = [], halts[0]
    for halt in halts:
        scheduled = halt.departure if halt.departure is not None else halt.arrival
        time = _following(scheduled, last, halt)
        is_end = halt.arrival is not None
        counted.append(replace(halt, arrival=time) if is_end else replace(halt, departure=time))
        if time is not None:
            last = counted[-1]
    return _without_gaps(counted)


def _following(scheduled: int | None, last: Halt, halt: Halt) -> int | None:
    """Return the first instant after the last halt at a time of day; None where no train can be there then."""
    if scheduled is None or halt is last or last.departure is None:
        return scheduled
    takes = (scheduled - last.departure) % DAY_S
    km = halt.km - last.km
    soonest = km * 3600 / TOP_KMH - _ROUNDED_S
    latest = km * 3600 / CRAWLING_KMH + _HELD_S
    return last.departure + takes if soonest <= takes <= latest else None


def _without_gaps(halts: list[Halt]) -> tuple[Halt, ...]:
    """Fill in the times that were no times between those before and after, by kilometres; not that of the last halt."""
    scheduled = [halt for halt in halts if halt.departure is not None]
    filled = []
    for halt in halts[:-1]:
        if halt.departure is None:
            before = max((h for h in scheduled if h.km < halt.km), key=lambda h: h.km)
            after = min((h for h in scheduled if h.km > halt.km), key=lambda h: h.km, default=None)
            halt = replace(halt, departure=_time_between(before, after, halt.km))  # noqa: PLW2901
        filled.append(halt)
    return (*filled, halts[-1])


def _time_between(before: Halt, after: Halt | None, km: int) -> int:
    start = before.departure or 0
    speed = USUAL_KMH / 3600
    if after is not None:
        speed = (after.km - before.km) / max((after.departure or 0) - start, 60)
    return start + round((km - before.km) / speed / 60) * 60


def runs_true(train: Train) -> bool:
    """Tell whether enough of a train's published times can be true for the rest to be filled in."""
    whole = _over_days_named(train.halts)
    return whole >= _TRUE * (len(train.halts) - 1)


def _over_days_named(halts: tuple[Halt, ...]) -> int:
    true, last = 0, halts[0]
    for halt in halts[:-1]:
        time = _following(halt.departure, last, halt)
        if time is not None:
            true += 1
            last = replace(halt, departure=time)
    return true


def _with_end(halts: tuple[Halt, ...]) -> tuple[Halt, ...]:
    last, before = halts[-1], halts[-2]
    if last.arrival is not None:
        return halts
    start = halts[0].departure or 0
    took = (before.departure or 0) - start
    speed = before.km * 3600 / took if took else USUAL_KMH
    speed = min(max(speed, SLOWEST_KMH), FASTEST_KMH)
    arrival = (before.departure or 0) + round((last.km - before.km) / speed * 60) * 60
    return (*halts[:-1], replace(last, arrival=arrival))


def _with_arrival(before: Halt, halt: Halt, traffic: Mapping[str, int]) -> Halt:
    if halt.departure is None:
        return halt
    stands = next(seconds for trains, seconds in _STANDING if traffic.get(halt.code, 0) >= trains)
    leg = halt.departure - (before.departure or 0)
    spare = leg - (halt.km - before.km) * 3600 / FASTEST_KMH
    stands = int(max(0, min(stands, leg * _MOST_OF_A_LEG, spare))) // 60 * 60
    return replace(halt, arrival=halt.departure - stands)

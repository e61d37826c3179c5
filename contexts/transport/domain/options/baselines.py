"""Ways without any timetable: walk, cycle, drive, take a taxi the whole way. There to compare with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ..modes import Mode
from .ways import Move, Way

_FARTHEST_M: Final = {
    Mode.CAR: 10**8,
    Mode.TAXI: 10**8,
    Mode.BICYCLE: 60_000,
    Mode.WALK: 15_000,
}
Price = Callable[[tuple[Move, ...], int, int], Way]
Measure = Callable[[Mode], tuple[int, int] | None]
"""Metres and seconds by street; None where there is no way."""


def baselines(
    measure: Measure, price: Price, at: int, *, arrives_by: bool, luggage: bool
) -> list[Way]:
    """Return walking and cycling as far as is sensible, driving and a taxi at any distance."""
    modes = (Mode.CAR, Mode.TAXI, Mode.WALK) if luggage else tuple(_FARTHEST_M)
    ways: list[Way] = []
    for mode in modes:
        found = measure(mode)
        if found is None or found[0] > _FARTHEST_M[mode]:
            continue
        metres, seconds = found
        departs = at - seconds if arrives_by else at
        move = Move(mode, departs, departs + seconds, metres)
        ways.append(price((move,), departs, departs + seconds))
    return ways

"""Modes of travel as small integers, the way arrays hold them."""

from __future__ import annotations

from enum import IntEnum


class Mode(IntEnum):
    """How one moves. The number is what compiled feeds store: never reuse one."""

    WALK = 0
    BICYCLE = 1
    CAR = 2
    TAXI = 3
    BUS = 4
    COACH = 5
    TRAM = 6
    METRO = 7
    SUBURBAN_TRAIN = 8
    TRAIN = 9
    FERRY = 10
    CABLE = 11
    FLIGHT = 12

    @property
    def bit(self) -> int:
        """The mode's bit in a mask of modes."""
        return 1 << self


SCHEDULED = frozenset(
    {
        Mode.BUS,
        Mode.COACH,
        Mode.TRAM,
        Mode.METRO,
        Mode.SUBURBAN_TRAIN,
        Mode.TRAIN,
        Mode.FERRY,
        Mode.CABLE,
        Mode.FLIGHT,
    }
)


def mask_of(modes: frozenset[Mode]) -> int:
    """Return the modes as a bit mask."""
    return sum(mode.bit for mode in modes)

"""Route types of GTFS, the extended ones included, as modes."""

from __future__ import annotations

from typing import Final

from ..modes import Mode

_BASIC: Final = {
    0: Mode.TRAM,
    1: Mode.METRO,
    2: Mode.TRAIN,
    3: Mode.BUS,
    4: Mode.FERRY,
    5: Mode.TRAM,  # cable cars run in the street
    6: Mode.CABLE,
    7: Mode.CABLE,
    11: Mode.BUS,  # trolleybuses
    12: Mode.METRO,  # monorails
}
_EXTENDED: Final = (
    (100, 105, Mode.TRAIN),  # high speed, long distance, inter-regional, car transport, sleeper
    (106, 109, Mode.TRAIN),  # regional, tourist, shuttle within a complex; suburban is named below
    (110, 199, Mode.TRAIN),
    (200, 299, Mode.COACH),
    (300, 399, Mode.SUBURBAN_TRAIN),
    (400, 499, Mode.METRO),
    (500, 699, Mode.METRO),
    (700, 799, Mode.BUS),
    (800, 899, Mode.BUS),
    (900, 999, Mode.TRAM),
    (1000, 1099, Mode.FERRY),
    (1100, 1199, Mode.FLIGHT),
    (1200, 1299, Mode.FERRY),
    (1300, 1399, Mode.CABLE),
    (1400, 1499, Mode.CABLE),
    (1500, 1599, Mode.TAXI),
    (1700, 1799, Mode.BUS),
)
_NAMED: Final = {
    108: Mode.SUBURBAN_TRAIN,  # rail shuttles
    109: Mode.SUBURBAN_TRAIN,
    405: Mode.METRO,
    1702: Mode.BUS,
}


def mode_of(route_type: int) -> Mode | None:
    """Return the mode of a route type, or None of a number that means nothing."""
    named = _BASIC.get(route_type) or _NAMED.get(route_type)
    if named is not None:
        return named
    families = (mode for low, high, mode in _EXTENDED if low <= route_type <= high)
    return next(families, None)

"""Amounts that grow with distance, each further stretch at a rate of its own (telescopic rates).

Written for people as `200=44.5 500=30 *=22`: so much for each kilometre up to 200, so much up to 500, so much beyond.
Rates are kept in thousandths, so that every amount is a whole number of millionths of its unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Final

import numpy as np

from ..timetable.view import Int64

MILLIONTHS: Final = 1_000_000
FARTHEST_M: Final = 40_100_000
"""Around the Earth: no ride counts for more."""
_THOUSANDTHS: Final = 1000
_LARGEST_RATE: Final = 10_000_000_000
_END: Final = "*"


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of distance and what each of its kilometres costs."""

    up_to_m: int | None
    """None: to the end of the world."""
    rate_thousandths: int
    """Thousandths of the unit for each kilometre; never negative."""


Bands = tuple[Band, ...]


class BandsUnreadable(ValueError):
    """A text that is no list of bands."""


def read_bands(text: str) -> Bands:
    """Read bands as people write them; nothing at all is free of charge for any distance.

    Raises:
        BandsUnreadable: something is not `kilometres=rate`, distances don't ascend, a rate is negative, or the last band ends.
    """
    bands = tuple(_read_band(word) for word in text.split())
    if not bands:
        return ()
    ends = [band.up_to_m for band in bands]
    if ends[-1] is not None:
        raise BandsUnreadable("the last band is for any distance: *=rate")
    inner = [end for end in ends[:-1] if end is not None]
    if len(inner) != len(ends) - 1 or any(a >= b for a, b in pairwise(inner)):
        raise BandsUnreadable("distances ascend, and * comes last")
    return bands


def millionths(bands: Bands, metres: Int64) -> Int64:
    """Return what distances amount to, exactly, in millionths of the unit; never falls with distance."""
    amount = np.zeros_like(metres)
    distance = np.clip(metres, 0, FARTHEST_M)
    start = 0
    for band in bands:
        end = FARTHEST_M if band.up_to_m is None else band.up_to_m
        amount += np.clip(distance - start, 0, max(end - start, 0)) * band.rate_thousandths
        start = end
    return amount


def millionths_of(bands: Bands, metres: int) -> int:
    """Return the same for one distance, without arrays."""
    left = min(max(metres, 0), FARTHEST_M)
    amount = start = 0
    for band in bands:
        end = FARTHEST_M if band.up_to_m is None else band.up_to_m
        amount += max(min(left, end) - start, 0) * band.rate_thousandths
        start = end
    return amount


def _read_band(word: str) -> Band:
    end, mark, rate = word.partition("=")
    try:
        rate_thousandths = Decimal(rate) * _THOUSANDTHS
        up_to_m = None if end == _END else Decimal(end) * _THOUSANDTHS
        whole = int(rate_thousandths)
        metres = None if up_to_m is None else int(up_to_m)
    except (InvalidOperation, ValueError, OverflowError) as fault:
        raise BandsUnreadable(f"{word!r} is not kilometres=rate") from fault
    if not mark or whole != rate_thousandths or not 0 <= whole <= _LARGEST_RATE:
        raise BandsUnreadable(f"{word!r} is not kilometres=rate, with three decimals at most")
    if metres is not None and (metres != up_to_m or not 0 < metres <= FARTHEST_M):
        raise BandsUnreadable(f"{word!r} ends nowhere")
    return Band(metres, whole)

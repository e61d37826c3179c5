"""Grams of CO2 equivalent of a ride, for each passenger."""

from __future__ import annotations

import numpy as np

from ..timetable.view import Int64
from .bands import MILLIONTHS, millionths, millionths_of
from .book import EmissionFactor

_THOUSANDTHS = 1000
_FEW_HOPS = 30
"""So many are counted one by one sooner than as an array."""


def of_hops(factor: EmissionFactor, metres: Int64) -> Int64:
    """Return what hops from stop to stop emit, in millionths of a gram; never falls with distance."""
    amount = millionths(factor.bands, metres) + factor.start_g * MILLIONTHS
    if factor.occupancy_thousandths > 0:
        amount = amount * _THOUSANDTHS // factor.occupancy_thousandths
    return amount


def of_hop(factor: EmissionFactor, metres: int) -> int:
    """Return the same for one hop, without arrays."""
    amount = millionths_of(factor.bands, metres) + factor.start_g * MILLIONTHS
    if factor.occupancy_thousandths > 0:
        amount = amount * _THOUSANDTHS // factor.occupancy_thousandths
    return amount


def grams(factor: EmissionFactor | None, hops_m: Int64) -> int:
    """Return what a ride of several hops emits; nothing where no factor is known."""
    if factor is None or not len(hops_m):
        return 0
    if len(hops_m) <= _FEW_HOPS:
        total = sum(of_hop(factor, metres) for metres in hops_m.tolist())
    else:
        total = int(np.sum(of_hops(factor, hops_m)))
    return (total + MILLIONTHS // 2) // MILLIONTHS

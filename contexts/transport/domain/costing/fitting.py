"""Straight lines instead of fares: what a search that only adds up can carry.

A fare depends on the whole ride, but the search knows only what is paid on boarding and between neighbouring stops. So each
pattern gets the line `boarding + slope * x` nearest to its own fares, by relative error; x is the distance, or the number
of zone borders. Flat fares and fares that grow evenly are met exactly.
"""

from __future__ import annotations

import numpy as np

from ..timetable.view import Float64

_LEAST = 1e-9


def fit(x: Float64, fares: Float64) -> tuple[Float64, Float64]:
    """Return boarding and slope of each row, never negative: least squares of relative errors, then evened out.

    Args:
        x: [rows, samples]; a row whose values are all the same gets a flat fare.
        fares: [rows, samples] at each x.
    """
    weight = 1.0 / np.maximum(fares, 1.0) ** 2
    total = weight.sum(axis=1)
    mean_x = (weight * x).sum(axis=1) / total
    mean_fare = (weight * fares).sum(axis=1) / total
    spread = x - mean_x[:, None]
    variance = (weight * spread**2).sum(axis=1)
    covariance = (weight * spread * (fares - mean_fare[:, None])).sum(axis=1)
    is_sloped = variance > _LEAST * total * np.maximum(mean_x, 1.0) ** 2
    slope = np.where(is_sloped, covariance / np.where(is_sloped, variance, 1.0), 0.0)
    slope = np.maximum(slope, 0.0)
    boarding = mean_fare - slope * mean_x
    # A line through the origin, where the best one would have people paid for boarding.
    through = (weight * x * fares).sum(axis=1) / np.maximum((weight * x**2).sum(axis=1), _LEAST)
    is_negative = boarding < 0
    boarding = np.where(is_negative, 0.0, boarding)
    slope = np.where(is_negative, through, slope)
    balance = _balance(boarding[:, None] + slope[:, None] * x, fares)
    return boarding * balance, slope * balance


def _balance(line: Float64, fares: Float64) -> Float64:
    """Return what brings the line as far above one fare, in proportion, as it is below another."""
    ratio = np.where(fares > 0, line / np.where(fares > 0, fares, 1.0), 1.0)
    middle: Float64 = (ratio.max(axis=1) + ratio.min(axis=1)) / 2
    return 1.0 / np.where(middle > 0, middle, 1.0)


def samples(shortest: Float64, longest: Float64, count: int) -> Float64:
    """Return so many distances of each row, evenly from the shortest ride to the longest."""
    share = np.linspace(0.0, 1.0, count)
    return shortest[:, None] + share[None, :] * (longest - shortest)[:, None]

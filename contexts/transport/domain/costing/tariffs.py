"""The price of a ride by a tariff, and the tariff that applies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

import numpy as np

from ..modes import Mode
from ..timetable.view import Int64
from .bands import MILLIONTHS, millionths, millionths_of
from .book import CostBook, Tariff

_SECONDS_OF_A_MINUTE = 60
_THOUSANDTHS = 1000
_MOST_KNOWN = 20_000


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a ride takes place: what tariffs are matched against."""

    mode: Mode
    country: str = ""
    agencies: tuple[str, ...] = ()
    """Id and name of the agency, name of the feed."""
    routes: tuple[str, ...] = ()
    """Id and short name of the route."""


def fares(tariff: Tariff, metres: Int64, seconds: Int64 | int = 0) -> Int64:
    """Return what rides cost in minor units, exactly as it is charged; never falls with distance or duration."""
    by_distance = millionths(tariff.bands, metres)
    by_time = np.maximum(seconds, 0) * tariff.minute_thousandths * _THOUSANDTHS
    amount = tariff.base_minor * MILLIONTHS + by_distance + by_time // _SECONDS_OF_A_MINUTE
    amount = np.maximum(amount, tariff.minimum_minor * MILLIONTHS)
    if tariff.maximum_minor is not None:
        amount = np.minimum(amount, tariff.maximum_minor * MILLIONTHS)
    step = max(tariff.rounding_minor, 1)
    # A single minor unit is rounded to the nearest, as counters do; larger coins are rounded up.
    nearest: Int64 = (amount + MILLIONTHS // 2) // MILLIONTHS
    coins: Int64 = -(-amount // (step * MILLIONTHS)) * step
    return nearest if step == 1 else coins


def fare(tariff: Tariff, metres: int, seconds: int = 0) -> int:
    """Return what one ride costs in minor units: the same as `fares`, without arrays."""
    by_time = max(seconds, 0) * tariff.minute_thousandths * _THOUSANDTHS // _SECONDS_OF_A_MINUTE
    amount = tariff.base_minor * MILLIONTHS + millionths_of(tariff.bands, metres) + by_time
    amount = max(amount, tariff.minimum_minor * MILLIONTHS)
    if tariff.maximum_minor is not None:
        amount = min(amount, tariff.maximum_minor * MILLIONTHS)
    step = max(tariff.rounding_minor, 1)
    if step == 1:
        return (amount + MILLIONTHS // 2) // MILLIONTHS
    return -(-amount // (step * MILLIONTHS)) * step


def applying(book: CostBook, setting: Setting) -> tuple[Tariff, ...]:
    """Return the tariffs of the best match, one for each class, the one that the search counts with first."""
    known = book.chosen.get(setting)
    if known is None:
        if len(book.chosen) >= _MOST_KNOWN:
            book.chosen.clear()
        known = book.chosen[setting] = tuple(_applying(book.tariffs, setting))
    return known


def usual(book: CostBook, setting: Setting) -> Tariff | None:
    """Return the tariff that the search counts with, if there is any."""
    return next(iter(applying(book, setting)), None)


def _applying(tariffs: Iterable[Tariff], setting: Setting) -> list[Tariff]:
    ranked = ((_rank(tariff, setting), tariff) for tariff in tariffs)
    matching = [(rank, tariff) for rank, tariff in ranked if rank is not None]
    if not matching:
        return []
    best = max(rank for rank, _ in matching)
    chosen = [tariff for rank, tariff in matching if rank == best]
    by_class = {tariff.travel_class: tariff for tariff in sorted(chosen, key=_newest_last)}
    return sorted(by_class.values(), key=lambda one: (not one.is_default_class, one.code))


def matches(pattern: str, texts: Iterable[str]) -> bool:
    """Tell whether a shell pattern matches any of the texts, whatever the case."""
    wanted = pattern.casefold()
    return any(fnmatchcase(text.casefold(), wanted) for text in texts)


def _rank(tariff: Tariff, setting: Setting) -> tuple[int, int, bool] | None:
    """Say how closely a tariff fits, a named route above a named agency above a named country; None if it doesn't."""
    if tariff.mode != setting.mode:
        return None
    fits = (
        not tariff.route or matches(tariff.route, setting.routes),
        not tariff.agency or matches(tariff.agency, setting.agencies),
        not tariff.country or tariff.country == setting.country,
    )
    if not all(fits):
        return None
    return (_closeness(tariff.route), _closeness(tariff.agency), bool(tariff.country))


def _closeness(pattern: str) -> int:
    """Put a name above a pattern, and a pattern above nothing."""
    if not pattern:
        return 0
    return 1 if any(mark in pattern for mark in "*?[") else 2


def _newest_last(tariff: Tariff) -> tuple[str, str]:
    date = tariff.source.date
    return (date.isoformat() if date else "", tariff.code)

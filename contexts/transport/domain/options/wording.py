"""Sentences about ways, as people say them."""

from __future__ import annotations

from typing import Final

from riz.money import Money

from ..modes import Mode

_MINUTE: Final = 60
_HOUR: Final = 3600
_DAY: Final = 86_400
_KILO: Final = 1000

MODE_NAMES: Final = {
    Mode.WALK: "walk",
    Mode.BICYCLE: "bicycle",
    Mode.CAR: "car",
    Mode.TAXI: "taxi",
    Mode.BUS: "bus",
    Mode.COACH: "coach",
    Mode.TRAM: "tram",
    Mode.METRO: "metro",
    Mode.SUBURBAN_TRAIN: "suburban train",
    Mode.TRAIN: "train",
    Mode.FERRY: "ferry",
    Mode.CABLE: "cable car",
    Mode.FLIGHT: "flight",
}


def duration(seconds: int) -> str:
    """Write a duration in its two largest units: 2 h 5 min."""
    seconds = max(0, seconds)
    days, rest = divmod(seconds, _DAY)
    hours, rest = divmod(rest, _HOUR)
    minutes = rest // _MINUTE
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{minutes} min" if minutes else f"{seconds} s"


def money(minor: int, currency: str) -> str:
    """Write an amount with its currency."""
    return Money(minor, currency).format().replace("\xa0", " ")


def grams(grams_: int) -> str:
    """Write a mass of CO2."""
    rounded = rounded_grams(grams_)
    if rounded >= 10 * _KILO:
        return f"{rounded // _KILO} kg"
    return f"{rounded / _KILO:.1f} kg" if rounded >= _KILO else f"{rounded} g"


def rounded_grams(grams_: int) -> int:
    """Return a mass of CO2 as exactly as it is written."""
    if grams_ >= 10 * _KILO:
        return round(grams_ / _KILO) * _KILO
    return round(grams_ / 100) * 100 if grams_ >= _KILO else grams_


def changes(count: int) -> str:
    """Write a number of changes."""
    if not count:
        return "no change"
    return "1 change" if count == 1 else f"{count} changes"


def listed(parts: list[str]) -> str:
    """Join parts as a sentence does."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"

"""How comfortable a journey is, as a number that can be explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

FULL: Final = 100
BEST_THOUSANDTHS: Final = 700
"""The weight of a minute in the best seat there is; a journey spent there scores 100."""
_THOUSANDTHS = 1000


@dataclass(frozen=True, slots=True)
class Felt:
    """A part of a journey: how long it takes, and how long it feels."""

    name: str
    seconds: int
    weighted_s: int


@dataclass(frozen=True, slots=True)
class Lost:
    """A part of a journey and how many points it takes away."""

    name: str
    seconds: int
    weighted_s: int
    points: int


@dataclass(frozen=True, slots=True)
class Comfort:
    """A score from 0 to 100, and what took the rest away: score and points make 100."""

    score: int
    parts: tuple[Lost, ...]


def comfort_of(parts: Sequence[Felt]) -> Comfort:
    """Score a journey by what its time would feel like in the best seat, against what it feels like.

    The score says how good the time is, not how much of it there is: `weighted_s` tells that. Waiting counts for neither,
    for it is time already. Boardings take no seconds and feel like some.
    """
    spent = sum(part.seconds for part in parts)
    felt = sum(part.weighted_s for part in parts)
    best = spent * BEST_THOUSANDTHS
    score = FULL if felt <= 0 else min(FULL, (FULL * best) // (felt * _THOUSANDTHS))
    beyond = [
        max(0, part.weighted_s * _THOUSANDTHS - part.seconds * BEST_THOUSANDTHS) for part in parts
    ]
    shares = split(FULL - score, beyond)
    lost = (
        Lost(part.name, part.seconds, part.weighted_s, points)
        for part, points in zip(parts, shares, strict=True)
    )
    return Comfort(score, tuple(lost))


def split(whole: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Split a number by weights so that the parts sum to it (largest remainder; ties go to the earlier part).

    Where all weights are nothing, the first part takes all.
    """
    if not weights:
        return ()
    total = sum(weights)
    if total == 0:
        return (whole, *(0 for _ in weights[1:]))
    floors = [whole * weight // total for weight in weights]
    remainders = [whole * weight % total for weight in weights]
    order = sorted(range(len(weights)), key=lambda index: -remainders[index])
    for index in order[: whole - sum(floors)]:
        floors[index] += 1
    return tuple(floors)

"""What the experiences part shows."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from uuid import UUID

from riz.money import Money


class ExperienceKind(enum.StrEnum):
    """What an experience is about."""

    ADVENTURE = "ADVENTURE"
    CULTURE = "CULTURE"
    NATURE = "NATURE"
    SPIRITUAL = "SPIRITUAL"


class Difficulty(enum.StrEnum):
    """How fit one should be."""

    EASY = "EASY"
    MODERATE = "MODERATE"
    HARD = "HARD"


@dataclass(frozen=True, slots=True, kw_only=True)
class Experience:
    """Something to do on one day; prices are for one person, before tax; infants go free."""

    id: UUID
    slug: str
    title: str
    kind: ExperienceKind
    difficulty: Difficulty
    seller_id: UUID
    time_zone: str
    duration_seconds: int
    adult_price: Money
    child_price: Money
    daily_capacity: int
    min_age: int
    open_weekdays: tuple[int, ...]

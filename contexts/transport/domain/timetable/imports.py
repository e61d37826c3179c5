"""The facts of a feed, and the outcome of importing it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from uuid import UUID

GENERATION: Final = "transport.feeds"
"""The number under this name is raised by every change of feeds; each process notices within a second."""

Progress = Callable[[str, float], None]
"""Called with a step's name and the share done so far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFacts:
    """Facts that people state of a feed; None leaves what was stated before."""

    slug: str
    name: str | None = None
    source: str | None = None
    licence: str | None = None
    attribution: str | None = None
    is_long_distance: bool | None = None
    priority: int | None = None


class Outcome(StrEnum):
    """The outcome of an import."""

    IMPORTED = "imported"
    UNCHANGED = "unchanged"
    """The same bytes were imported before."""
    CHECKED = "checked"
    """Read, and nothing changed."""
    UNUSABLE = "unusable"


@dataclass(frozen=True, slots=True)
class NoticeTotal:
    """How many findings there are of one kind."""

    code: str
    severity: str
    file: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """The outcome of an import."""

    outcome: Outcome
    version_id: UUID | None = None
    is_active: bool = False
    stops: int = 0
    routes: int = 0
    patterns: int = 0
    trips: int = 0
    events: int = 0
    size_bytes: int = 0
    seconds: float = 0.0
    totals: tuple[NoticeTotal, ...] = ()
    examples: dict[tuple[str, str], str] = field(default_factory=dict)
    """One finding of each code, in words."""

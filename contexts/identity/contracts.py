"""What identity shows to other contexts."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person with an account."""

    id: UUID
    email: str
    full_name: str
    locale: str
    time_zone: str
    is_active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A seller, a partner or another body that people act for."""

    id: UUID
    slug: str
    name: str

"""What organisations show to others."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from uuid import UUID


class OrganisationKind(enum.StrEnum):
    """What an organisation is to RIZ."""

    SELLER = "SELLER"
    OPERATOR = "OPERATOR"
    PARTNER = "PARTNER"


class OrganisationStatus(enum.StrEnum):
    """Whether an organisation's people may act for it."""

    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"


class AssetKind(enum.StrEnum):
    """What can be put into the care of an asset manager."""

    DESTINATION = "DESTINATION"
    EXPERIENCE = "EXPERIENCE"
    PACKAGE = "PACKAGE"
    ACCOMMODATION = "ACCOMMODATION"


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A seller, a partner or another body that people act for."""

    id: UUID
    slug: str
    name: str

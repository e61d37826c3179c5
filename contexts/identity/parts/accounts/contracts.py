"""What accounts show to others."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from uuid import UUID


class UserKind(enum.StrEnum):
    """As what somebody meets RIZ; what they may do follows from their roles."""

    TRAVELLER = "TRAVELLER"
    OPERATOR_MEMBER = "OPERATOR_MEMBER"
    PORTAL_STAFF = "PORTAL_STAFF"
    PORTAL_ADMIN = "PORTAL_ADMIN"
    PARTNER_USER = "PARTNER_USER"
    PARTNER_ADMIN = "PARTNER_ADMIN"


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person with an account."""

    id: UUID
    email: str
    full_name: str
    locale: str
    time_zone: str
    is_active: bool

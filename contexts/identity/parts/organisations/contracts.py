"""Contracts of organisations."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass
from uuid import UUID

from riz.values import Email, Phone


class OrganisationKind(enum.StrEnum):
    """The relation of an organisation to RIZ."""

    SELLER = "SELLER"
    OPERATOR = "OPERATOR"
    PARTNER = "PARTNER"


class OrganisationStatus(enum.StrEnum):
    """Whether an organisation's people may act for it."""

    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"


class InvitationState(enum.StrEnum):
    """How an invitation stands; LAPSED, whoever sent it might not send it any more."""

    OPEN = "OPEN"
    EXPIRED = "EXPIRED"
    LAPSED = "LAPSED"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A seller, a partner or another body that people act for."""

    id: UUID
    slug: str
    name: str
    kind: OrganisationKind = OrganisationKind.SELLER
    status: OrganisationStatus = OrganisationStatus.ACTIVE

    @property
    def is_active(self) -> bool:
        """Tell whether its people may act for it."""
        return self.status is OrganisationStatus.ACTIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationFacts:
    """An organisation's facts about itself."""

    name: str
    legal_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationRecord:
    """An organisation as those who may see it see it; `my_roles` are the caller's there."""

    id: UUID
    slug: str
    name: str
    kind: OrganisationKind
    status: OrganisationStatus
    legal_name: str
    contact_email: str
    contact_phone: Phone
    version: int
    created_at: dt.datetime
    my_roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person of an organisation; `email` is None for those who don't care for members."""

    user_id: UUID
    full_name: str
    email: Email | None
    roles: tuple[str, ...]
    joined_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A question to an address whether its owner joins an organisation in some roles."""

    id: UUID
    organisation_id: UUID
    organisation_name: str
    email: Email
    roles: tuple[str, ...]
    state: InvitationState
    created_at: dt.datetime
    expires_at: dt.datetime
    invited_by: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationToSend:
    """The content of an invitation's mail; a name that reads like another one's is left out."""

    organisation_name: str
    inviter_name: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A thing that an asset manager of an organisation cares for."""

    id: UUID
    user_id: UUID
    full_name: str
    kind: str
    asset_id: UUID
    assigned_at: dt.datetime
    assigned_by: UUID | None = None

"""Events of partners; secrets are in none of it."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar
from uuid import UUID

from riz.events import Event


class PartnerSuspended(Event):
    """A partner's programs are refused until it is resumed."""

    name: ClassVar[str] = "identity.partner.suspended.v1"
    aggregate: ClassVar[str] = "partner_id"
    partner_id: UUID
    organisation_id: UUID
    reason: str


class PartnerResumed(Event):
    """A partner's programs are let in again."""

    name: ClassVar[str] = "identity.partner.resumed.v1"
    aggregate: ClassVar[str] = "partner_id"
    partner_id: UUID
    organisation_id: UUID
    reason: str


class CredentialIssued(Event):
    """A partner got a new credential, perhaps in the place of another one."""

    name: ClassVar[str] = "identity.credential.issued.v1"
    aggregate: ClassVar[str] = "credential_id"
    credential_id: UUID
    partner_id: UUID
    client_id: str
    scopes: tuple[str, ...]
    expires_at: dt.datetime | None
    replaces: UUID | None
    issued_by: UUID | None = None


class CredentialRevoked(Event):
    """A credential lets nobody in any more."""

    name: ClassVar[str] = "identity.credential.revoked.v1"
    aggregate: ClassVar[str] = "credential_id"
    credential_id: UUID
    partner_id: UUID
    client_id: str

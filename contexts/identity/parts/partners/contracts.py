"""Contracts of partners."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass, field
from uuid import UUID

from riz.values import Email, IpAddress

DEFAULT_RATE_LIMIT = 60
HIGHEST_RATE_LIMIT = 60_000


class PartnerStatus(enum.StrEnum):
    """Whether a partner's programs get in."""

    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"


class CredentialStatus(enum.StrEnum):
    """The state of a credential at a moment."""

    ALIVE = "ALIVE"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """A company whose programs call RIZ."""

    id: UUID
    organisation_id: UUID
    """The organisation that its people belong to."""
    name: str
    domain: str
    contact_email: Email
    status: PartnerStatus
    suspension_reason: str
    suspended_at: dt.datetime | None
    rate_limit_per_minute: int
    """The highest of any credential."""
    scopes: tuple[str, ...]
    version: int
    created_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """A credential of a partner's program; of its secret only a hash is known."""

    id: UUID
    partner_id: UUID
    client_id: str
    """Public; names the credential."""
    label: str
    scopes: tuple[str, ...]
    rate_limit_per_minute: int | None
    """None means the partner's own; the lower of both counts."""
    allowed_networks: tuple[str, ...]
    """From where it may be used; empty means anywhere."""
    status: CredentialStatus
    created_by: UUID | None
    created_at: dt.datetime
    last_used_at: dt.datetime | None
    """To the minute."""
    expires_at: dt.datetime | None
    revoked_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedCredential:
    """A new credential with its secret, which is shown this once and never shows in a log."""

    credential: Credential
    client_secret: str = field(repr=False)
    """For HTTP Basic, with the client id."""
    key: str = field(repr=False)
    """Both in one word, for `Authorization: Bearer`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """Whose client id and secret were shown, and what may be allowed to a token that is made of them."""

    partner_id: UUID
    credential_id: UUID
    client_id: str
    scopes: frozenset[str]
    expires_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessEntry:
    """A request of a partner's program."""

    id: UUID
    at: dt.datetime
    credential_id: UUID
    method: str
    endpoint: str
    """The template of the address."""
    ip: IpAddress | None
    status: int
    latency_ms: int
    request_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessFilter:
    """Filters of a reading of the access log; `since` counts, `until` does not."""

    status_class: int | None = None
    endpoint: str | None = None
    credential_id: UUID | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None

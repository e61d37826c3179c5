"""Contracts of federation."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from uuid import UUID

from riz.actor import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """Whose program shows an access token: `actor` for a person's, a client id for a partner's own."""

    actor: Actor | None
    partner_client_id: str
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowedApplication:
    """An application that somebody allowed to act for them."""

    id: UUID
    name: str
    homepage: str
    scopes: tuple[str, ...]
    allowed_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationFacts:
    """An application as the pages of signing in and consent show it."""

    id: UUID
    client_id: str
    name: str
    homepage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewApplication:
    """A registered application with its secret, which is shown this once; public ones have none."""

    id: UUID
    client_id: str
    client_secret: str | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """Another provider that people may sign in with."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationRequest:
    """Where to send somebody's browser, and the secret that it has to bring back; the secret never shows in a log."""

    authorization_url: str = field(repr=False)
    secret: str = field(repr=False)
    expires_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalIdentity:
    """The person whom another provider names, verified; `user_id` is whose login it is, if it is linked."""

    provider: str
    subject: str
    email: str
    email_is_verified: bool
    full_name: str
    locale: str
    user_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedLogin:
    """A login with another provider that opens one's account."""

    id: UUID
    provider: str
    email: str
    """The address that the provider told when it was linked."""
    created_at: dt.datetime
    last_used_at: dt.datetime | None

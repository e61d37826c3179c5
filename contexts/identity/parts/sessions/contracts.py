"""Contracts of sessions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from uuid import UUID

from riz.values import IpAddress


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """Tokens that a client gets by signing in or refreshing; the secrets never show in a log.

    While somebody acts as another person there is no refresh token.
    """

    user_id: UUID
    session_id: UUID
    access_token: str = field(repr=False)
    access_expires_at: dt.datetime
    refresh_token: str | None = field(repr=False, default=None)
    refresh_expires_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reauthentication:
    """Until when a session may do what asks for a recent authentication, and its new access token."""

    until: dt.datetime
    access_token: str = field(repr=False)
    access_expires_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFacts:
    """A sign-in as its owner may see it."""

    id: UUID
    user_id: UUID
    ip: IpAddress | None
    user_agent: str
    methods: tuple[str, ...]
    """How the person has shown who they are."""
    created_at: dt.datetime
    last_used_at: dt.datetime
    """The last sign-in or refresh."""
    expires_at: dt.datetime
    """When it ends even if it is used."""
    impersonator_id: UUID | None
    reason: str
    is_current: bool = False
    """This is the session that asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SocketTicket:
    """A ticket that opens one socket, once."""

    ticket: str = field(repr=False)
    expires_at: dt.datetime

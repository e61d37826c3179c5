"""What sessions show to others."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What a client gets by signing in or refreshing; the secrets never show in a log.

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
    ip: str | None
    user_agent: str
    methods: tuple[str, ...]
    created_at: dt.datetime
    last_used_at: dt.datetime
    expires_at: dt.datetime
    impersonator_id: UUID | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SocketTicket:
    """What opens one socket, once."""

    ticket: str = field(repr=False)
    expires_at: dt.datetime

"""Events of federation."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from riz.events import Event


class LoginLinked(Event):
    """A login with another provider opens somebody's account from now on."""

    name: ClassVar[str] = "identity.login.linked.v1"
    aggregate: ClassVar[str] = "user_id"
    user_id: UUID
    provider: str
    login_id: UUID | None = None


class ApplicationAllowed(Event):
    """Somebody let an application act for them, or let it do more than before."""

    name: ClassVar[str] = "identity.application.allowed.v1"
    aggregate: ClassVar[str] = "user_id"
    user_id: UUID
    application_id: UUID
    application_name: str
    consent_id: UUID | None = None

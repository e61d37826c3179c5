"""Events of accounts."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar
from uuid import UUID

from riz.events import Event

from .contracts import MailLinkKind, SecondFactorChange


class UserRegistered(Event):
    """Somebody made an account."""

    name: ClassVar[str] = "identity.user.registered.v1"
    aggregate: ClassVar[str] = "user_id"
    user_id: UUID


class SecondFactorChanged(Event):
    """A second factor was added, removed, renewed or reset, or a recovery code was used.

    `factor_id` is that of the passkey or app where it is about one.
    """

    name: ClassVar[str] = "identity.second_factor.changed.v1"
    aggregate: ClassVar[str] = "user_id"
    user_id: UUID
    what: SecondFactorChange
    factor_id: UUID | None = None


class AccountRecovered(Event):
    """An account that was in wrong hands is its owner's again: nothing lets anybody in but the mailbox.

    Whatever it set up since `since` that still acts, or that somebody paid with or signed for, should be looked at.
    """

    name: ClassVar[str] = "identity.account.recovered.v1"
    aggregate: ClassVar[str] = "user_id"
    user_id: UUID
    since: dt.datetime


class MailLinkOpened(Event):
    """A mail is to go out; whoever sends it asks at that moment what it says, for its secret is in no event."""

    name: ClassVar[str] = "identity.mail_link.opened.v1"
    aggregate: ClassVar[str] = "link_id"
    link_id: UUID
    kind: MailLinkKind


class PasswordChanged(Event):
    """Somebody's password is another one now: changed by them, by a link in a mail, or by staff."""

    name: ClassVar[str] = "identity.password.changed.v1"
    aggregate: ClassVar[str] = "user_id"
    user_id: UUID


class EmailVerified(Event):
    """Somebody has shown that mail to the address of their account reaches them."""

    name: ClassVar[str] = "identity.email.verified.v1"
    aggregate: ClassVar[str] = "user_id"
    user_id: UUID


class EmailChanged(Event):
    """Somebody's account has another address now; the address itself is not told, ask for it."""

    name: ClassVar[str] = "identity.email.changed.v1"
    aggregate: ClassVar[str] = "user_id"
    user_id: UUID

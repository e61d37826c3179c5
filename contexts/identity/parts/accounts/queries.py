"""What accounts know: people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from riz.actor import Actor

from ..roles.contracts import HeldRole
from . import contracts, models
from .domain import emails
from .errors import UserNotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What somebody sees of their own account."""

    id: UUID
    email: str
    full_name: str
    phone: str
    kind: str
    locale: str
    time_zone: str
    default_currency: str
    created_at: dt.datetime
    roles: tuple[HeldRole, ...]


def get_user(*, user_id: UUID) -> contracts.User:
    """Return a person, signed out or disabled ones too.

    Raises:
        UserNotFound: nobody has this id.
    """
    found = find_users(user_ids=[user_id])
    if user_id not in found:
        raise UserNotFound(user_id=str(user_id))
    return found[user_id]


def get_user_by_email(*, email: str) -> contracts.User:
    """Return the person with this address, in whatever case it is written.

    Raises:
        EmailNotAcceptable: the text is no e-mail address.
        UserNotFound: nobody has it.
    """
    row = models.User.objects.filter(email=emails.normalise(email)).first()
    if row is None:
        raise UserNotFound
    return to_user(row)


def find_users(*, user_ids: Iterable[UUID]) -> dict[UUID, contracts.User]:
    """Return the people of these ids; unknown ids are left out."""
    rows = models.User.objects.filter(id__in=set(user_ids))
    return {row.id: to_user(row) for row in rows}


def get_own_account(*, actor: Actor) -> Account:
    """Return the caller's own account.

    Raises:
        UserNotFound: the caller is nobody, or the account has just been removed.
    """
    if actor.id is None:
        raise UserNotFound
    row = models.User.objects.prefetch_related("role_grants").filter(id=actor.id).first()
    if row is None:
        raise UserNotFound
    return Account(
        id=row.id,
        email=row.email,
        full_name=row.full_name,
        phone=row.phone,
        kind=row.kind,
        locale=row.locale,
        time_zone=row.time_zone,
        default_currency=row.default_currency,
        created_at=row.created_at,
        roles=tuple(sorted(row.held_roles, key=str)),
    )


def to_user(row: models.User) -> contracts.User:
    """Show a person to other contexts."""
    return contracts.User(
        id=row.id,
        email=row.email,
        full_name=row.full_name,
        locale=row.locale,
        time_zone=row.time_zone,
        is_active=row.is_active,
    )

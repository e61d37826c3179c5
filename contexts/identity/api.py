"""What other contexts may ask of identity."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from .contracts import Organisation, User
from .errors import OrganisationNotFound, UserNotFound
from .parts.accounts import api as accounts
from .parts.organisations import api as organisations

__all__ = [
    "Organisation",
    "OrganisationNotFound",
    "User",
    "UserNotFound",
    "ensure_organisation",
    "find_users",
    "get_organisation",
    "get_user",
]


def get_user(*, user_id: UUID) -> User:
    """Return a person, disabled ones too.

    Raises:
        UserNotFound: nobody has this id.
    """
    return accounts.get_user(user_id=user_id)


def find_users(*, user_ids: Iterable[UUID]) -> dict[UUID, User]:
    """Return the people of these ids in one query; unknown ids are left out."""
    return accounts.find_users(user_ids=user_ids)


def ensure_organisation(*, slug: str, name: str, at: dt.datetime) -> Organisation:
    """Return the organisation of this slug, made now if there is none."""
    return organisations.ensure_organisation(slug=slug, name=name, at=at)


def get_organisation(*, organisation_id: UUID) -> Organisation:
    """Return an organisation.

    Raises:
        OrganisationNotFound: no organisation has this id.
    """
    return organisations.get_organisation(organisation_id=organisation_id)

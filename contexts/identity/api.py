"""Questions that other contexts may ask of identity."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from . import queries
from .contracts import (
    MailToSend,
    Member,
    Organisation,
    OrganisationKind,
    SessionFacts,
    User,
)
from .parts.accounts import api as accounts
from .parts.organisations import api as organisations
from .parts.sessions import api as sessions

__all__ = [
    "describe_session",
    "ensure_organisation",
    "find_users",
    "get_organisation",
    "get_user",
    "list_organisations",
    "list_ways_in",
    "members_of",
    "open_removal_link",
    "read_mail_link",
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


def list_organisations(*, kind: OrganisationKind | None = None) -> tuple[Organisation, ...]:
    """Return every organisation, or every one of a kind, by name: for menus of staff."""
    return organisations.list_organisations(kind=kind)


def members_of(*, organisation_id: UUID) -> tuple[Member, ...]:
    """Return everybody who belongs to an organisation, with their roles there."""
    return organisations.members_of(organisation_id=organisation_id)


def read_mail_link(*, link_id: UUID, at: dt.datetime) -> MailToSend:
    """Return what the mail of a link says at the moment of sending; its secret is asked for here and kept nowhere.

    Raises:
        MailLinkNotToSend: it is over, was followed, was replaced, or there is nobody to read it.
    """
    return queries.describe_mail(link_id=link_id, at=at)


def open_removal_link(*, user_id: UUID, subject_id: UUID, at: dt.datetime) -> UUID:
    """Return the id of a link that removes a way into an account, named by its id: for the mail that tells of it."""
    return accounts.open_mail_link(
        kind=accounts.MailLinkKind.REMOVE_ACCESS,
        recipient=accounts.get_user(user_id=user_id).email,
        user_id=user_id,
        subject_id=subject_id,
        lifetime=accounts.REMOVE_LIFETIME,
        at=at,
    )


def list_ways_in(*, user_id: UUID) -> tuple[str, ...]:
    """Return in words what lets somebody into an account without its password."""
    return queries.list_ways_in(user_id=user_id)


def describe_session(*, session_id: UUID) -> SessionFacts:
    """Return from where and by which device a session was begun, ended ones too.

    Raises:
        SessionNotFound: there is no such session.
    """
    return sessions.describe_session(session_id=session_id)

"""What identity knows: people, organisations, and who stands behind an access token."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from riz.actor import Actor

from . import contracts, models
from .domain import access_tokens, emails, standings
from .domain.roles import HeldRole
from .domain.standings import ENDED, Standing
from .errors import OrganisationNotFound, SessionEnded, UserNotFound
from .gateways import session_standings, signing_keys


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


def get_organisation(*, organisation_id: UUID) -> contracts.Organisation:
    """Return an organisation.

    Raises:
        OrganisationNotFound: no organisation has this id.
    """
    row = models.Organisation.objects.filter(id=organisation_id).first()
    if row is None:
        raise OrganisationNotFound(organisation_id=str(organisation_id))
    return to_organisation(row)


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


def recognise_caller(*, access_token: str, at: dt.datetime) -> tuple[Actor, access_tokens.Claims]:
    """Return who stands behind an access token at this moment, and what the token says.

    Raises:
        AccessTokenInvalid: the token is not ours.
        AccessTokenExpired: its time is over.
        SessionEnded: its session was ended, or its owner may no longer sign in.
    """
    claims = access_tokens.read(
        access_token, ring=signing_keys.key_ring(), realm=signing_keys.realm(), at=at
    )
    standing = _standing_of(claims.session_id, at)
    if standing.user_id != claims.user_id:
        raise SessionEnded
    return standings.to_actor(standing, session_id=claims.session_id), claims


def live_session_ids(*, user_id: UUID) -> tuple[UUID, ...]:
    """Return the sessions of a person that were not ended."""
    live = models.Session.objects.filter(user_id=user_id, revoked_at=None)
    return tuple(live.values_list("id", flat=True))


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


def to_organisation(row: models.Organisation) -> contracts.Organisation:
    """Show an organisation to other contexts."""
    return contracts.Organisation(id=row.id, slug=row.slug, name=row.name)


def _standing_of(session_id: UUID, at: dt.datetime) -> Standing:
    known = session_standings.recall(session_id)
    if known is not None:
        return known
    standing = _read_standing(session_id, at)
    if not standing.has_ended:
        session_standings.remember(session_id, standing)
    return standing


def _read_standing(session_id: UUID, at: dt.datetime) -> Standing:
    """Read owner and roles in one query: a row for each role, or one without a role."""
    rows = models.Session.objects.filter(
        id=session_id, revoked_at=None, expires_at__gt=at, user__is_active=True
    ).values_list(
        "user_id", "user__kind", "user__role_grants__role", "user__role_grants__organisation_id"
    )
    found = list(rows)
    if not found:
        return ENDED
    return Standing(
        user_id=found[0][0],
        kind=found[0][1],
        roles=frozenset(
            HeldRole(code=code, organisation_id=where) for _, _, code, where in found if code
        ),
    )

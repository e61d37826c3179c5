"""What sessions know: who stands behind an access token."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor

from ..roles.contracts import HeldRole
from . import models
from .domain import access_tokens, standings
from .domain.standings import ENDED, Standing
from .errors import SessionEnded
from .gateways import session_standings, signing_keys


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


def is_known_place(*, user_id: UUID, ip: str | None) -> bool:
    """Tell whether the person has signed in from this address before."""
    return models.Session.objects.filter(user_id=user_id, ip=ip).exists()


def forget_standing(*, user_id: UUID) -> None:
    """Have the next request of each of a person's sessions ask the database: what the person may do has changed."""
    session_standings.forget(live_session_ids(user_id=user_id))


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

"""Queries of sessions: who stands behind an access token."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from functools import cache, partial
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction

from riz.actor import Actor
from riz.locking import lock_or_none
from riz.mapping import to_contract
from riz.pages import Page, PageRequest, keyset
from riz.policies import allows

from . import models
from .contracts import SessionFacts
from .domain import access_tokens, places, policies, session_states, sessions
from .domain.session_states import ENDED, Holdings, SessionState
from .errors import AccessTokenExpired, SessionEnded, SessionNotFound, StepUpRequired
from .gateways import session_state_cache, signing_keys

NOBODY = UUID(int=0)


def recognise_caller(*, access_token: str, at: dt.datetime) -> tuple[Actor, access_tokens.Claims]:
    """Return who stands behind an access token at this moment, and what the token says.

    Raises:
        AccessTokenInvalid: the token is not ours.
        AccessTokenExpired: its time is over, or its owner has shown once more who they are since.
        SessionEnded: its session was ended, or its owner may no longer sign in.
    """
    claims = access_tokens.read(
        access_token, ring=signing_keys.key_ring(), realm=signing_keys.realm(), at=at
    )
    standing = _state_of(claims.session_id, at)
    if standing.user_id != claims.user_id:
        raise SessionEnded
    if access_tokens.milliseconds(claims.issued_at) < standing.since_ms:
        raise AccessTokenExpired
    return session_states.to_actor(standing, session_id=claims.session_id), claims


def public_keys() -> list[dict[str, str]]:
    """Return the keys that verify access tokens, as JWKs."""
    return access_tokens.public_keys(signing_keys.key_ring())


def recognise_session(*, session_id: UUID, at: dt.datetime) -> Actor:
    """Return who is behind a session at this moment.

    Raises:
        SessionEnded: it was ended, or its owner may no longer sign in.
    """
    standing = _state_of(session_id, at)
    if standing.has_ended:
        raise SessionEnded
    return session_states.to_actor(standing, session_id=session_id)


def actors_behind(*, session_ids: Iterable[UUID], at: dt.datetime) -> dict[UUID, Actor]:
    """Return who is behind each session at this moment: one look-up, and one query for what it does not know.

    Sessions that have ended are left out.
    """
    wanted = set(session_ids)
    known = session_state_cache.recall_many(wanted)
    found = _read_states(wanted - known.keys(), at)
    session_state_cache.remember_many(found)
    return {
        session_id: session_states.to_actor(standing, session_id=session_id)
        for session_id, standing in (known | found).items()
        if not standing.has_ended
    }


def live_session_ids(*, user_id: UUID) -> tuple[UUID, ...]:
    """Return the sessions of a person that were not ended, those as somebody else included."""
    live = models.Session.objects.that_concern(user_id).filter(revoked_at=None)
    return tuple(live.values_list("id", flat=True))


def is_known_place(*, user_id: UUID, ip: str | None) -> bool:
    """Tell whether the person has signed in from this address before."""
    own = models.Session.objects.filter(user_id=user_id, impersonator=None)
    return own.filter(ip=ip).exists()


def is_new_network(*, user_id: UUID, ip: str | None) -> bool:
    """Tell whether the person has signed in before, and never from the network of this address."""
    own = models.Session.objects.filter(user_id=user_id, impersonator=None)
    if ip is None or not own.exists():
        return False
    return not own.filter(ip__range=places.network_of(ip)).exists()


def require_recent_authentication(*, actor: Actor, at: dt.datetime) -> None:
    """Make sure that the caller has just shown who they are, until the end of the transaction that asks.

    Raises:
        StepUpRequired: they have not in the last ten minutes, or it is a program or a member of staff who acts as them.
    """
    if actor.is_omnipotent:
        return
    is_themselves = allows(actor, policies.DO_WHAT_MATTERS_MOST)
    if not (is_themselves and _has_just_authenticated(actor, at)):
        own = _own_session(actor).select_related("user").first() if is_themselves else None
        raise StepUpRequired(
            methods=list(own.user.ways_to_step_up()) if own else [],
            max_age_seconds=int(sessions.STEP_UP_AGE.total_seconds()),
        )


def stepped_up_until(*, actor: Actor, at: dt.datetime) -> dt.datetime | None:
    """Return until when the caller may do what asks for a recent authentication; None when they have to show it first."""
    if actor.authenticated_at is None or not allows(actor, policies.DO_WHAT_MATTERS_MOST):
        return None
    until = actor.authenticated_at + sessions.STEP_UP_AGE
    return until if at < until else None


def _has_just_authenticated(actor: Actor, at: dt.datetime) -> bool:
    if actor.id is None or actor.session_id is None:
        return False
    with transaction.atomic(savepoint=False):
        # Whoever takes the account back locks it too: what is done under this lock is undone with the rest, or refused.
        lock_or_none(get_user_model().objects.only("pk"), pk=actor.id, no_key=True)
        recent = _own_session(actor).live(at)
        return recent.filter(authenticated_at__gt=at - sessions.STEP_UP_AGE).exists()


def _own_session(actor: Actor) -> models.SessionQuerySet:
    """Return the session that asks, of a person signed in as themselves."""
    return models.Session.objects.filter(
        id=actor.session_id or NOBODY, user_id=actor.id or NOBODY, impersonator=None
    )


def list_own_sessions(*, actor: Actor, page: PageRequest, at: dt.datetime) -> Page[SessionFacts]:
    """List where the caller is signed in, the newest first; staff who act as somebody are in the activity log instead."""
    rows = models.Session.objects.live(at).filter(user_id=actor.id or NOBODY, impersonator=None)
    return keyset(rows, order_by=("-id",), page=page, to_contract=partial(to_facts, actor=actor))


def get_own_session(*, session_id: UUID, actor: Actor) -> SessionFacts:
    """Return a session of the caller's.

    Raises:
        SessionNotFound: there is none, or it is somebody else's.
    """
    found = describe_session(session_id=session_id)
    if found.user_id != actor.id:
        raise SessionNotFound
    return found


def recognise_kept_session(*, session_id: UUID, refresh_token: str, at: dt.datetime) -> Actor:
    """Return who holds a refresh token of a session, for signing out alone: it carries no rights.

    Raises:
        SessionEnded: the session is over, or the token is not one of it.
    """
    row = (
        models.Session.objects.live(at)
        .filter(id=session_id, refresh_tokens__hash=sessions.hash_of(refresh_token))
        .values_list("user_id", "user__kind")
        .first()
    )
    if row is None:
        raise SessionEnded
    return Actor(id=row[0], kind=row[1].lower(), session_id=session_id)


def describe_session(*, session_id: UUID) -> SessionFacts:
    """Return a session, ended or not.

    Raises:
        SessionNotFound: there is none, or none any more.
    """
    row = models.Session.objects.filter(id=session_id).first()
    if row is None:
        raise SessionNotFound
    return to_facts(row, None)


def to_facts(row: models.Session, actor: Actor | None) -> SessionFacts:
    """Show a session; whoever asks may be signed in by it."""
    is_current = actor is not None and actor.session_id == row.id
    return to_contract(SessionFacts, row, is_current=is_current)


def forget_session_state(*, user_id: UUID) -> None:
    """Have the next request of each of a person's sessions ask the database: what the person may do has changed."""
    session_state_cache.forget(live_session_ids(user_id=user_id))


def _state_of(session_id: UUID, at: dt.datetime) -> SessionState:
    known = session_state_cache.recall(session_id)
    if known is not None:
        return known
    standing = _read_state(session_id, at)
    if not standing.has_ended:
        session_state_cache.remember(session_id, standing)
    return standing


def _read_state(session_id: UUID, at: dt.datetime) -> SessionState:
    return _read_states({session_id}, at).get(session_id, ENDED)


def _read_states(session_ids: set[UUID], at: dt.datetime) -> dict[UUID, SessionState]:
    """Read owners and what they hold in one query; a second one tells of those who act as others, if anybody does."""
    if not session_ids:
        return {}
    read = {
        row["id"]: SessionState(
            user_id=row["user_id"],
            kind=row["user__kind"],
            since_ms=access_tokens.milliseconds(row["authenticated_at"]),
            holdings=session_states.holdings_of(row),
            impersonator_id=row["impersonator_id"],
        )
        for row in _states().effective(at).filter(id__in=session_ids)
    }
    return read | _with_impersonators(read)


@cache
def _states() -> Any:
    """The states of all sessions, to be narrowed: composing the query takes longer than asking it."""
    return models.Session.objects.with_holdings("user").values(
        *("id", "user_id", "user__kind", "authenticated_at", "impersonator_id", "roles", "assigned")
    )


def _with_impersonators(read: dict[UUID, SessionState]) -> dict[UUID, SessionState]:
    """Tell of those who act as others; whoever may do so no more does so no more."""
    acted = [session_id for session_id, standing in read.items() if standing.impersonator_id]
    if not acted:
        return {}
    rows = models.Session.objects.filter(id__in=acted).with_holdings("impersonator")
    held = {
        row["id"]: session_states.holdings_of(row) for row in rows.values("id", "roles", "assigned")
    }
    return {
        session_id: replace(read[session_id], impersonator=held[session_id])
        if session_states.may_impersonate(held.get(session_id, Holdings()))
        else ENDED
        for session_id in acted
    }

"""Standings of sessions in Valkey: what lets a request cost one look-up, and a logout take effect at once.

The database is the truth. A standing is remembered for a second, so whatever Valkey loses or misses is put right by
then, and within two by sockets, which look once a second; an end is noted for as long as an access token lives, and is
never overwritten by a reader that came late. When Valkey does not answer, every request asks the database.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import redis
from django.conf import settings

from riz import valkey

from ..domain import session_states
from ..domain.session_states import ENDED, SessionState
from ..domain.sessions import IMPERSONATION_LIFETIME


def recall(session_id: UUID) -> SessionState | None:
    """Return what is known of a session, `ENDED` included; None means: ask the database."""
    written = _ask("get", _key(session_id))
    try:
        return session_states.read(written) if isinstance(written, bytes) else None
    except ValueError:
        return None


def recall_many(session_ids: Iterable[UUID]) -> dict[UUID, SessionState]:
    """Return what is known of each of the sessions, `ENDED` included, in one look-up."""
    asked = list(session_ids)
    found = _ask("mget", [_key(session_id) for session_id in asked]) if asked else None
    known: dict[UUID, SessionState] = {}
    for session_id, written in zip(asked, found or [], strict=False):
        with contextlib.suppress(ValueError):
            if isinstance(written, bytes):
                known[session_id] = session_states.read(written)
    return known


def remember_many(read: Mapping[UUID, SessionState]) -> None:
    """Keep what the database said of several sessions, in one step; what is known already stays."""
    standing = {key: value for key, value in read.items() if not value.has_ended}
    if not standing or not _is_used():
        return
    with contextlib.suppress(redis.RedisError), valkey.connected() as client:
        pipe = client.pipeline(transaction=False)
        for session_id, value in standing.items():
            pipe.set(
                _key(session_id),
                session_states.write(value),
                ex=settings.RIZ_SESSION_CACHE_SECONDS,
                nx=True,
            )
        pipe.execute()


def remember(session_id: UUID, standing: SessionState) -> None:
    """Keep what the database said, unless something is known already."""
    _set(session_id, standing, seconds=settings.RIZ_SESSION_CACHE_SECONDS, only_if_unknown=True)


def mark_ended(session_ids: Iterable[UUID]) -> None:
    """Refuse the sessions from now on, whatever any reader has just read."""
    longest = max(settings.RIZ_ACCESS_TOKEN_SECONDS, int(IMPERSONATION_LIFETIME.total_seconds()))
    seconds = longest + settings.RIZ_SESSION_CACHE_SECONDS
    for session_id in session_ids:
        _set(session_id, ENDED, seconds=seconds, only_if_unknown=False)


def forget(session_ids: Iterable[UUID]) -> None:
    """Have the next request of each session ask the database: its owner's roles changed."""
    keys = [_key(session_id) for session_id in session_ids]
    if keys:
        _ask("delete", *keys)


def _set(session_id: UUID, standing: SessionState, *, seconds: int, only_if_unknown: bool) -> None:
    _ask("set", _key(session_id), session_states.write(standing), ex=seconds, nx=only_if_unknown)


def _ask(command: str, *arguments: Any, **options: Any) -> Any:
    return valkey.ask(command, *arguments, **options) if _is_used() else None


def _is_used() -> bool:
    return bool(settings.RIZ_SESSION_CACHE_SECONDS > 0)


def _key(session_id: UUID) -> str:
    return f"riz:identity:standing:{session_id}"

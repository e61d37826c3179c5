"""What a session is good for at a moment: whose it is and which roles its owner holds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from riz.actor import Actor, Grant

from ...roles.api import HeldRole, grants_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A session's owner and roles; `ENDED` stands for every session that is good for nothing."""

    user_id: UUID | None
    kind: str = ""
    roles: frozenset[HeldRole] = frozenset()

    @property
    def has_ended(self) -> bool:
        """Tell whether the session is good for nothing any more."""
        return self.user_id is None


ENDED = Standing(user_id=None)


def to_actor(standing: Standing, *, session_id: UUID) -> Actor:
    """Return the caller behind a session."""
    return Actor(
        id=standing.user_id,
        kind=standing.kind.lower(),
        session_id=session_id,
        grants=_grants_of(standing.roles),
        roles=standing.roles,
    )


def write(standing: Standing) -> bytes:
    """Write a standing for the cache."""
    roles = [[role.code, _text(role.organisation_id)] for role in standing.roles]
    return json.dumps([_text(standing.user_id), standing.kind, roles]).encode()


def read(written: bytes) -> Standing:
    """Read a standing from the cache; ValueError when it was written by other code."""
    user_id, kind, roles = json.loads(written)
    return Standing(
        user_id=_uuid(user_id),
        kind=kind,
        roles=frozenset(HeldRole(code=code, organisation_id=_uuid(where)) for code, where in roles),
    )


@lru_cache(maxsize=1024)
def _grants_of(roles: frozenset[HeldRole]) -> frozenset[Grant]:
    return grants_of(roles)


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)


def _uuid(value: str | None) -> UUID | None:
    return None if value is None else UUID(value)

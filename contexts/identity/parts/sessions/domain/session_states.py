"""The state of a session at a moment: whose it is, what its owner holds, and who acts as its owner."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from riz.actor import Actor, Grant

from ...roles.api import AssignedAsset, CustomRole, HeldRole, grants_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """The grants that a person holds: roles, what those of people's own making carry, and the things in their care."""

    roles: frozenset[HeldRole] = frozenset()
    custom: frozenset[CustomRole] = frozenset()
    assigned: frozenset[AssignedAsset] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionState:
    """A session's owner; `ENDED` stands for every session that is good for nothing.

    Attributes:
        since_ms: when the owner last showed who they are, in milliseconds since 1970; access tokens that are
            older than that count no more.
        impersonator_id: who acts as the owner, and `impersonator` what that one holds.
    """

    user_id: UUID | None
    kind: str = ""
    since_ms: int = 0
    holdings: Holdings = Holdings()
    impersonator_id: UUID | None = None
    impersonator: Holdings = Holdings()

    @property
    def has_ended(self) -> bool:
        """Tell whether the session is good for nothing any more."""
        return self.user_id is None


ENDED = SessionState(user_id=None)
TO_IMPERSONATE = "identity.impersonate"


def to_actor(standing: SessionState, *, session_id: UUID) -> Actor:
    """Return the caller behind a session."""
    return Actor(
        id=standing.user_id,
        kind=standing.kind.lower(),
        session_id=session_id,
        grants=_grants_of(standing),
        roles=standing.holdings.roles,
        impersonator_id=standing.impersonator_id,
        authenticated_at=dt.datetime.fromtimestamp(standing.since_ms / 1000, dt.UTC),
    )


def may_impersonate(holdings: Holdings) -> bool:
    """Tell whether somebody who holds this may act as other people."""
    return Grant(permission=TO_IMPERSONATE) in _all_of(holdings)


@lru_cache(maxsize=1024)
def write(standing: SessionState) -> bytes:
    """Write a standing for the cache."""
    return json.dumps(
        {
            "user": _text(standing.user_id),
            "kind": standing.kind,
            "since": standing.since_ms,
            **_facts(standing.holdings),
            "by": _text(standing.impersonator_id),
            "theirs": _facts(standing.impersonator) if standing.impersonator_id else {},
        }
    ).encode()


@lru_cache(maxsize=1024)
def read(written: bytes) -> SessionState:
    """Read a standing from the cache; ValueError when it was written by other code."""
    facts = json.loads(written)
    try:
        return SessionState(
            user_id=_uuid(facts["user"]),
            kind=facts["kind"],
            since_ms=facts["since"],
            holdings=holdings_of(facts),
            impersonator_id=_uuid(facts["by"]),
            impersonator=holdings_of(facts["theirs"]),
        )
    except (KeyError, TypeError, AttributeError) as unreadable:
        raise ValueError("not a standing") from unreadable


def holdings_of(facts: Mapping[str, Any]) -> Holdings:
    """Make holdings of rows of the database, or of what the cache kept."""
    roles = [
        (role["code"], _uuid(role["organisation_id"]), role) for role in facts.get("roles", ())
    ]
    return Holdings(
        roles=frozenset(HeldRole(code=code, organisation_id=where) for code, where, _ in roles),
        custom=frozenset(
            CustomRole(
                code=code,
                name="",
                description="",
                organisation_id=_uuid(role["owner_id"]),
                permissions=frozenset(role["permissions"]),
            )
            for code, _, role in roles
            if role["permissions"]
        ),
        assigned=frozenset(
            AssignedAsset(
                organisation_id=UUID(one["organisation_id"]),
                kind=one["kind"],
                asset_id=UUID(one["asset_id"]),
            )
            for one in facts.get("assigned", ())
        ),
    )


def _facts(holdings: Holdings) -> dict[str, Any]:
    custom = {role.code: role for role in holdings.custom}
    return {
        "roles": [
            {
                "code": role.code,
                "organisation_id": _text(role.organisation_id),
                "owner_id": _text(custom[role.code].organisation_id)
                if role.code in custom
                else None,
                "permissions": sorted(custom[role.code].permissions) if role.code in custom else [],
            }
            for role in sorted(holdings.roles, key=str)
        ],
        "assigned": [
            {
                "organisation_id": str(one.organisation_id),
                "kind": one.kind,
                "asset_id": str(one.asset_id),
            }
            for one in sorted(holdings.assigned, key=str)
        ],
    }


@lru_cache(maxsize=1024)
def _grants_of(standing: SessionState) -> frozenset[Grant]:
    """Return what the owner may do; whoever acts as the owner brings no right along and gains none either."""
    own = _all_of(standing.holdings)
    if standing.impersonator_id is None:
        return own
    impersonator = Actor(id=standing.impersonator_id, grants=_all_of(standing.impersonator))
    return frozenset(grant for grant in own if _has(impersonator, grant))


def _has(actor: Actor, grant: Grant) -> bool:
    return grant in actor.grants or actor.can(
        grant.permission, organisation_id=grant.organisation_id, asset_id=grant.asset_id
    )


@lru_cache(maxsize=1024)
def _all_of(holdings: Holdings) -> frozenset[Grant]:
    return grants_of(holdings.roles, assigned=holdings.assigned, custom=holdings.custom)


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)


def _uuid(value: UUID | str | None) -> UUID | None:
    return value if value is None or isinstance(value, UUID) else UUID(value)

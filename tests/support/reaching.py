"""Callers whose grants reach differently far, for lists that have to agree with single things."""

from __future__ import annotations

from uuid import UUID

from riz.actor import ANONYMOUS, SYSTEM, Actor, Grant
from riz.ids import new_id


def callers(
    permission: str, *, owner_id: UUID, here: UUID, there: UUID, asset_id: UUID
) -> dict[str, Actor]:
    """Return callers by name: owner, stranger, anonymous, system, and holders of the permission in every place."""

    def holder(**where: UUID) -> Actor:
        return Actor(
            id=new_id(), kind="user", grants=frozenset({Grant(permission=permission, **where)})
        )

    program = Grant(permission=permission)
    return {
        "owner": Actor(id=owner_id, kind="user"),
        "stranger": Actor(id=new_id(), kind="user"),
        "anonymous": ANONYMOUS,
        "system": SYSTEM,
        "everywhere": holder(),
        "here": holder(organisation_id=here),
        "there": holder(organisation_id=there),
        "one thing": holder(organisation_id=here, asset_id=asset_id),
        "one thing, assigned by others": holder(organisation_id=there, asset_id=asset_id),
        "one thing of nobody's": holder(asset_id=asset_id),
        "program without a scope": Actor(
            id=owner_id, grants=frozenset({program}), scopes=frozenset({"openid"})
        ),
    }

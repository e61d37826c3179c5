"""Giving and taking roles in an organisation, and what follows from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import partial
from uuid import UUID

from django.db import transaction

from riz.actor import Actor
from riz.outbox.publishing import publish

from ...activity.api import Action, record_act
from ...roles import api as roles
from ...roles.contracts import Role
from ...sessions import api as sessions
from .. import events, models
from ..domain.organisation_roles import organisation_roles_of
from ..errors import LastOwner, RoleUnknown


def check_known(*, codes: Iterable[str], organisation: models.Organisation) -> None:
    """Refuse roles that this organisation does not have.

    Raises:
        RoleUnknown: there is no such role here.
    """
    known = still_known(codes=codes, organisation=organisation)
    if unknown := sorted(set(codes) - known):
        raise RoleUnknown(errors={"roles": [f"There is no role {', '.join(unknown)} here."]})


def still_known(*, codes: Iterable[str], organisation: models.Organisation) -> set[str]:
    """Return those of the roles that the organisation has: by its kind, of its own making, or of everybody's."""
    wanted = set(codes)
    own = {
        role.code
        for role in roles.find_custom_roles(codes=wanted)
        if role.organisation_id in {None, organisation.id}
    }
    return wanted & (organisation_roles_of(organisation.kind).all | own)


def check_hand_out(*, codes: Iterable[str], organisation_id: UUID | None, actor: Actor) -> None:
    """Refuse to give or take roles that carry more than the caller may do there.

    Raises:
        RoleNotForHere: a role can't be held there.
        RoleReachesTooFar: a role carries what the caller does not hold.
    """
    for role in roles.find_roles(codes=codes):
        roles.check_hand_out(actor=actor, role=role, organisation_id=organisation_id)


def give(
    *,
    user_id: UUID,
    codes: Iterable[str],
    organisation_id: UUID | None,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Give roles; what is held already stays as it is."""
    rows = [
        models.RoleGrant(user_id=user_id, role=code, organisation_id=organisation_id)
        for code in sorted(codes)
        if not models.RoleGrant.objects.of(
            user_id=user_id, role=code, organisation_id=organisation_id
        ).exists()
    ]
    models.RoleGrant.objects.bulk_create(rows, ignore_conflicts=True)
    record = partial(record_act, by=actor, of=user_id, at=at, organisation_id=organisation_id)
    for row in rows:
        record(Action.ROLE_GRANTED, role=row.role)
    if rows:
        forget(user_id)


def revoke(
    *,
    user_id: UUID,
    codes: Iterable[str],
    organisation_id: UUID | None,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Take roles, and with the last role of an asset manager what was in their care.

    Raises:
        LastOwner: nobody else owns the organisation.
    """
    record = partial(record_act, by=actor, of=user_id, at=at, organisation_id=organisation_id)
    removed = []
    for code in sorted(codes):
        held = models.RoleGrant.objects.of(
            user_id=user_id, role=code, organisation_id=organisation_id
        )
        if held.delete()[0]:
            removed.append(code)
            record(Action.ROLE_WITHDRAWN, role=code)
    if not removed:
        return
    if organisation_id is not None:
        _keep_an_owner(organisation_id, removed)
        if Role.ASSET_MANAGER in removed:
            release_assets(user_id=user_id, organisation_id=organisation_id)
    forget(user_id)


def join(
    *,
    user_id: UUID,
    organisation_id: UUID,
    at: dt.datetime,
    invited_by: UUID | None = None,
) -> bool:
    """Make somebody a member; tell whether they were none."""
    _, is_new = models.Membership.objects.get_or_create(
        organisation_id=organisation_id,
        user_id=user_id,
        defaults={"joined_at": at, "invited_by": invited_by},
    )
    if is_new:
        publish(
            events.MemberJoined(organisation_id=organisation_id, user_id=user_id, occurred_at=at)
        )
    return is_new


def leave(*, user_id: UUID, organisation_id: UUID, actor: Actor, at: dt.datetime) -> None:
    """End a membership with all roles and everything in the person's care.

    Raises:
        LastOwner: nobody else owns the organisation.
    """
    held = models.RoleGrant.objects.filter(user_id=user_id, organisation_id=organisation_id)
    revoke(
        user_id=user_id,
        codes=list(held.values_list("role", flat=True)),
        organisation_id=organisation_id,
        actor=actor,
        at=at,
    )
    release_assets(user_id=user_id, organisation_id=organisation_id)
    models.Membership.objects.filter(user_id=user_id, organisation_id=organisation_id).delete()
    record_act(
        Action.MEMBER_LEFT, by=actor, on=("organisation", organisation_id), of=user_id, at=at
    )
    publish(events.MemberLeft(organisation_id=organisation_id, user_id=user_id, occurred_at=at))
    forget(user_id)


def release_assets(*, user_id: UUID, organisation_id: UUID) -> None:
    """Take everything out of somebody's care."""
    models.Assignment.objects.filter(user_id=user_id, organisation_id=organisation_id).delete()


def forget(user_id: UUID) -> None:
    """Have the person's next request know what has changed."""
    transaction.on_commit(partial(sessions.forget_session_state, user_id=user_id))


def _keep_an_owner(organisation_id: UUID, removed: list[str]) -> None:
    if not set(removed) & set(models.OWNER_ROLES):
        return
    owners = models.RoleGrant.objects.of_owners().able_to_act()
    if not owners.filter(organisation_id=organisation_id).exists():
        raise LastOwner

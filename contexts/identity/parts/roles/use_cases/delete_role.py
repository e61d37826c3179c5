"""Delete a role of one's own making."""

from __future__ import annotations

import datetime as dt

from riz.actor import Actor
from riz.locking import lock
from riz.policies import require
from riz.use_cases import use_case

from ...activity.api import Action, record_act
from .. import models
from ..domain import policies
from ..errors import RoleNotFound, RoleStillHeld


@use_case
def delete_role(*, code: str, actor: Actor, at: dt.datetime, with_grants: bool = False) -> None:
    """Delete a role; one that is held only together with its grants, which then end within two seconds.

    Raises:
        RoleNotFound: there is none that the actor may delete.
        RoleStillHeld: somebody holds it, and the grants were not meant to go with it.
    """
    row = lock(models.Role, code=code, refusal=RoleNotFound)
    require(actor, policies.CHANGE, row, refusal=RoleNotFound)
    held = list(row.grants.all())
    if held and not with_grants:
        raise RoleStillHeld(holders=len({grant.user_id for grant in held}))
    row.grants.all().delete()
    row.delete()
    for grant in held:
        record_act(
            Action.ROLE_WITHDRAWN,
            by=actor,
            of=grant.user_id,
            at=at,
            role=code,
            organisation_id=grant.organisation_id,
        )
    record_act(Action.ROLE_DELETED, by=actor, on=("role", code), at=at, holders=len(held))

"""Change a role of one's own making."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import IntegrityError, transaction

from riz.actor import Actor
from riz.locking import lock
from riz.policies import require
from riz.use_cases import use_case

from ...activity.api import Action, record_act
from .. import contracts, models
from ..domain import policies
from ..errors import RoleNotFound
from ._carrying import check_carried, refusal_of


@use_case
def change_role(
    *,
    code: str,
    name: str,
    description: str,
    permissions: Iterable[str],
    actor: Actor,
    at: dt.datetime,
) -> contracts.CustomRole:
    """State a role anew; whoever holds it can do more or less within two seconds. Its code stays.

    Raises:
        RoleNotFound: there is none that the actor may change.
        PermissionsNotAcceptable, RoleReachesTooFar: of what it would carry.
        RoleNameTaken: there is one of this name.
    """
    row = lock(models.Role, code=code, refusal=RoleNotFound)
    require(actor, policies.CHANGE, row, refusal=RoleNotFound)
    carried = check_carried(
        permissions=permissions, organisation_id=row.organisation_id, actor=actor
    )
    before = row.permissions
    row.name, row.description, row.permissions = name, description, carried
    try:
        with transaction.atomic():
            row.save(update_fields=["name", "description", "permissions"])
    except IntegrityError as error:
        raise refusal_of(error) from error
    record_act(
        Action.ROLE_CHANGED, by=actor, on=("role", code), at=at, before=before, after=carried
    )
    return row.to_contract()

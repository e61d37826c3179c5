"""Make a role of one's own."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from uuid import UUID

from django.db import IntegrityError, transaction

from riz.actor import Actor
from riz.policies import Target, require
from riz.use_cases import use_case

from ...activity.api import Action, record_act
from .. import contracts, models
from ..domain import policies
from ..domain.codes import code_of
from ..domain.roles import MOST_OF_ONE_ORGANISATION
from ..errors import RoleOrganisationUnknown, TooManyRoles
from ._carrying import check_carried, refusal_of


@use_case
def create_role(
    *,
    name: str,
    permissions: Iterable[str],
    actor: Actor,
    at: dt.datetime,
    description: str = "",
    organisation_id: UUID | None = None,
) -> contracts.CustomRole:
    """Make a role of an organisation, or one that can be held everywhere and for any organisation.

    Raises:
        Forbidden: the actor makes no roles there.
        PermissionsNotAcceptable, RoleReachesTooFar: of what it would carry.
        RoleOrganisationUnknown: there is no such organisation.
        RoleNameTaken: there is one of this name.
        TooManyRoles: there are enough.
    """
    require(actor, policies.CHANGE, Target(organisation_id=organisation_id))
    if organisation_id is not None and not models.Role.objects.can_be_of(organisation_id):
        raise RoleOrganisationUnknown(errors={"organisation_id": ["There is no such one."]})
    carried = check_carried(permissions=permissions, organisation_id=organisation_id, actor=actor)
    if models.Role.objects.of(organisation_id).count() >= MOST_OF_ONE_ORGANISATION:
        raise TooManyRoles(limit=MOST_OF_ONE_ORGANISATION)
    row = models.Role(
        code=code_of(name=name, suffix=secrets.token_hex(3)),
        name=name,
        description=description,
        organisation_id=organisation_id,
        permissions=carried,
        created_at=at,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise refusal_of(error) from error
    record_act(Action.ROLE_CREATED, by=actor, on=("role", row.code), at=at, permissions=carried)
    return row.to_contract()

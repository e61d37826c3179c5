"""Let go of somebody who erases their account."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from riz.actor import Actor

from .. import models, queries
from ..errors import LastOwner
from . import _authority, _offices


@transaction.atomic
def forget_person(*, user_id: UUID, email: str, actor: Actor, at: dt.datetime) -> None:
    """End every membership of a person, take their roles, and delete the invitations to their address.

    Raises:
        LastOwner: an organisation would be left without an owner; `details["organisations"]` names them.
    """
    _authority.lock_people(user_id)
    left = models.Membership.objects.filter(user_id=user_id)
    ids = sorted(left.values_list("organisation_id", flat=True))
    list(models.Organisation.objects.select_for_update().filter(id__in=ids).order_by("id"))
    if owned := queries.sole_ownerships(user_id=user_id):
        raise LastOwner(organisations=[each.name for each in owned])
    for organisation_id in ids:
        _offices.leave(user_id=user_id, organisation_id=organisation_id, actor=actor, at=at)
    models.RoleGrant.objects.filter(user_id=user_id).delete()
    models.Invitation.objects.filter(email=email.lower()).delete()
    _offices.forget(user_id)

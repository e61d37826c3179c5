"""Suspend an organisation, or reactivate it."""

from __future__ import annotations

import datetime as dt
from functools import partial
from uuid import UUID

from django.db import transaction

from riz import policies, values
from riz.actor import Actor
from riz.locking import lock
from riz.outbox.publishing import publish
from riz.use_cases import use_case

from ...activity.api import Action, record_act
from ...sessions import api as sessions
from .. import events, models
from ..contracts import OrganisationStatus
from ..domain.policies import ADMINISTER
from ..errors import OrganisationNotFound


@use_case
def set_organisation_active(
    *, organisation_id: UUID, is_active: bool, actor: Actor, at: dt.datetime, reason: str = ""
) -> None:
    """Suspend or reactivate: at once nobody may act for it, or everybody may again; its things and people stay.

    Raises:
        Forbidden: the caller does not administer organisations.
        OrganisationNotFound: no organisation has this id.
    """
    policies.require(actor, ADMINISTER)
    row = lock(
        models.Organisation,
        id=organisation_id,
        refusal=OrganisationNotFound(organisation_id=str(organisation_id)),
    )
    wanted = OrganisationStatus.ACTIVE if is_active else OrganisationStatus.SUSPENDED
    if row.status == wanted:
        return
    row.status = wanted
    row.version += 1
    row.save(update_fields=["status", "version"])
    kept = values.line(reason) if reason else ""
    action = Action.ORGANISATION_REACTIVATED if is_active else Action.ORGANISATION_SUSPENDED
    record_act(action, by=actor, on=("organisation", row.id), at=at, reason=kept)
    happened = events.OrganisationReactivated if is_active else events.OrganisationSuspended
    publish(happened(organisation_id=row.id, occurred_at=at))
    holders = row.role_grants.order_by().values_list("user_id", flat=True).distinct()
    for user_id in list(holders):
        transaction.on_commit(partial(sessions.forget_session_state, user_id=user_id))

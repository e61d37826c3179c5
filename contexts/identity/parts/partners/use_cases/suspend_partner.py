"""Refuse a partner's programs."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz import values
from riz.actor import Actor
from riz.outbox.publishing import publish
from riz.use_cases import use_case

from ...activity.api import Action, record_act
from .. import contracts, events, queries
from ..domain import policies
from ._partners import lock_partner, publish_after_commit


@use_case
def suspend_partner(
    *, partner_id: UUID, reason: str, actor: Actor, at: dt.datetime
) -> contracts.Partner:
    """Refuse a partner's programs from now on, those included that are about to commit; twice is as once.

    Raises:
        PartnerNotFound: there is none, or the caller may not know of it.
        Forbidden: the caller does not decide for the portal.
        BadValue: the reason is not acceptable.
    """
    row = lock_partner(partner_id=partner_id, actor=actor, action=policies.ADMINISTER)
    if row.is_suspended:
        return queries.to_partner(row)
    reason = values.line(reason, longest=500)
    row.suspend(reason=reason, at=at)
    row.save()
    publish(
        events.PartnerSuspended(
            partner_id=row.id, organisation_id=row.organisation_id, reason=reason, occurred_at=at
        )
    )
    record_act(Action.PARTNER_SUSPENDED, by=actor, on=("partner", row.id), at=at, reason=reason)
    publish_after_commit(*queries.client_ids_of(row.id))
    return queries.to_partner(row)

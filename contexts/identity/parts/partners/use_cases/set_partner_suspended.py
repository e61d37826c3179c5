"""Refuse a partner's programs, or let them in again."""

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
def set_partner_suspended(
    *, partner_id: UUID, is_suspended: bool, reason: str, actor: Actor, at: dt.datetime
) -> contracts.Partner:
    """Refuse a partner's programs from now on, those included that are about to commit, or let them in again.

    Twice is as once.

    Raises:
        PartnerNotFound: there is none, or the caller may not know of it.
        Forbidden: the caller does not decide for the portal.
        BadValue: the reason is not acceptable.
    """
    row = lock_partner(partner_id=partner_id, actor=actor, action=policies.ADMINISTER)
    if row.is_suspended is is_suspended:
        return queries.to_partner(row)
    reason = values.line(reason, longest=500)
    if is_suspended:
        row.suspend(reason=reason, at=at)
    else:
        row.resume()
    row.save()
    event = events.PartnerSuspended if is_suspended else events.PartnerResumed
    action = Action.PARTNER_SUSPENDED if is_suspended else Action.PARTNER_RESUMED
    publish(
        event(partner_id=row.id, organisation_id=row.organisation_id, reason=reason, occurred_at=at)
    )
    record_act(action, by=actor, on=("partner", row.id), at=at, reason=reason)
    publish_after_commit(*queries.client_ids_of(row.id))
    return queries.to_partner(row)

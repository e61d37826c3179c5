"""Change what is known of a partner, and what it may do."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from riz.actor import Actor
from riz.errors import Forbidden
from riz.policies import allows
from riz.use_cases import use_case
from riz.versions import Expected, ensure_expected

from ...activity.api import Action, record_act
from .. import contracts, queries
from ..domain import policies
from ._partners import lock_partner, publish_after_commit

OWN = frozenset({"contact_email"})


@use_case
def change_partner(
    *,
    partner_id: UUID,
    changes: dict[str, Any],
    expected_version: Expected,
    actor: Actor,
    at: dt.datetime,
) -> contracts.Partner:
    """Change a partner; its programs meet new limits and scopes with their next request.

    `changes` has new values by field; all but `contact_email` are the portal's to decide.

    Raises:
        PartnerNotFound: there is none, or the caller may not know of it.
        Forbidden: the caller may not change this.
        Stale: it has another version by now.
    """
    row = lock_partner(partner_id=partner_id, actor=actor, action=policies.MANAGE)
    if changes.keys() - OWN and not allows(actor, policies.ADMINISTER):
        raise Forbidden
    ensure_expected(row.version, expected_version)
    row.change(**changes)
    row.save()
    record_act(
        Action.PARTNER_CHANGED, by=actor, on=("partner", row.id), at=at, fields=sorted(changes)
    )
    publish_after_commit(*queries.client_ids_of(row.id))
    return queries.to_partner(row)
